using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Valence.Constraints;
using Valence.Formats;
using Valence.Initializers;
using Valence.Layers;
using Valence.Regularizers;

namespace Valence.Saving;

/// <summary>Typed access to the fields of one object in Keras' serialized form; every error names the field.</summary>
/// <param name="json">The <c>config</c> object.</param>
/// <param name="place">Its path, for errors.</param>
/// <param name="tables">How class names become objects.</param>
public sealed class ConfigReader(JsonElement json, string place, KerasTables tables)
{
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    /// <summary>How class names become objects.</summary>
    public KerasTables Tables => tables;

    /// <summary>The path of this object, for errors.</summary>
    public string Place => place;

    /// <summary>The object itself.</summary>
    public JsonElement Json => json;

    /// <summary>Whether the field is there and not null.</summary>
    public bool Has(string name)
    {
        _read.Add(name);
        return json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value)
            && SerializedValue.Of(value).ValueKind != JsonValueKind.Null;
    }

    /// <summary>An integer.</summary>
    public int Int(string name) => Get(name) is { ValueKind: JsonValueKind.Number } value
        && value.TryGetInt32(out var number) ? number : throw Wrong(name, "an integer");

    /// <summary>An integer, or <paramref name="missing"/> where the field is missing or null.</summary>
    public int Int(string name, int missing) => Has(name) ? Int(name) : missing;

    /// <summary>An integer, or null where the field is missing or null.</summary>
    public int? OptionalInt(string name) => Has(name) ? Int(name) : null;

    /// <summary>A number.</summary>
    public float Float(string name) => Get(name) is { ValueKind: JsonValueKind.Number } value ? value.GetSingle()
        : throw Wrong(name, "a number");

    /// <summary>A number, or <paramref name="missing"/> where the field is missing or null.</summary>
    public float Float(string name, float missing) => Has(name) ? Float(name) : missing;

    /// <summary>A number, or null where the field is missing or null.</summary>
    public float? OptionalFloat(string name) => Has(name) ? Float(name) : null;

    /// <summary>A number in double precision, or <paramref name="missing"/> where the field is missing or
    /// null.</summary>
    public double Double(string name, double missing) => !Has(name) ? missing
        : Get(name) is { ValueKind: JsonValueKind.Number } value ? value.GetDouble() : throw Wrong(name, "a number");

    /// <summary>A truth value, or <paramref name="missing"/> where the field is missing or null.</summary>
    public bool Bool(string name, bool missing) => !Has(name) ? missing : Get(name).ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Wrong(name, "true or false"),
    };

    /// <summary>A text.</summary>
    public string Text(string name) => Get(name) is { ValueKind: JsonValueKind.String } value ? value.GetString()!
        : throw Wrong(name, "a text");

    /// <summary>A text, or <paramref name="missing"/> where the field is missing or null.</summary>
    public string Text(string name, string missing) => Has(name) ? Text(name) : missing;

    /// <summary>A text, or null where the field is missing or null.</summary>
    public string? OptionalText(string name) => Has(name) ? Text(name) : null;

    /// <summary>One of the named values of <typeparamref name="T"/>, written in Keras' snake case.</summary>
    public T Choice<T>(string name, T missing) where T : struct, Enum
    {
        if (!Has(name)) return missing;
        var text = Text(name);
        foreach (var value in Enum.GetValues<T>())
            if (Naming.SnakeCase(value.ToString()).Equals(text, StringComparison.OrdinalIgnoreCase))
                return value;
        throw Wrong(name,
            string.Join(" or ", Enum.GetValues<T>().Select(value => $"'{Naming.SnakeCase(value.ToString())}'")));
    }

    /// <summary>One of the values that have a text in Keras.</summary>
    internal Choice<T> Choice<T>(string name) where T : struct, Enum =>
        Valence.Choice<T>.Find(Text(name)) ?? throw Wrong(name, Valence.Choice<T>.Listed);

    /// <summary>An integer of up to 64 bits.</summary>
    internal long Long(string name) => Get(name) is { ValueKind: JsonValueKind.Number } value
        && value.TryGetInt64(out var number) ? number : throw Wrong(name, "an integer");

    /// <summary>A list of such integers.</summary>
    internal IReadOnlyList<long> Longs(string name) => [.. List(name, "a list of integers").Select(item =>
        item.ValueKind == JsonValueKind.Number && item.TryGetInt64(out var number) ? number
            : throw Wrong(name, "a list of integers"))];

    /// <summary>A list of texts. A text alone could be a path to another file, and a file decides no path.</summary>
    internal IReadOnlyList<string> Texts(string name) => [.. List(name, "a list of texts", "J10").Select(item =>
        item.ValueKind == JsonValueKind.String ? item.GetString()! : throw Wrong(name, "a list of texts"))];

    /// <summary>An integer, or the single element of a list of integers, as Keras writes sizes of one axis.</summary>
    public int Size(string name) => Get(name).ValueKind == JsonValueKind.Array ? Ints(name) is [var only] ? only
        : throw Wrong(name, "one integer") : Int(name);

    /// <summary>A list of integers; a single integer counts as a list.</summary>
    public IReadOnlyList<int> Ints(string name)
    {
        var value = Get(name);
        if (value.ValueKind == JsonValueKind.Number) return [Int(name)];
        if (value.ValueKind != JsonValueKind.Array) throw Wrong(name, "a list of integers");
        return [.. value.EnumerateArray()
            .Select(item => item.ValueKind == JsonValueKind.Number && item.TryGetInt32(out var number) ? number
                : throw Wrong(name, "a list of integers"))];
    }

    /// <summary>A list of numbers; a single number counts as a list, and so does an array that Keras wrote as a
    /// tensor.</summary>
    public IReadOnlyList<float> Floats(string name)
    {
        var value = Get(name);
        if (value.ValueKind == JsonValueKind.Number) return [value.GetSingle()];
        if (value.ValueKind != JsonValueKind.Array) throw Wrong(name, "a list of numbers");
        return [.. value.EnumerateArray()
            .Select(item => item.ValueKind == JsonValueKind.Number ? item.GetSingle()
                : throw Wrong(name, "a list of numbers"))];
    }

    /// <summary>Such numbers in double precision.</summary>
    internal IReadOnlyList<double> Doubles(string name)
    {
        var value = Get(name);
        if (value.ValueKind == JsonValueKind.Number) return [value.GetDouble()];
        if (value.ValueKind != JsonValueKind.Array) throw Wrong(name, "a number or a list of numbers");
        return [.. value.EnumerateArray()
            .Select(item => item.ValueKind == JsonValueKind.Number ? item.GetDouble()
                : throw Wrong(name, "a number or a list of numbers"))];
    }

    /// <summary>Lengths of axes; null stands for an unknown one, and so does −1 where <paramref name="least"/> allows
    /// it.</summary>
    public Shape Shape(string name, int least = 0)
    {
        var value = Get(name);
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() > Valence.Shape.MaxRank)
            throw Wrong(name, $"at most {Valence.Shape.MaxRank} lengths of axes", "J16");
        var axes = new List<int>();
        foreach (var item in value.EnumerateArray())
        {
            if (item.ValueKind == JsonValueKind.Null) axes.Add(Valence.Shape.Unknown);
            else if (item.ValueKind == JsonValueKind.Number && item.TryGetInt32(out var length) && length >= least)
                axes.Add(length);
            else throw Wrong(name, "lengths of axes, null where one is not known", "J16");
        }
        return Valence.Shape.Create(axes.ToArray());
    }

    /// <summary>An activation function; null where the field is missing or null.</summary>
    public ActivationFunction? Activation(string name) =>
        Has(name) ? tables.Activation(Get(name), $"{place}.{name}") : null;

    /// <summary>An initializer, or <paramref name="missing"/> where the field is missing or null.</summary>
    public Initializer Initializer(string name, Initializer missing) =>
        Has(name) ? tables.Initializers.Read(Get(name), $"{place}.{name}", tables) : missing;

    /// <summary>A regularizer; null where the field is missing or null.</summary>
    public Regularizer? Regularizer(string name) =>
        Has(name) ? tables.Regularizers.Read(Get(name), $"{place}.{name}", tables) : null;

    /// <summary>A constraint; null where the field is missing or null.</summary>
    public Constraint? Constraint(string name) =>
        Has(name) ? tables.Constraints.Read(Get(name), $"{place}.{name}", tables) : null;

    /// <summary>A layer inside this one.</summary>
    public Layer Layer(string name) => tables.Layers.Read(Get(name), $"{place}.{name}", tables);

    /// <summary>Layers inside this one.</summary>
    public IReadOnlyList<Layer> Layers(string name) =>
        [.. Items(name).Select(item => tables.Layers.Read(item.Json, item.Place, tables))];

    /// <summary>The objects of a list, each with its path.</summary>
    public IEnumerable<(JsonElement Json, string Place)> Items(string name)
    {
        var value = Get(name);
        if (value.ValueKind != JsonValueKind.Array) throw Wrong(name, "a list");
        return value.EnumerateArray().Select((item, i) => (item, FormattableString.Invariant($"{place}.{name}[{i}]")));
    }

    /// <summary>Whether the field is there and null.</summary>
    internal bool IsNull(string name) => json.ValueKind == JsonValueKind.Object
        && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Null;

    private JsonElement[] List(string name, string expected, string rule = ConfigException.WrongField) =>
        Get(name) is { ValueKind: JsonValueKind.Array } value ? [.. value.EnumerateArray()]
            : throw Wrong(name, expected, rule);

    /// <summary>The raw value of a field; of an array or number of NumPy's, or a generator of seeds, what it
    /// holds.</summary>
    /// <exception cref="ConfigException">The field is missing.</exception>
    public JsonElement Get(string name)
    {
        _read.Add(name);
        return json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value)
            ? SerializedValue.Of(value)
            : throw new ConfigException(place, $"expected a field '{name}', found none");
    }

    /// <summary>Refuses fields that nobody asked for.</summary>
    /// <param name="isWithoutMeaning">Which of them may be there all the same.</param>
    internal void RequireAllRead(Func<string, bool> isWithoutMeaning)
    {
        if (json.ValueKind != JsonValueKind.Object) return;
        foreach (var field in json.EnumerateObject())
            if (field.Value.ValueKind != JsonValueKind.Null && !_read.Contains(field.Name)
                && !isWithoutMeaning(field.Name))
                throw new ConfigException(place, $"a field '{FilePlace.Shown(field.Name)}' that the class does not "
                    + "have. Take it out, or save the model again with Keras", "J26");
    }

    /// <summary>The fields of an object.</summary>
    public ConfigReader Object(string name) => Get(name) is { ValueKind: JsonValueKind.Object } value
        ? new(value, $"{place}.{name}", tables) : throw Wrong(name, "an object");

    /// <summary>The fields of each object in an array.</summary>
    public IReadOnlyList<ConfigReader> Objects(string name) => [.. List(name, "a list of objects").Select((item, i) =>
        item.ValueKind == JsonValueKind.Object
            ? new ConfigReader(item, string.Create(CultureInfo.InvariantCulture, $"{place}.{name}[{i}]"), tables)
            : throw Wrong(name, "a list of objects"))];

    /// <summary>A member of an enumeration by its name.</summary>
    public T OneOf<T>(string name) where T : struct, Enum => Enum.GetNames<T>().Contains(Text(name))
        ? Enum.Parse<T>(Text(name)) : throw Wrong(name, $"one of {string.Join(", ", Enum.GetNames<T>())}");

    /// <summary>An error about a field's value.</summary>
    /// <param name="name">The field.</param>
    /// <param name="expected">What it should be.</param>
    /// <param name="rule">The code of the rule.</param>
    public ConfigException Wrong(string name, string expected, string rule = ConfigException.WrongField)
    {
        const int shown = 60, mostBytesOfThem = 300;
        var raw = JsonMarshal.GetRawUtf8Value(Get(name));
        var found = Encoding.UTF8.GetString(raw[..Math.Min(raw.Length, mostBytesOfThem)]);
        return new($"{place}.{name}",
            $"expected {expected}, found {(found.Length > shown ? found[..shown] + "…" : found)}", rule);
    }
}
