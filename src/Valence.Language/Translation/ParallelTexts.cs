using System.Globalization;
using Valence.Text;

namespace Valence.Language;

/// <summary>Reads texts with their translations: two files line by line, or two columns of one.</summary>
public static class ParallelTexts
{
    private const int FewestPairs = 100, MostNumbers = 5;

    // A row is doubted where each of its texts is this much likelier, as a logarithm, on the other side.
    private const double Sure = 12;

    /// <summary>Pairs of two files, of which a line of one is the translation of that line of the other; plain or
    /// gzipped.</summary>
    /// <param name="source">The file of what is translated.</param>
    /// <param name="target">The file of the translations.</param>
    /// <param name="options">The encoding, and who is told of doubts; nothing else is asked of it.</param>
    /// <exception cref="DataFileException">A file cannot be read, a line is empty, or one file has more lines than the
    /// other.</exception>
    public static IReadOnlyList<TextPair> Read(string source, string target, TextFileOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(source);
        ArgumentException.ThrowIfNullOrEmpty(target);
        options = (options ?? new()) with { Format = TextFileFormat.Lines };
        List<LabelledText> sources = [.. LabelledTexts.Read(source, options)],
            targets = [.. LabelledTexts.Read(target, options)];
        if (sources.Count != targets.Count)
            throw new DataFileException(string.Create(CultureInfo.InvariantCulture, $"expected a translation of each "
                + $"line of {source}, which has {sources.Count}, found {targets.Count} lines. Lines belong together by "
                + $"their number: find the first that does not fit."), target,
                Math.Min(sources.Count, targets.Count) + 1);
        return Pairs(sources.Zip(targets, (read, written) => new TextPair(read.Text, written.Text, read.Row)), source,
            target, options);
    }

    /// <summary>Pairs of two columns of a table, or two fields of JSON objects.</summary>
    /// <param name="path">The file.</param>
    /// <param name="source">The column of what is translated.</param>
    /// <param name="target">The column of the translations.</param>
    /// <param name="options">How its rows are read, as of other tables of texts; columns of texts and labels are not
    /// asked of it.</param>
    /// <exception cref="DataFileException">The file cannot be read, or a text is empty.</exception>
    public static IReadOnlyList<TextPair> Read(string path, Column source, Column target,
        TextFileOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options = (options ?? new()) with
        {
            TextColumns = [source],
            LabelColumn = target,
            RequireLabels = true,
            KeepsUnlabelled = true,
        };
        return Of(LabelledTexts.Read(path, options), path, options);
    }

    /// <summary>Pairs of rows of which the label is the translation.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="path">Where they come from.</param>
    /// <param name="options">Who is told of doubts.</param>
    internal static IReadOnlyList<TextPair> Of(IEnumerable<LabelledText> rows, string path, TextFileOptions options) =>
        Pairs(rows.Select(row => new TextPair(row.Text, row.Label ?? "", row.Row)), path, path, options);

    private static List<TextPair> Pairs(IEnumerable<TextPair> read, string source, string target,
        TextFileOptions options)
    {
        var pairs = new List<TextPair>();
        foreach (var pair in read)
        {
            RequireText(pair.Source, source, pair.Row);
            RequireText(pair.Target, target, pair.Row);
            pairs.Add(pair);
        }
        if (pairs.Count == 0) throw new DataFileException("the file has no texts.", source);
        int[] swapped = [.. Swapped(pairs)];
        if (swapped.Length > 0)
            options.Say(new(string.Create(CultureInfo.InvariantCulture, $"In {swapped.Length} of {pairs.Count} pairs "
                + $"the two sides look swapped (line {string.Join(", ", swapped.Take(MostNumbers))}"
                + $"{(swapped.Length > MostNumbers ? ", …" : "")}): their words are those of the other side."), null));
        return pairs;
    }

    private static void RequireText(string text, string path, int row)
    {
        if (string.IsNullOrWhiteSpace(text))
            throw new DataFileException("expected a text and its translation, found an empty one. Take the line out of "
                + "both sides.", path, row);
    }

    // By how often each word stands on either side in other pairs.
    private static IEnumerable<int> Swapped(List<TextPair> pairs)
    {
        if (pairs.Count < FewestPairs) yield break;
        var (sources, targets) = (new Dictionary<string, int>(StringComparer.Ordinal),
            new Dictionary<string, int>(StringComparer.Ordinal));
        foreach (var pair in pairs)
        {
            foreach (var word in Words(pair.Source)) sources[word] = sources.GetValueOrDefault(word) + 1;
            foreach (var word in Words(pair.Target)) targets[word] = targets.GetValueOrDefault(word) + 1;
        }
        foreach (var pair in pairs)
        {
            string[] read = [.. Words(pair.Source)], written = [.. Words(pair.Target)];
            if (Leaning(read, sources, targets) < -Sure && Leaning(written, targets, sources) < -Sure)
                yield return pair.Row;
        }
    }

    // How much likelier the words are on their own side, without this one use.
    private static double Leaning(string[] words, Dictionary<string, int> own, Dictionary<string, int> other) =>
        words.Sum(word => Math.Log(own[word]) - Math.Log(other.GetValueOrDefault(word) + 1));

    private static IEnumerable<string> Words(string text) =>
        text.ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Distinct();
}
