using System.Globalization;

namespace Valence.Text;

/// <summary>Lines with their labels as words of their own, as fastText has them: <c>__label__x text</c>. Blank
/// lines are skipped, and so are comments above the first label.</summary>
internal static class FastTextLines
{
    private const string Prefix = "__label__";
    private const string White = " \t\v\f";
    private const string SignsOfTables = ",;|\"";

    /// <summary>Whether a line begins as such lines do.</summary>
    public static bool Begins(string line)
    {
        var start = line.TrimStart();
        if (!IsLabel(start)) return false;
        var word = start.Split(White.ToCharArray())[0];
        return word.AsSpan().IndexOfAny(SignsOfTables) < 0;
    }

    /// <summary>Whether a line begins or ends with a label.</summary>
    public static bool BeginsOrEnds(string line) => Begins(line)
        || line.Contains(Prefix, StringComparison.Ordinal) && Begins(Words(line)[^1]);

    /// <summary>Whether a word of a line is a label; a word of several cells is none.</summary>
    public static bool HasLabel(string line) => line.Contains(Prefix, StringComparison.Ordinal)
        && Words(line).Any(word => IsLabel(word) && word.AsSpan(0, word.Length - 1).IndexOfAny(SignsOfTables) < 0);

    /// <summary>Whether most lines have a label.</summary>
    /// <param name="lines">The first lines, without blank ones.</param>
    /// <param name="isTable">Whether the file is called as tables are, in which a label may stand inside a
    /// text.</param>
    public static bool Are(IReadOnlyList<string> lines, bool isTable) =>
        2 * lines.Count(isTable ? BeginsOrEnds : HasLabel) > lines.Count;

    /// <summary>Whether a cell or word is a label as these lines have it.</summary>
    public static bool IsLabel(string word) => word.StartsWith(Prefix, StringComparison.Ordinal);

    public static IEnumerable<LabelledText> Read(TextFile file, TextFileOptions options)
    {
        var sample = TextSample.Of(file, options.Encoding);
        var few = options.Format == TextFileFormat.Auto && !Are(sample.FilledLines, false);
        if (sample.Lines.Any(HasLabel)) options = Preamble.WithoutComments(sample, options);
        using var rows = RowReader.OfLines(file, options);
        file.Settle();
        var any = false;
        while (rows.ReadBelow(options.SkippedLines))
        {
            var line = rows.Line;
            if (string.IsNullOrWhiteSpace(line)) continue;
            any = true;
            var (labels, text) = Cut(line);
            if (options.SeveralLabels)
            {
                yield return new(text, null, rows.Row) { Labels = RowLabels.Checked(labels, file.Path, rows.Row) };
                continue;
            }
            labels = [.. labels.Distinct()];
            if (options.RequireLabels && labels.Count > 1 || options.RefusesUnlabelled && labels.Count == 0)
                throw Wrong(rows, labels, file.Path, few ? TextForm.Advice(TextFileFormat.LabelFirst,
                    "If each line begins with its label") : null);
            yield return new(text, labels is [var only] ? only : null, rows.Row);
        }
        if (!any) throw new DataFileException("the file has no rows.", file.Path);
    }

    private static string[] Words(string line) => line.Trim().Split(White.ToCharArray());

    private static (IReadOnlyList<string> Labels, string Text) Cut(string line)
    {
        var labels = new List<string>(1);
        var text = line;
        for (var at = Next(text, 0); at >= 0; at = Next(text, at))
        {
            var end = text.AsSpan(at).IndexOfAny(White);
            var word = end < 0 ? text[at..] : text[at..(at + end)];
            if (word.Length > Prefix.Length) labels.Add(word[Prefix.Length..]);
            // The blank behind the label goes with it.
            text = text.Remove(at, Math.Min(text.Length - at, word.Length + 1));
        }
        return (labels, text.Trim(White.ToCharArray()));
    }

    /// <summary>Where the next label begins, which is at the beginning of a word; −1 where there is none.</summary>
    private static int Next(string text, int from)
    {
        while (from <= text.Length && text.IndexOf(Prefix, from, StringComparison.Ordinal) is >= 0 and var at)
        {
            if (at == 0 || White.Contains(text[at - 1])) return at;
            from = at + 1;
        }
        return -1;
    }

    // Whoever is told of the first alone corrects and tries again once for each.
    private static DataFileException Wrong(RowReader rows, IReadOnlyList<string> labels, string path,
        SettingAdvice? advice)
    {
        var (line, count) = (rows.Row, 1);
        var isMissing = labels.Count == 0;
        while (rows.Read())
            if (!string.IsNullOrWhiteSpace(rows.Line) && Cut(rows.Line).Labels.Distinct().Count() is var found
                && (isMissing ? found == 0 : found > 1)) count++;
        var problem = isMissing ? $"the line has no label, such as {Prefix}good before or behind the text"
            : $"the line has {labels.Count} labels ({string.Join(", ", labels.Select(label => $"'{label}'"))})";
        var also = count == 1 ? "" : string.Create(CultureInfo.InvariantCulture,
            $", as {count} lines have {(isMissing ? "none" : "several")}, of which this is the first");
        return new(isMissing ? $"{problem}{also}. Write one, or remove the line."
            : $"{problem}{also}. A text has one label here: keep the one that counts, or join them to one, such as "
                + $"{Prefix}{string.Join('+', labels)}.", path, line, advice: isMissing
                    ? LabelledTexts.LeaveOut(count) with { Otherwise = advice }
                    : new(nameof(TextFileOptions.SeveralLabels), "true", "If a text may have several labels"));
    }
}
