using System.Globalization;

namespace Valence.Text;

/// <summary>Lines with their labels as words of their own, as fastText has them: <c>__label__x text</c>. Blank
/// lines are skipped.</summary>
internal static class FastTextLines
{
    private const string Prefix = "__label__";
    private const string White = " \t\v\f";

    /// <summary>Whether a line begins as such lines do.</summary>
    public static bool Begins(string line)
    {
        var word = line.TrimStart().Split(White.ToCharArray())[0];
        return word.StartsWith(Prefix, StringComparison.Ordinal) && word.AsSpan().IndexOfAny(",;|\"") < 0;
    }

    public static IEnumerable<LabelledText> Read(string path, TextFileOptions options)
    {
        using var rows = RowReader.OfLines(path, options);
        var any = false;
        while (rows.Read())
        {
            var line = rows.Line;
            if (string.IsNullOrWhiteSpace(line)) continue;
            any = true;
            var (labels, text) = Cut(line);
            if (options.RequireLabels && labels.Count != 1) throw Wrong(rows, labels, path);
            yield return new(text, labels is [var only] ? only : null, rows.Row);
        }
        if (!any) throw new DataFileException("the file has no rows.", path);
    }

    private static (IReadOnlyList<string> Labels, string Text) Cut(string line)
    {
        var labels = new List<string>(1);
        var text = line;
        for (var at = Next(text, 0); at >= 0; at = Next(text, at))
        {
            var end = text.AsSpan(at).IndexOfAny(White);
            var word = end < 0 ? text[at..] : text[at..(at + end)];
            if (word.Length > Prefix.Length && !labels.Contains(word[Prefix.Length..]))
                labels.Add(word[Prefix.Length..]);
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
    private static DataFileException Wrong(RowReader rows, IReadOnlyList<string> labels, string path)
    {
        var (line, count) = (rows.Row, 1);
        var isMissing = labels.Count == 0;
        while (rows.Read())
            if (!string.IsNullOrWhiteSpace(rows.Line) && Cut(rows.Line).Labels.Count is var found
                && (isMissing ? found == 0 : found > 1)) count++;
        var problem = isMissing ? $"the line has no label, such as {Prefix}good before the text"
            : $"the line has {labels.Count} labels ({string.Join(", ", labels.Select(label => $"'{label}'"))})";
        var also = count == 1 ? "" : string.Create(CultureInfo.InvariantCulture,
            $", as {count} lines have {(isMissing ? "none" : "several")}, of which this is the first");
        return new(isMissing ? $"{problem}{also}. Write one, or remove the line."
            : $"{problem}{also}. A classifier here gives a text one label: keep the one that counts, or join them "
                + $"to one, such as {Prefix}{string.Join('+', labels)}.", path, line);
    }
}
