using System.Text.Json;

namespace Valence.Text;

/// <summary>The keys of rows in JSON, of which each may lack some.</summary>
internal static class JsonKeys
{
    private const int MostRows = 1000;
    private const int MostBytes = 1 << 20;

    /// <summary>What is wrong with a text that has half of a character.</summary>
    public const string HalfCharacter = "a \\u escape is half of a character; write both halves.";

    /// <summary>What is wrong with the keys of a row and of what is in it, as a sentence; null where each is text and
    /// there once.</summary>
    public static string? Problem(JsonElement row)
    {
        if (row.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in row.EnumerateArray())
                if (Problem(item) is { } problem) return problem;
            return null;
        }
        if (row.ValueKind != JsonValueKind.Object) return null;
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in row.EnumerateObject())
        {
            try
            {
                if (!keys.Add(member.Name))
                    return $"the key '{ColumnChoice.Shortened(member.Name)}' is there twice. Keep the one that counts.";
                if (Problem(member.Value) is { } problem) return problem;
            }
            catch (InvalidOperationException)
            {
                return HalfCharacter;
            }
        }
        return null;
    }

    /// <summary>The keys of one row.</summary>
    public static string[] Of(JsonElement row) => [.. row.EnumerateObject().Select(member => member.Name)];

    /// <summary>The keys of the first rows together, in the order in which they come. What is wrong with a row is told
    /// by whoever reads its text.</summary>
    public static IReadOnlyCollection<string> Of(TextFile file, TextFileOptions options, JsonForm form)
    {
        var keys = new OrderedDictionary<string, bool>(StringComparer.Ordinal);
        using var rows = JsonRows.Of(file, options, form);
        var bytes = 0;
        try
        {
            for (var count = 0; count < MostRows && bytes < MostBytes && rows.Read(); count++)
            {
                using var document = JsonDocument.Parse(rows.Bytes.ToArray());
                if (document.RootElement.ValueKind != JsonValueKind.Object || Problem(document.RootElement) is not null)
                    break;
                foreach (var key in Of(document.RootElement)) keys.TryAdd(key, true);
                bytes += rows.Bytes.Length;
            }
        }
        catch (Exception error) when (error is JsonException or DataFileException)
        {
            return keys.Keys;
        }
        return keys.Keys;
    }
}
