using System.Globalization;

namespace Valence.Text;

/// <summary>Texts in rows of columns: CSV, TSV and their like.</summary>
internal static class DelimitedTexts
{
    /// <summary>The texts of a file whose delimiter and first line are known.</summary>
    public static IEnumerable<LabelledText> Read(TextFile file, TextFileOptions options)
    {
        var delimiter = options.Delimiter ?? ',';
        using var rows = RowReader.OfColumns(file, options, delimiter);
        file.Settle();
        if (!rows.ReadBelow(options.SkippedLines)) throw new DataFileException("the file has no rows.", file.Path);

        var width = rows.Count;
        var first = new string[width];
        for (var i = 0; i < width; i++) first[i] = rows[i];
        var columns = ColumnChoice.Among(first, options.HasHeader, delimiter, options, file.Path);
        if (options is { RequireLabels: true, SeveralLabels: true, LabelSeparator: null, LabelColumns.Count: 0 })
            throw new DataFileException("several labels of a text are asked for, and nothing says how they stand in "
                + "a row.", file.Path, advice: new(nameof(TextFileOptions.LabelSeparator),
                    When: "If a column holds all of them")
                {
                    Otherwise = new(nameof(TextFileOptions.LabelColumns), When: "If there is a column of 0 and 1 for "
                        + "each"),
                });
        var names = RowLabels.Names(first, columns, options.HasHeader, file.Path);
        string[] columnNames = options.HasHeader ? [.. first.Select(name => name.Trim())]
            : [.. Enumerable.Range(1, width).Select(number => number.ToString(CultureInfo.InvariantCulture))];
        var isApart = options.LabelSeparator is null || columns.Label is null;
        var doubt = options.HasHeader ? HeaderDoubt.OfTaken(first, options) : null;
        if (doubt is not null) options.Say(doubt);
        if (options.HasHeader && !rows.Read())
            throw new DataFileException("the file has a header but no rows below it.", file.Path);
        if (options.HasHeader && HeaderDoubt.OfUncut(first, rows, delimiter) is { } whole)
            options.Say(whole);

        var headers = options.HasHeader ? new HeadersBelow(first, columns) : null;
        // Asked once: there may be millions of rows.
        int? text = columns.Texts.Count == 1 ? columns.Texts[0] : null;
        var taken = HeaderDoubt.LabelTaken(first, columns.Label, options);
        var isPlain = !options.KeepsCells && names.Length == 0 && isApart;
        var swallowed = new SwallowedRows(options, delimiter, width, columns);
        do
        {
            if (rows.Count != width)
            {
                if (options.HasHeader && width == 1
                    && HeaderDoubt.Of(first, delimiter) is { Advice.Setting: nameof(TextFileOptions.Delimiter) } uncut)
                    throw new DataFileException($"expected 1 column as in the first row, found {rows.Count}. "
                        + $"{uncut.Looks}", file.Path, rows.Row, advice: uncut.Advice);
                throw OtherWidth(rows, width, delimiter, file.Path);
            }
            var label = Label(rows, columns);
            if (label is null && options.RefusesUnlabelled && !options.ReadsSets)
                throw Unlabelled(rows, columns, file.Path);
            if (doubt is null && label is not null && label == taken) options.Say(doubt = HeaderDoubt.Taken());
            var row = new LabelledText(text is { } only ? rows[only] : Text(rows, columns), label, rows.Row);
            swallowed.Look(rows, row);
            if (headers?.Contain(rows, row) == true) continue;
            if (isPlain) yield return row;
            else yield return Whole(row);
        }
        while (rows.Read());
        foreach (var said in (FileDoubt?[])[headers?.Doubt(), .. swallowed.Doubts()])
            if (said is not null) options.Say(said);
        if (!isApart)
            options.Say(new($"No row has '{options.LabelSeparator}' between labels: each is taken for one label.",
                new(nameof(TextFileOptions.LabelSeparator), When: "If another sign stands between them")));

        LabelledText Whole(in LabelledText read)
        {
            var row = !options.KeepsCells ? read
                : read with { Cells = new(columnNames, [.. Enumerable.Range(0, width).Select(i => rows[i])]) };
            if (names.Length > 0)
                return row with { Labels = RowLabels.Marked(names, i => rows[columns.Labels[i]], file.Path, row.Row) };
            if (options.LabelSeparator is not { } separator || columns.Label is null) return row;
            isApart |= row.Label?.Contains(separator) == true;
            return row with { Label = null, Labels = RowLabels.Cut(row.Label ?? "", separator, file.Path, row.Row) };
        }
    }

    private static DataFileException OtherWidth(RowReader rows, int width, char delimiter, string path)
    {
        var mend = rows.Count < width ? "Complete the row, or remove it."
            : $"Quote columns that hold the delimiter {(delimiter == '\t' ? "tab" : $"'{delimiter}'")}.";
        return new($"expected {width} {(width == 1 ? "column" : "columns")} as in the first row, found {rows.Count}. "
            + mend, path, rows.Row,
            advice: new(nameof(TextFileOptions.Delimiter), When: "If another character stands between the columns")
            {
                Otherwise = rows.Count < width ? null : new(nameof(TextFileOptions.MaxColumns),
                    width.ToString(CultureInfo.InvariantCulture), "If the last column holds the rest of the line"),
            });
    }

    private static string Text(RowReader rows, ColumnChoice columns) =>
        columns.Texts.Count == 1 ? rows[columns.Texts[0]]
            : string.Join(' ', columns.Texts.Select(column => rows[column]));

    private static string? Label(RowReader rows, ColumnChoice columns)
    {
        var label = columns.Label is { } column ? rows.Trimmed(column) : "";
        return label.Length > 0 ? label : null;
    }

    // Whoever is told of the first alone corrects and tries again once for each.
    private static DataFileException Unlabelled(RowReader rows, ColumnChoice columns, string path)
    {
        var (line, count) = (rows.Row, 1);
        while (rows.Read())
            if (columns.Label < rows.Count && Label(rows, columns) is null) count++;
        return new(count == 1
            ? "the label is empty. Fill it in, or remove the row."
            : string.Create(CultureInfo.InvariantCulture,
                $"the label is empty, as it is in {count} rows, of which this is the first. Fill them in, or remove "
                    + $"the rows."), path, line, advice: LabelledTexts.LeaveOut(count));
    }
}
