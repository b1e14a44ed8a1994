using System.Text.Json;

namespace Valence.Text;

/// <summary>The parts of one kind that a <c>tokenizer.json</c> may declare: for each name, what reads its
/// fields.</summary>
/// <typeparam name="T">The kind: a normalizer, a pre-tokenizer, a post-processor or a decoder.</typeparam>
internal sealed class PartTable<T> where T : class
{
    private readonly string _kind;
    private readonly Dictionary<string, Func<Fields, PartTable<T>, T>> _rows;

    public PartTable(string kind, params ReadOnlySpan<(string Name, Func<Fields, PartTable<T>, T> Read)> rows)
    {
        _kind = kind;
        _rows = new(StringComparer.Ordinal);
        foreach (var (name, read) in rows) _rows.Add(name, read);
    }

    /// <summary>The part that a field declares; null where there is none.</summary>
    public T? Read(Fields parent, string name) =>
        parent.Find(name) is { } value ? Read(parent, value, name) : null;

    /// <summary>The parts of a list.</summary>
    public T[] ReadAll(Fields parent, string name) =>
        [.. parent.List(name).Select(item => Read(parent, item.Value, item.Name))];

    private T Read(Fields parent, JsonElement value, string name)
    {
        var fields = parent.Below(value, name);
        var type = fields.Text("type");
        if (!_rows.TryGetValue(type, out var read))
            throw fields.Refuse("T01", "type", $"a {_kind} that Valence knows ({string.Join(", ", _rows.Keys)})",
                $"'{type}'");
        var part = read(fields, this);
        fields.Done();
        return part;
    }
}
