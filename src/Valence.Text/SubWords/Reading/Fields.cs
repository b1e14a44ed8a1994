using System.Globalization;
using System.Text;
using System.Text.Json;
using Valence.Formats;

namespace Valence.Text;

/// <summary>The fields of an object of a <c>tokenizer.json</c>, each read once; what is left over is refused.</summary>
internal sealed class Fields
{
    private readonly JsonElement _object;
    private readonly FilePlace _file;
    private readonly string _path;
    private readonly Func<int, string?>? _token;
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    /// <param name="value">The object.</param>
    /// <param name="file">The file.</param>
    /// <param name="path">Where in the file the object is; empty for the whole.</param>
    /// <param name="token">The token of an id, for parts that name some.</param>
    public Fields(JsonElement value, FilePlace file, string path, Func<int, string?>? token = null)
    {
        _object = value;
        _file = file;
        _path = path;
        _token = token;
        if (value.ValueKind != JsonValueKind.Object) throw Refuse("T02", null, "an object", Shown(value));
    }

    /// <summary>Whether a field is there and not null.</summary>
    public bool Has(string name) => Find(name) is not null;

    /// <summary>A field of any kind; null where it is null or missing.</summary>
    public JsonElement? Find(string name)
    {
        _read.Add(name);
        return _object.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    /// <summary>A field of any kind, which must be there.</summary>
    public JsonElement Value(string name, string expected) =>
        Find(name) ?? throw Refuse("T02", name, expected, "none");

    /// <summary>A text, which must be there.</summary>
    public string Text(string name) => AsText(name, Value(name, "a text"));

    /// <summary>A text; null where it is null or missing.</summary>
    public string? TextOrNull(string name) => Find(name) is { } value ? AsText(name, value) : null;

    /// <summary>A text of one character.</summary>
    public Rune Character(string name)
    {
        var text = Text(name);
        return text.EnumerateRunes().Count() == 1 ? text.EnumerateRunes().First()
            : throw Refuse("T02", name, "a text of one character", $"'{text}'");
    }

    /// <summary>True or false; <paramref name="missing"/> where it is null or missing, if that is allowed.</summary>
    public bool Flag(string name, bool? missing = null)
    {
        if (missing is { } usual && !Has(name)) return usual;
        var value = Value(name, "true or false");
        return value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean()
            : throw Refuse("T02", name, "true or false", Shown(value));
    }

    /// <summary>A whole number from <paramref name="least"/> to <paramref name="most"/>.</summary>
    public int Number(string name, int least, int most, int? missing = null)
    {
        if (missing is { } usual && !Has(name)) return usual;
        var value = Value(name, "a number");
        return Whole(value) is { } number && number >= least && number <= most ? (int)number
            : throw Refuse("T02", name, string.Create(CultureInfo.InvariantCulture,
                $"a whole number from {least} to {most}"), Shown(value));
    }

    /// <summary>One of several texts.</summary>
    public T Choice<T>(string name, T? missing, params ReadOnlySpan<(string Text, T Value)> choices) where T : struct
    {
        if (missing is { } usual && !Has(name)) return usual;
        var text = Text(name);
        var all = new List<string>();
        foreach (var (known, value) in choices)
        {
            if (known == text) return value;
            all.Add($"'{known}'");
        }
        throw Refuse("T01", name, string.Join(" or ", all), $"'{text}'");
    }

    /// <summary>An object.</summary>
    public Fields Object(string name) => new(Value(name, "an object"), _file, Path(name), _token);

    /// <summary>The values of a list, each with its place.</summary>
    public IEnumerable<(JsonElement Value, string Name)> List(string name)
    {
        var value = Value(name, "a list");
        if (value.ValueKind != JsonValueKind.Array) throw Refuse("T02", name, "a list", Shown(value));
        var i = 0;
        foreach (var item in value.EnumerateArray())
            yield return (item, string.Create(CultureInfo.InvariantCulture, $"{name}[{i++}]"));
    }

    /// <summary>The fields of an object below this one.</summary>
    public Fields Below(JsonElement value, string name) => new(value, _file, Path(name), _token);

    /// <summary>The names of all fields.</summary>
    public IEnumerable<string> Names() => _object.EnumerateObject().Select(field => field.Name);

    /// <summary>An id, which is that of <paramref name="token"/>.</summary>
    public int Known(string name, string token, int id) => _token?.Invoke(id) == token ? id
        : throw Refuse("T06", name, "a token of the vocabulary with its id", string.Create(
            CultureInfo.InvariantCulture, $"'{token}' as {id}"));

    /// <summary>The same fields, to be read by what names tokens.</summary>
    public Fields With(Func<int, string?> token) => new(_object, _file, _path, token);

    /// <summary>Refuses fields that nothing has read.</summary>
    public void Done()
    {
        foreach (var field in _object.EnumerateObject())
            if (!_read.Contains(field.Name))
                throw Refuse("T01", field.Name, "a field that Valence knows", Shown(field.Value));
    }

    /// <summary>A refusal that names the field.</summary>
    public FileFormatException Refuse(string rule, string? name, string expected, string received,
        Exception? inner = null) =>
        new(rule, _file with { Path = name is null ? _path : Path(name) },
            $"expected {expected}, received {FilePlace.Shown(received)}",
            "Save the tokenizer again with the program that made it, or give one that Valence knows", inner);

    /// <summary>A value as messages show it.</summary>
    public static string Shown(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => $"'{value.GetString()}'",
        _ => value.GetRawText(),
    };

    /// <summary>A whole number; null for anything else.</summary>
    public static long? Whole(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : null;

    private string AsText(string name, JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()!
            : throw Refuse("T02", name, "a text", Shown(value));

    private string Path(string name) => _path.Length == 0 ? name : $"{_path}.{FilePlace.Shown(name)}";
}
