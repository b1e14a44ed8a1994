using System.Globalization;

namespace Valence.Text;

/// <summary>Whether words or cells beside texts are their labels.</summary>
internal static class LabelGuess
{
    private const int LongestLabel = 60;
    private const int MostWords = 4;
    private const int FewLabels = 10;

    /// <summary>Whether all cells are labels that a model knows.</summary>
    public static bool AreKnown(IReadOnlyList<string> cells, TextFileOptions options) =>
        options.KnownLabels is { Count: > 0 } known && cells.Count > 0 && cells.All(known.Contains);

    /// <summary>Whether cells repeat few short values, two at least.</summary>
    public static bool AreFew(IReadOnlyList<string> cells)
    {
        var distinct = cells.Distinct(StringComparer.Ordinal).Count();
        return distinct >= 2 && (2 * distinct <= cells.Count + 1 || distinct <= 2) && cells.All(IsShort);
    }

    /// <summary>Whether words that begin lines can hardly be anything but labels: they repeat, and are written as no
    /// text begins.</summary>
    public static bool AreMarked(IReadOnlyList<string> words)
    {
        var distinct = words.Distinct(StringComparer.Ordinal).Count();
        if (distinct < 2) return false;
        // Numbers may count the lines.
        if (words.All(IsNumber)) return 2 * distinct <= words.Count + 1;
        return distinct < words.Count && words.All(word => IsNumber(word) || IsSign(word))
            || FewLabels * distinct <= words.Count;
    }

    /// <summary>Which of two columns holds the labels, from 0; null where it is not clear.</summary>
    public static int? Column(IReadOnlyList<string> first, IReadOnlyList<string> second, TextFileOptions options)
    {
        var (known, others) = (AreKnown(first, options), AreKnown(second, options));
        if (known != others) return known ? 0 : 1;
        (known, others) = (AreFew(first), AreFew(second));
        if (known != others) return known ? 0 : 1;
        if (!known) return null;
        (int a, int b) = (first.Distinct().Count(), second.Distinct().Count());
        if (a == b) (a, b) = (first.Max(cell => cell.Length), second.Max(cell => cell.Length));
        return a == b ? null : a < b ? 0 : 1;
    }

    private static bool IsShort(string cell) => cell.Trim().Length is > 0 and <= LongestLabel
        && cell.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length <= MostWords;

    private static bool IsNumber(string word) =>
        double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    // Such as DESC, NUM:dist and spam, where texts begin with I, A or The.
    private static bool IsSign(string word) => word.Length >= 2 && (!word.Any(char.IsLower)
        || word.IndexOf(':') is > 0 and var colon && colon < word.Length - 1 && char.IsUpper(word[0])
        || HeaderDoubt.UsualLabels.Contains(word));
}
