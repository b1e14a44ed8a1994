using System.Text.Json;

namespace Valence.Text.Tests;

/// <summary>Short names for what the reference cases hold.</summary>
internal static class JsonReading
{
    public static string[] Strings(this JsonElement list) =>
        [.. list.EnumerateArray().Select(item => item.GetString()!)];

    public static int[] Ints(this JsonElement list) => [.. list.EnumerateArray().Select(item => item.GetInt32())];

    public static int[][] IntRows(this JsonElement rows) => [.. rows.EnumerateArray().Select(Ints)];

    /// <summary>All numbers in nested lists, outermost first.</summary>
    public static IEnumerable<double> Numbers(this JsonElement nested) =>
        nested.ValueKind == JsonValueKind.Array ? nested.EnumerateArray().SelectMany(Numbers) : [nested.GetDouble()];

    /// <summary>The lengths of nested lists.</summary>
    public static Shape Shape(this JsonElement nested)
    {
        var lengths = new List<int>();
        for (; nested.ValueKind == JsonValueKind.Array; nested = nested[0])
        {
            lengths.Add(nested.GetArrayLength());
            if (lengths[^1] == 0) break;
        }
        return Valence.Shape.Create([.. lengths]);
    }

    public static JsonElement? Find(this JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public static Dictionary<string, int> IntTable(this JsonElement members) =>
        members.EnumerateObject().ToDictionary(member => member.Name, member => member.Value.GetInt32());
}
