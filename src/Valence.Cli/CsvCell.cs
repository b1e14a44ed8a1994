namespace Valence.Cli;

/// <summary>A value as a cell of a CSV.</summary>
internal static class CsvCell
{
    /// <summary>The value, in quotes where it needs them.</summary>
    public static string Of(string value) =>
        value.AsSpan().IndexOfAny(",;\"\t\r\n") < 0 && value.AsSpan().Trim().Length == value.Length ? value
            : $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>The same; what a spreadsheet would take for a formula is text behind an apostrophe, as OWASP
    /// advises.</summary>
    public static string Defused(string value) =>
        Of(value is ['=' or '+' or '-' or '@' or '\t' or '\r' or '\n', ..] ? "'" + value : value);
}
