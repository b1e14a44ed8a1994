namespace Valence.Text;

/// <summary>Texts that take one line each.</summary>
internal static class LineTexts
{
    public static IEnumerable<LabelledText> Read(string path, TextFileOptions options)
    {
        if (options.RequireLabels) throw DataFileException.At(path, null, "texts with labels", "plain lines", "choose a format with labels");
        using var lines = new LineReader(path, options.Encoding);
        while (lines.Next()) yield return new LabelledText(lines.Text, null, lines.Row);
        if (lines.Row == 0) throw DataFileException.At(path, null, "one text per line", "an empty file", "give a file with texts");
    }

    public static IEnumerable<LabelledText> ReadLabelFirst(string path, TextFileOptions options)
    {
        var separator = options.Delimiter ?? ' ';
        var any = false;
        using var lines = new LineReader(path, options.Encoding);
        while (lines.Next())
        {
            if (lines.Line.Length == 0) continue;
            var line = lines.Text;
            var end = line.IndexOf(separator);
            var label = end < 0 ? "" : line[..end].Trim();
            if (label.Length == 0)
                throw DataFileException.At(path, lines.Row, $"a label, '{separator}' and a text", "no label", "correct the line or choose another separator or format");
            any = true;
            yield return new LabelledText(line[(end + 1)..], label, lines.Row);
        }

        if (!any) throw DataFileException.At(path, null, "a label and a text per line", "an empty file", "give a file with texts");
    }
}
