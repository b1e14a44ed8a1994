using System.Text.Json;
using System.Text.Json.Nodes;
using Valence.Formats;
using Valence.Text;

namespace Valence.Saving;

/// <summary>The classes of one family that files may name. Immutable; a user's own class is added with
/// <see cref="With"/>.</summary>
/// <typeparam name="T">The family: layers, initializers, losses, …</typeparam>
public class KerasTable<T> where T : class
{
    // Keras 2 registered its own newer optimizers as a user's would be.
    private const string Keras2Prefix = "Custom>";
    private static readonly string[] KnownModules = ["keras", "tf_keras", "tensorflow", "builtins"];
    private Dictionary<string, KerasRow<T>> _byName;
    private readonly string _family;

    /// <summary>A table of the given rows; of several rows for one class, the first is used for writing.</summary>
    /// <param name="family">The family's name in errors, such as <c>layer</c>.</param>
    /// <param name="rows">The classes.</param>
    public KerasTable(string family, IEnumerable<KerasRow<T>> rows)
    {
        _family = family;
        Rows = [.. rows];
        _byName = ByName(Rows);
    }

    /// <summary>All rows.</summary>
    public IReadOnlyList<KerasRow<T>> Rows { get; private set; }

    /// <summary>Fields that may be in files though nothing reads them, since they change nothing here; docs/ignored.md
    /// has each with its reason.</summary>
    internal IReadOnlyCollection<string> WithoutMeaning { get; init; } = [];

    /// <summary>This table and one more class.</summary>
    public KerasTable<T> With(KerasRow<T> row)
    {
        // What the family reads and writes beside the rows stays.
        var table = (KerasTable<T>)MemberwiseClone();
        table.Rows = [.. Rows, row];
        table._byName = ByName(table.Rows);
        return table;
    }

    /// <summary>This table and a user's own class, whose fields are said once.</summary>
    /// <param name="className">The class' name, or for a class registered with Keras its registered name,
    /// <c>Package&gt;Name</c>.</param>
    /// <param name="prototype">An object with the defaults of all fields that have one.</param>
    /// <param name="fields">Makes an object from its fields; see <see cref="Fields{T}"/>.</param>
    public KerasTable<T> With<TOwn>(string className, TOwn prototype, Func<Fields<TOwn>, TOwn> fields)
        where TOwn : class, T => With(OwnRow(className, prototype, fields));

    /// <summary>The object that a name alone stands for, such as <c>adam</c> or <c>HeNormal</c>, with Keras'
    /// defaults.</summary>
    /// <exception cref="ArgumentException">The table has no such name; the message lists those it has.</exception>
    public T Named(string name)
    {
        if (name is null)
            throw new ArgumentNullException(nameof(name), $"Expected the name of {One(_family)}, received null.");
        if (!_byName.ContainsKey(name))
        {
            if (KerasTables.Default.FamilyOf(name) is { } other)
                throw new ArgumentException($"Expected the name of {One(_family)}, received '{name}', which is that of "
                    + $"{One(other)}. Compile takes an optimizer, a loss and metrics, in this order.", nameof(name));
            // Registered names are for files.
            string[] names = [.. _byName.Keys.Where(key => char.IsAsciiLetterLower(key[0]) && !key.Contains('>'))
                .Order(StringComparer.Ordinal)];
            var near = NearName.Question(name, names);
            if (near.Length == 0) near = NearName.Question(name, _byName.Keys);
            var brief = string.Concat(names.Select(key => $"{key}, "));
            throw new ArgumentException($"There is no {_family} '{name}'. "
                + $"{near}The names are {brief}{(brief.Length == 0 ? "" : "and ")}those of Keras' classes.",
                nameof(name));
        }
        return Plain(name, name, KerasTables.Default);

        static string One(string word) => $"{(word[0] is 'a' or 'e' or 'i' or 'o' or 'u' ? "an" : "a")} {word}";
    }

    /// <summary>Whether a name stands for one of the family.</summary>
    internal bool Has(string name) => _byName.ContainsKey(name);

