using System.Globalization;
using System.Text.Json;

namespace Valence.Text;

/// <summary>A JSON object that holds all rows of a table, as other programs write it.</summary>
/// <param name="Found">What it is, in words that follow "an object".</param>
/// <param name="WayOn">What to do, as a sentence; null where there is nothing more to say than how rows are
/// written.</param>
internal sealed record JsonTable(string Found, string? WayOn = null)
{
    /// <summary>The table that an object is; null for a row.</summary>
    public static JsonTable? Of(JsonElement value)
    {
        JsonProperty[] members = [.. value.EnumerateObject()];
        if (members.Length == 0) return null;
        if (Is("schema", JsonValueKind.Object) && Is("data", JsonValueKind.Array))
            return OfPandas("that holds a schema and the rows", "table");
        if (Is("columns", JsonValueKind.Array) && Is("data", JsonValueKind.Array))
            return OfPandas("that holds the names of columns and the rows' values", "split");
        if (members.All(member => member.Value.ValueKind == JsonValueKind.Object))
        {
            return HoldsColumns(members) ? OfPandas("with a member for each column", "columns")
                : HoldsRows(members) ? OfPandas("with a member for each row", "index") : new("that holds objects");
        }
        if (!members.All(member => member.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array)) return null;
        if (members.Where(member => IsListOfRows(member.Value)).Select(member => member.Name).FirstOrDefault()
            is { } name)
            return new("that holds lists of rows",
                $"Write the list under '{ColumnChoice.Shortened(name)}' alone to a file.");
        return ColumnChoice.NamesText(Names(members), new()) ? new("with a list for each column")
            : new("that holds lists");

        bool Is(string name, JsonValueKind kind) => value.TryGetProperty(name, out var member)
            && member.ValueKind == kind;
    }

    private static JsonTable OfPandas(string found, string orient) => new($"{found}, as pandas writes with "
        + $"orient=\"{orient}\"", "Write it with orient=\"records\".");

    private static bool HoldsColumns(JsonProperty[] members) => Names(members) is var outer
        && (ColumnChoice.NamesText(outer, new()) || !outer.All(IsNumber) && Inner(members).All(IsNumber));

    private static bool HoldsRows(JsonProperty[] members) => Names(members).All(IsNumber)
        || ColumnChoice.NamesText(Inner(members), new());

    private static string[] Names(JsonProperty[] members) => [.. members.Select(member => member.Name)];

    private static string[] Inner(JsonProperty[] members) => JsonKeys.Of(members[0].Value);

    private static bool IsListOfRows(JsonElement value) => value.ValueKind == JsonValueKind.Array
        && value.GetArrayLength() > 0 && value[0].ValueKind == JsonValueKind.Object;

    private static bool IsNumber(string name) =>
        long.TryParse(name, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);
}
