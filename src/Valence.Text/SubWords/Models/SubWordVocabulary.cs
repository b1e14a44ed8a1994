using System.Globalization;
using System.Text.Json;

namespace Valence.Text;

/// <summary>Tokens by their ids, and ids by their tokens.</summary>
internal sealed class SubWordVocabulary
{
    private readonly Dictionary<string, int> _ids;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _find;
    private readonly string?[] _tokens;

    private SubWordVocabulary(Dictionary<string, int> ids, string?[] tokens)
    {
        _ids = ids;
        _tokens = tokens;
        _find = ids.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>One more than the largest id.</summary>
    public int Size => _tokens.Length;

    /// <summary>The token of an id; null where there is none.</summary>
    public string? this[int id] => (uint)id < (uint)_tokens.Length ? _tokens[id] : null;

    /// <summary>The id of a token; −1 where there is none.</summary>
    public int Find(ReadOnlySpan<char> token) => _find.TryGetValue(token, out var id) ? id : -1;

    /// <summary>The tokens with their ids, in the order of those.</summary>
    public IEnumerable<(string Token, int Id)> Tokens =>
        _tokens.Select((token, id) => (token!, id)).Where(entry => entry.Item1 is not null);

    /// <summary>A vocabulary of tokens in the order of their ids.</summary>
    /// <exception cref="ArgumentException">A token is there twice.</exception>
    public static SubWordVocabulary Of(IReadOnlyList<string> tokens)
    {
        var ids = new Dictionary<string, int>(tokens.Count, StringComparer.Ordinal);
        for (var id = 0; id < tokens.Count; id++)
            if (!ids.TryAdd(tokens[id], id))
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                    $"Expected each token once, received '{tokens[id]}' as {ids[tokens[id]]} and {id}."),
                    nameof(tokens));
        return new(ids, [.. tokens]);
    }

    /// <summary>The object of tokens and ids in a field.</summary>
    public static SubWordVocabulary Read(Fields fields, string name)
    {
        var table = fields.Value(name, "an object of tokens and ids");
        if (table.ValueKind != JsonValueKind.Object)
            throw fields.Refuse("T03", name, "an object of tokens and ids", Fields.Shown(table));
        var count = table.EnumerateObject().Count();
        var largest = MostIds(count);
        var tokens = new string?[largest];
        var ids = new Dictionary<string, int>(count, StringComparer.Ordinal);
        var size = 0;
        foreach (var entry in table.EnumerateObject())
        {
            if (Fields.Whole(entry.Value) is not { } id || id < 0 || id >= largest)
                throw fields.Refuse("T03", $"{name}.{entry.Name}", string.Create(CultureInfo.InvariantCulture,
                    $"an id from 0 to {largest - 1}, as {count} tokens have"), Fields.Shown(entry.Value));
            if (tokens[id] is { } other)
                throw fields.Refuse("T03", $"{name}.{entry.Name}", "an id of its own", string.Create(
                    CultureInfo.InvariantCulture, $"{id}, which '{other}' has"));
            tokens[id] = entry.Name;
            ids.Add(entry.Name, (int)id);
            size = Math.Max(size, (int)id + 1);
        }
        return new(ids, tokens[..size]);
    }

    /// <summary>How many ids <paramref name="count"/> tokens may take: some are left out in files.</summary>
    public static int MostIds(int count) => checked(2 * count + 1024);

    /// <summary>Writes the object of tokens and ids.</summary>
    public void Write(Utf8JsonWriter json, string name)
    {
        json.WriteStartObject(name);
        foreach (var (token, id) in Tokens) json.WriteNumber(token, id);
        json.WriteEndObject();
    }
}