    /// <summary>Makes an object from Keras' serialized form: <c>{"class_name": …, "config": {…}}</c>, or its name
    /// alone.</summary>
    /// <exception cref="ConfigException">The class is not in the table, or a field is wrong.</exception>
    public T Read(JsonElement json, string place, KerasTables tables)
    {
        if (json.ValueKind == JsonValueKind.String) return Plain(json.GetString()!, place, tables);
        var reader = new ConfigReader(json, place, tables);
        if (FunctionName(json, place) is { } function) return Function(function, place, tables);
        var row = Find(reader, place);
        T made;
        try
        {
            var fields = new ConfigReader(reader.Get("config"), $"{place}.config", tables);
            made = row.Read(fields);
            Share(made, new Fields<T>(made, fields));
            ReadBuilt(made, reader);
            // Keras refuses an argument that its class does not take; one that is left out here would be a model that
            // computes something else.
            if (row.Type.Assembly == typeof(T).Assembly) fields.RequireAllRead(IsWithoutMeaning);
        }
        catch (Exception error) when (IsRefusal(error))
        {
            throw Refusal($"{place}.config", error);
        }
        return made;
    }

    /// <summary>Whether <paramref name="error"/> is how constructors and builders refuse what a description asks
    /// for.</summary>
    internal static bool IsRefusal(Exception error) =>
        error is ArgumentException or InvalidOperationException or OverflowException
            or FormatException or NotSupportedException;

    /// <summary>The typed form of such an error.</summary>
    internal static ConfigException Refusal(string place, Exception error) =>
        error is OverflowException ? new(place, "a size is beyond the 2³¹ elements that an array may have", "J12")
            : new(place, error.Message.TrimEnd('.'));

    /// <summary>Keras' serialized form of <paramref name="value"/>.</summary>
    /// <exception cref="ConfigException">Its class is not in the table.</exception>
    public JsonObject Write(T value, KerasTables tables) => Write(value, tables, out _);

    /// <summary>Writes an object, and the keyword arguments of its calls beside it.</summary>
    internal JsonObject Write(T value, KerasTables tables, out JsonObject call)
    {
        var fields = Fields(value, tables);
        call = fields.Call;
        var row = RowOf(value);
        var json = new JsonObject
        {
            // Keras finds a user's own class by its registered name alone; an operation of its own has its plain name
            // there.
            ["module"] = row.RegisteredName is null || row.RegisteredName == row.ClassName ? row.Module : null,
            ["class_name"] = row.ClassName,
            ["config"] = fields.Json,
            ["registered_name"] = row.RegisteredName,
        };
        WriteBuilt(value, json);
        return json;
    }

    /// <summary>Everything that a row writes of <paramref name="value"/>.</summary>
    private ConfigWriter Fields(T value, KerasTables tables)
    {
        var writer = new ConfigWriter(tables);
        Share(value, new Fields<T>(value, writer));
        RowOf(value).Write(value, writer);
        return writer;
    }

    /// <summary>Fields that every class of the family has: written before the class' own, and read after
    /// them.</summary>
    /// <param name="value">The object; its properties are set when reading alone.</param>
    /// <param name="fields">Its fields.</param>
    private protected virtual void Share(T value, Fields<T> fields)
    {
    }

    /// <summary>Takes from the serialized form what it holds beside the fields: what the object was built
    /// for.</summary>
    private protected virtual void ReadBuilt(T value, ConfigReader whole)
    {
    }

    /// <summary>Writes that into the serialized form.</summary>
    private protected virtual void WriteBuilt(T value, JsonObject whole)
    {
    }

    /// <summary>A row of a user's own class.</summary>
    private protected KerasRow<T> OwnRow<TOwn>(string className, TOwn prototype, Func<Fields<TOwn>, TOwn> fields)
        where TOwn : class, T => className.Split('>') is [_, var name]
        ? KerasRow<T>.Of(name, Rows[0].Module, prototype, fields) with { RegisteredName = className }
        : KerasRow<T>.Of(className, Rows[0].Module, prototype, fields);

    /// <summary>Whether a field that no row reads may be in a file all the same, since it changes nothing
    /// here.</summary>
    private protected virtual bool IsWithoutMeaning(string field) => WithoutMeaning.Contains(field);

    /// <summary>The row for an object; by its class, and its Keras name where several share a class.</summary>
    protected virtual KerasRow<T> RowOf(T value) => Rows.FirstOrDefault(row => row.Type == value.GetType())
        ?? throw new ConfigException(value.GetType().Name,
            $"this {_family} has no row in the table. Add one to tables of your own with {nameof(KerasTables)}.Default "
                + $"with {{ … }} and {nameof(With)}{HowTo}, and give them to {nameof(Models.Model.Save)}, "
                + $"{nameof(Callbacks.ModelCheckpoint)} and {nameof(Models.Model.Load)}; or save the weights "
                + $"alone with {nameof(Models.Model.SaveWeights)}");

