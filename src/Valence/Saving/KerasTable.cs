using System.Text.Json;
using System.Text.Json.Nodes;

namespace Valence.Saving;

/// <summary>The classes of one family that files may name. Immutable; a user's own class is added with <see cref="With"/>.</summary>
/// <typeparam name="T">The family: layers, initializers, losses, …</typeparam>
public class KerasTable<T> where T : class
{
    private readonly Dictionary<string, KerasRow<T>> _byName;
    private readonly string _family;

    /// <summary>A table of the given rows; of several rows for one class, the first is used for writing.</summary>
    /// <param name="family">The family's name in errors, such as <c>layer</c>.</param>
    /// <param name="rows">The classes.</param>
    public KerasTable(string family, IEnumerable<KerasRow<T>> rows)
    {
        _family = family;
        Rows = [.. rows];
        _byName = Rows.ToDictionary(row => row.RegisteredName ?? row.ClassName, StringComparer.Ordinal);
    }

    /// <summary>All rows.</summary>
    public IReadOnlyList<KerasRow<T>> Rows { get; }

    /// <summary>This table and one more class.</summary>
    public KerasTable<T> With(KerasRow<T> row) => new(_family, Rows.Append(row));

    /// <summary>Makes an object from Keras' serialized form: <c>{"class_name": …, "config": {…}}</c>, or its name alone.</summary>
    /// <exception cref="ConfigException">The class is not in the table, or a field is wrong.</exception>
    public T Read(JsonElement json, string place, KerasTables tables)
    {
        if (json.ValueKind == JsonValueKind.String)
        {
            using var empty = JsonDocument.Parse("{}");
            return Find(json.GetString()!, place).Read(new(empty.RootElement.Clone(), place, tables));
        }
        var reader = new ConfigReader(json, place, tables);
        var name = reader.OptionalText("registered_name") is { } registered && _byName.ContainsKey(registered) ? registered : reader.Text("class_name");
        var row = Find(name, place);
        var made = row.Read(new(reader.Get("config"), $"{place}.config", tables));
        Complete(made, reader);
        return made;
    }

    /// <summary>Keras' serialized form of <paramref name="value"/>.</summary>
    /// <exception cref="ConfigException">Its class is not in the table.</exception>
    public JsonObject Write(T value, KerasTables tables)
    {
        var row = RowOf(value);
        return new JsonObject
        {
            ["module"] = row.Module,
            ["class_name"] = row.ClassName,
            ["config"] = Fields(value, tables).Json,
            ["registered_name"] = row.RegisteredName,
        };
    }

    /// <summary>Everything that a row writes of <paramref name="value"/>.</summary>
    private protected ConfigWriter Fields(T value, KerasTables tables)
    {
        var writer = new ConfigWriter(tables);
        Begin(value, writer);
        RowOf(value).Write(value, writer);
        return writer;
    }

    /// <summary>Fields that every class of the family has, read after the class' own.</summary>
    protected virtual void Complete(T made, ConfigReader outer)
    {
    }

    /// <summary>Fields that every class of the family has, written before the class' own.</summary>
    protected virtual void Begin(T value, ConfigWriter writer)
    {
    }

    /// <summary>The row for an object; by its class, and its Keras name where several share a class.</summary>
    protected virtual KerasRow<T> RowOf(T value) => Rows.FirstOrDefault(row => row.Type == value.GetType())
        ?? throw new ConfigException(value.GetType().Name, $"this {_family} has no row in the table; add one with {nameof(With)}");

    private KerasRow<T> Find(string name, string place) => _byName.GetValueOrDefault(name)
        ?? throw new ConfigException(place, $"unknown {_family} '{name}'. Register it by this exact name with {nameof(KerasTable<T>)}.{nameof(With)} before loading");
}
