namespace Valence.Text;

/// <summary>Texts in rows of columns: CSV, TSV and their like.</summary>
internal static class DelimitedTexts
{
    public static IEnumerable<LabelledText> Read(string path, TextFileOptions options, char delimiter)
    {
        using var rows = RowReader.OfColumns(path, options, delimiter);
        if (!rows.Read()) throw new DataFileException("the file has no rows.", path);

        var width = rows.Count;
        var first = new string[width];
        for (var i = 0; i < width; i++) first[i] = rows[i];
        var columns = ColumnChoice.Among(first, options.HasHeader, delimiter, options, path);
        var doubt = options.HasHeader ? HeaderDoubt.OfTaken(first, options) : null;
        if (doubt is not null) options.Doubted?.Invoke(doubt);
        if (options.HasHeader && !rows.Read()) throw new DataFileException("the file has a header but no rows below it.", path);

        do
        {
            if (rows.Count != width)
            {
                throw new DataFileException(
                    $"expected {width} {(width == 1 ? "column" : "columns")} as in the first row, found {rows.Count}. Quote columns that hold the delimiter {(delimiter == '\t' ? "tab" : $"'{delimiter}'")}.",
                    path, rows.Row, advice: new(nameof(TextFileOptions.Delimiter), When: "If another character stands between the columns"));
            }
            var label = Label(rows, columns, options, path);
            if (doubt is null && options.HasHeader && columns.Label is { } labels)
            {
                doubt = HeaderDoubt.OfTaken(first[labels], label, options);
                if (doubt is not null) options.Doubted?.Invoke(doubt);
            }
            yield return new(Text(rows, columns), label, rows.Row);
        }
        while (rows.Read());
    }

    private static string Text(RowReader rows, ColumnChoice columns) =>
        columns.Texts.Count == 1 ? rows[columns.Texts[0]] : string.Join(' ', columns.Texts.Select(column => rows[column]));

    private static string? Label(RowReader rows, ColumnChoice columns, TextFileOptions options, string path)
    {
        var label = columns.Label is { } column ? rows[column].Trim() : "";
        if (label.Length > 0) return label;
        return options.RequireLabels ? throw new DataFileException("the label is empty. Fill it in, or remove the row.", path, rows.Row) : null;
    }
}