    /// <summary>The error about a class that is not in the table.</summary>
    private ConfigException Unknown(string name, string place, string kind = "") =>
        RefusedClasses.Find(_family, name) is { } reason ? RefusedClasses.Error(_family, name, reason, place)
            : new(place, $"unknown {_family} {kind}'{FilePlace.Shown(name)}'. If it is your own, register it in your "
                + $"program by this exact name with {nameof(KerasTables)}.Default with {{ … }} and {nameof(With)} "
                    + $"before loading{HowTo}", "J06");

    // A user's class; only where Keras has one of the same class name is it said that this is not meant.
    private ConfigException Foreign(string name, string className, string place)
    {
        var known = _byName.TryGetValue(className, out var row) && row.Type.Assembly == typeof(T).Assembly
            || RefusedClasses.Find(_family, className) is not null;
        return new(place, $"unknown {_family} '{FilePlace.Shown(name)}'{(known ? ", which is not Keras' own "
            + $"{RefusedClasses.Module(_family)}.{className}" : "")}. If it is your own, register it in your program "
                + $"by its registered name with {nameof(KerasTables)}.Default with {{ … }} and {nameof(With)} before "
                    + $"loading{HowTo}", "J07");
    }

    private string HowTo => _family == "layer" ? "; docs/adding-a-layer.md shows how" : "";

    /// <summary>What one of Keras' own functions computes, which files have by its name; null for a function that is
    /// not Keras'.</summary>
    private protected virtual T? OfFunction(string name, string place, KerasTables tables) => null;

    /// <summary>The object that a name alone stands for.</summary>
    private protected virtual T Plain(string name, string place, KerasTables tables)
    {
        using var empty = JsonDocument.Parse("{}");
        return Find(name, place).Read(new(empty.RootElement.Clone(), place, tables));
    }

    // A function that somebody wrote is no one of Keras' that happens to have its name, nor a class.
    private T Function(string name, string place, KerasTables tables) =>
        _byName.TryGetValue(name, out var row) && row.Type.Assembly != typeof(T).Assembly ? Plain(name, place, tables)
            : OfFunction(name, place, tables) ?? throw Unknown(name, place, "function ");

    // Keras writes functions by their names alone.
    private string? FunctionName(JsonElement json, string place)
    {
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty("class_name", out var kind)
            || kind.ValueKind != JsonValueKind.String || !json.TryGetProperty("config", out var config)) return null;
        if (kind.GetString() == "__lambda__")
            throw new ConfigException(place, $"expected a {_family} by its name, found a lambda, which is code, and "
                + "files hold no code. Make it a class and register it in the table", "J11");
        return kind.GetString() == "function" && config.ValueKind == JsonValueKind.String ? config.GetString() : null;
    }

    private static Dictionary<string, KerasRow<T>> ByName(IEnumerable<KerasRow<T>> rows) =>
        rows.ToDictionary(row => row.RegisteredName ?? row.ClassName, StringComparer.Ordinal);

    private KerasRow<T> Find(string name, string place) =>
        _byName.GetValueOrDefault(name) ?? throw Unknown(name, place);

    // A registered name that is not the class' own, or a module that is not Keras', means a user's class: never one of
    // Keras' that happens to have its name.
    private KerasRow<T> Find(ConfigReader reader, string place)
    {
        var name = reader.Text("class_name");
        if (name.StartsWith(Keras2Prefix, StringComparison.Ordinal) && !_byName.ContainsKey(name))
            name = name[Keras2Prefix.Length..];
        var registered = reader.OptionalText("registered_name");
        if (registered is not null && _byName.TryGetValue(registered, out var own)) return own;
        if (registered is not null && registered != name && registered != Keras2Prefix + name)
            throw Foreign(registered, name, place);
        var row = Find(name, place);
        var module = reader.OptionalText("module");
        return module is null || row.Type.Assembly != typeof(T).Assembly || KnownModules.Contains(module.Split('.')[0])
            || module == row.Module
            ? row : throw Foreign($"{module}.{name}", name, place);
    }
}
