using System.Globalization;

namespace Valence.Text;

/// <summary>What the first row of a delimited file looks like, where it does not look like the names of its
/// columns.</summary>
internal static class HeaderDoubt
{
    private const int LongestName = 60;
    private const int MostWordsOfName = 4;

    /// <summary>What usually stands between columns.</summary>
    public static readonly char[] Delimiters = [';', '\t', '|', ','];

    /// <summary>Words that are labels more often than texts or names.</summary>
    public static readonly HashSet<string> UsualLabels = new(StringComparer.OrdinalIgnoreCase)
        { "positive", "negative", "neutral", "pos", "neg", "spam", "ham", "true", "false", "yes", "no" };

    /// <summary>The doubt about <paramref name="names"/>, or null where they look like names.</summary>
    public static FileDoubt? Of(IReadOnlyList<string> names, char delimiter)
    {
        if (names is [var only] && OtherDelimiter(only, delimiter) is { } other) return Uncut(other);
        return names.Any(LooksLikeData)
            ? new("The first row looks like data.",
                new(nameof(TextFileOptions.HasHeader), "false", "If it names no columns"))
            : null;
    }

    /// <summary>The doubt about a first row that was taken for the header, though columns are given by number; null
    /// where it looks like names or other columns are.</summary>
    public static FileDoubt? OfTaken(IReadOnlyList<string> names, TextFileOptions options) =>
        IsByNumber(options) && names.Any(LooksLikeData) ? Taken() : null;

    /// <summary>What a row below the header must not have as its label where the first row was taken for the header and
    /// columns are given by number; null where that says nothing.</summary>
    public static string? LabelTaken(IReadOnlyList<string> names, int? label, TextFileOptions options) =>
        label is { } column && options.HasHeader && IsByNumber(options) ? names[column].Trim() : null;

    /// <summary>The doubt about a first row that was taken for the header, where a row below it has the label that
    /// stands in it.</summary>
    public static FileDoubt Taken() =>
        new("The first row looks like data and was taken for the header.",
            new(nameof(TextFileOptions.HasHeader), "false", "If it holds a text"));

    /// <summary>The character that stands between the parts of a row that was not cut; of several the most
    /// frequent.</summary>
    public static char? OtherDelimiter(string row, char delimiter)
    {
        var likely = Delimiters.Where(candidate => candidate != delimiter)
            .MaxBy(candidate => row.Count(c => c == candidate));
        return row.Contains(likely) ? likely : null;
    }

    /// <summary>The doubt about rows of one column, of which first and second hold another delimiter equally often;
    /// null for others.</summary>
    public static FileDoubt? OfUncut(IReadOnlyList<string> names, RowReader second, char delimiter) =>
        names is [var only] && second.Count == 1 && OtherDelimiter(only, delimiter) is { } other
            && only.Count(c => c == other) == second[0].Count(c => c == other) ? Uncut(other) : null;

    /// <summary>A delimiter in words.</summary>
    public static string Named(char delimiter) => delimiter == '\t' ? "a tab" : $"'{delimiter}'";

    /// <summary>The advice to give a delimiter.</summary>
    public static SettingAdvice Give(char delimiter) =>
        new(nameof(TextFileOptions.Delimiter), delimiter == '\t' ? @"'\t'" : $"'{delimiter}'");

    private static FileDoubt Uncut(char other) => new($"The only column looks delimited by {Named(other)}.",
        Give(other));

    // A name that is a number may stand in a first row of data by chance.
    private static bool IsByNumber(TextFileOptions options) =>
        options.TextColumns.Any(IsByNumber) || options.LabelColumn is { } label && IsByNumber(label)
            || options.LabelColumns.Any(IsByNumber);

    private static bool IsByNumber(Column column) => column.Name is null || column.MayBeNumber;

    private static bool LooksLikeData(string cell)
    {
        var text = cell.Trim();
        return text.Length > LongestName || text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length
            > MostWordsOfName || text is [.., '.' or '!' or '?']
            || UsualLabels.Contains(text)
            || double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
    }
}
