using System.Globalization;

namespace Valence.Text;

/// <summary>Lines of a table before its header: Excel's <c>sep=;</c>, comments and titles.</summary>
internal static class Preamble
{
    private const int MostLines = 20;
    private const string Mark = "sep=";

    /// <summary>The delimiter that the first line says, as Excel writes it; null where it says none.</summary>
    public static char? Hint(TextSample sample)
    {
        var line = sample.Lines[0].TrimEnd(' ');
        if (line is ['"', .., '"'] && line.Length > 1) line = line[1..^1];
        return line.Length == Mark.Length + 1 && line.StartsWith(Mark, StringComparison.OrdinalIgnoreCase)
            && char.IsAscii(line[^1]) && !char.IsAsciiLetterOrDigit(line[^1]) ? line[^1] : null;
    }

    /// <summary>The options with the delimiter that the file says and the lines that are no rows; what is left out is
    /// said.</summary>
    public static TextFileOptions Passed(TextFile file, TextFileOptions options, char usual)
    {
        var sample = TextSample.Of(file, options.Encoding);
        if (sample.IsWhole && sample.FilledLines.Count == 0)
            throw new DataFileException("the file has no rows: all its lines are blank.", file.Path);
        var hint = Hint(sample);
        var lines = sample.Lines;
        var guess = options.Delimiter is null && hint is null
            ? DelimiterGuess.Of(sample.FilledLines, sample.IsWhole && lines.Count < TextSample.MostLines, usual,
                options) : null;
        if (guess is { } found) options.Say(DelimiterGuess.Said(found));
        var delimiter = options.Delimiter ?? hint ?? guess ?? usual;
        var first = hint is null ? 0 : 1;
        var filled = Enumerable.Range(first, lines.Count - first).Where(i => !string.IsNullOrWhiteSpace(lines[i]))
            .Take(MostLines).ToArray();
        var skipped = Skipped([.. filled.Select(i => lines[i])], delimiter, options);
        if (skipped > 0) options.Say(Said(lines, filled, skipped, "the rows of columns"));
        return options with
        {
            Delimiter = delimiter,
            SkippedLines = skipped == 0 ? first : filled[skipped - 1] + 1,
        };
    }

    /// <summary>The lines below comments, which are told from texts that begin with a tag.</summary>
    public static IReadOnlyList<string> BelowComments(IReadOnlyList<string> filled) =>
        [.. filled.SkipWhile(IsRemark)];

    /// <summary>The options with the comments above lines of texts left out, which is said.</summary>
    public static TextFileOptions WithoutComments(TextSample sample, TextFileOptions options)
    {
        var lines = sample.Lines;
        var comments = Enumerable.Range(0, lines.Count).Where(i => !string.IsNullOrWhiteSpace(lines[i]))
            .TakeWhile(i => IsRemark(lines[i])).ToArray();
        if (comments.Length == 0 || comments.Length == sample.FilledLines.Count) return options;
        options.Say(Said(lines, comments, comments.Length, "the lines with labels"));
        return options with { SkippedLines = comments[^1] + 1 };
    }

    /// <summary>The number of the line that is a header for certain, from 0: one with the usual name of a text below
    /// lines that are no rows of its table; null where there is none.</summary>
    public static int? HeaderLine(IReadOnlyList<string> lines, char delimiter, TextFileOptions options)
    {
        for (var i = 0; i < Math.Min(lines.Count, MostLines); i++)
        {
            var cells = Cut(lines[i], delimiter);
            if (ColumnChoice.NamesText(cells, options)
                && lines.Take(i).All(line => IsComment(line) || IsTitle(line, delimiter))) return i;
        }
        return null;
    }

    /// <summary>The cells of a line, as far as it can be cut without its neighbours.</summary>
    public static string[] Cut(string line, char delimiter) =>
        [.. line.Split(delimiter).Select(cell => cell.Trim().Trim('"'))];

    private static int Skipped(string[] lines, char delimiter, TextFileOptions options)
    {
        if (options.HasHeader && HeaderLine(lines, delimiter, options) is { } header) return header;
        var comments = lines.TakeWhile(IsComment).Count();
        if (comments == 0 || comments == lines.Length) return 0;
        // A row may begin with the sign as well.
        var width = Cut(lines[comments], delimiter).Length;
        return lines.Take(comments).All(line => Cut(line, delimiter).Length != width) ? comments : 0;
    }

    // Spreadsheets write a delimiter for each empty cell beside it.
    private static bool IsTitle(string line, char delimiter) =>
        Cut(line, delimiter).Count(cell => cell.Length > 0) <= 1;

    private static bool IsComment(string line) => line.StartsWith('#');

    private static bool IsRemark(string line) => IsComment(line) && !FastTextLines.HasLabel(line)
        && (line.TrimStart('#') is not [var next, ..] || !char.IsLetterOrDigit(next) && next != '_');

    private static FileDoubt Said(IReadOnlyList<string> lines, int[] filled, int skipped, string rows)
    {
        var which = skipped == 1 ? $"line {filled[0] + 1} is"
            : string.Create(CultureInfo.InvariantCulture, $"lines {filled[0] + 1} to {filled[skipped - 1] + 1} are");
        return new($"{char.ToUpperInvariant(which[0])}{which[1..]} left out, above {rows}: "
            + $"'{ColumnChoice.Shortened(lines[filled[0]].Trim())}'{(skipped > 1 ? " …" : "")}.");
    }
}
