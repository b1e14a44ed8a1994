using System.Text.Json;

namespace Valence.Text;

/// <summary>The keys of rows in JSON, of which each may lack some.</summary>
internal static class JsonKeys
{
    private const int MostRows = 1000;
    private const int MostBytes = 1 << 20;

    /// <summary>The keys of one row.</summary>
    public static string[] Of(JsonElement row) => [.. row.EnumerateObject().Select(member => member.Name)];

    /// <summary>The keys of the first rows together, in the order in which they come. What is wrong with a row is told
    /// by whoever reads its text.</summary>
    public static IReadOnlyCollection<string> Of(string path, TextFileOptions options, JsonForm form)
    {
        var keys = new OrderedDictionary<string, bool>(StringComparer.Ordinal);
        using var rows = JsonRows.Of(path, options, form);
        var bytes = 0;
        try
        {
            for (var count = 0; count < MostRows && bytes < MostBytes && rows.Read(); count++)
            {
                using var document = JsonDocument.Parse(rows.Bytes.ToArray());
                if (document.RootElement.ValueKind != JsonValueKind.Object) break;
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
