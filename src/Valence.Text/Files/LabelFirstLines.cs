namespace Valence.Text;

/// <summary>Lines of a label, blanks or a tab, and a text. Blank lines are skipped, and so are comments above the
/// first.</summary>
internal static class LabelFirstLines
{
    /// <summary>Whether a line holds a label and a text.</summary>
    public static bool HasBoth(string line) => Cut(line).Text.Length > 0;

    /// <summary>The first word of a line and the rest of it.</summary>
    public static (string Label, string Text) Cut(string line)
    {
        line = line.TrimStart();
        var end = line.AsSpan().IndexOfAny(' ', '\t');
        return end < 0 ? (line.TrimEnd(), "") : (line[..end], line[(end + 1)..].TrimStart(' ', '\t'));
    }

    public static IEnumerable<LabelledText> Read(TextFile file, TextFileOptions options)
    {
        options = Preamble.WithoutComments(TextSample.Of(file, options.Encoding), options);
        using var rows = RowReader.OfLines(file, options);
        file.Settle();
        var any = false;
        while (rows.ReadBelow(options.SkippedLines))
        {
            if (string.IsNullOrWhiteSpace(rows.Line)) continue;
            any = true;
            if (options.Format == TextFileFormat.Auto && FastTextLines.Begins(rows.Line))
                throw new DataFileException("expected a label and a text as on the lines above, found a label as "
                    + $"fastText writes it, '{ColumnChoice.Shortened(Cut(rows.Line).Label)}'. Write all lines alike.",
                    file.Path, rows.Row,
                    advice: TextForm.Advice(TextFileFormat.FastText, "If it is a file of fastText"));
            var (label, text) = Cut(rows.Line);
            yield return new(text, label, rows.Row);
        }
        if (!any) throw new DataFileException("the file has no rows.", file.Path);
    }
}
