namespace Valence.Text;

/// <summary>How a file holds texts, told by its first lines and, where they leave it open, by its name.</summary>
/// <param name="Format">The form.</param>
/// <param name="Options">What was asked for, with what the lines decide.</param>
/// <param name="Said">What is to be said of it, or null.</param>
internal sealed record TextForm(TextFileFormat Format, TextFileOptions Options, FileDoubt? Said = null)
{
    private const int FewestLines = 3;

    /// <summary>The advice to read a file in a form.</summary>
    public static SettingAdvice Advice(TextFileFormat format, string? when = null) =>
        new(nameof(TextFileOptions.Format), $"{nameof(TextFileFormat)}.{format}", when);

    /// <summary>The form of a file for which none was asked.</summary>
    /// <param name="file">The file.</param>
    /// <param name="extension">Its ending in lower case.</param>
    /// <param name="options">What was asked for.</param>
    public static TextForm Of(TextFile file, string extension, TextFileOptions options)
    {
        var sample = TextSample.Of(file, options.Encoding);
        var isTable = extension is ".csv" or ".tsv" or ".tab";
        var isJson = extension is ".json" or ".jsonl" or ".ndjson";
        var json = JsonForms.Of(sample);
        if (json is JsonForm.Lines or JsonForm.Array or JsonForm.Objects || json == JsonForm.OtherArray && !isTable)
            return new(TextFileFormat.JsonLines, options);
        if (options.Delimiter is not null) return new(TextFileFormat.Delimited, options);
        var lines = Preamble.BelowComments(sample.FilledLines);
        if (lines is [var first, ..] && FastTextLines.Begins(first)) return new(TextFileFormat.FastText, options);
        var headed = isTable ? null : Headed(sample, options);
        if (headed is null && !AsksForColumns(options) && FastTextLines.Are(lines, isTable)
            && !(isTable && HasHeader(sample, options))) return new(TextFileFormat.FastText, options);
        if (isJson) return new(TextFileFormat.JsonLines, options);
        if (isTable) return new(TextFileFormat.Delimited, options);
        if (headed is null && AsksForColumns(options)) return Asked(lines, options);
        if ((headed ?? TwoColumns(lines, options)) is { } table) return table;
        // Whoever needs labels is told of the lines that have none.
        var some = lines.FirstOrDefault(FastTextLines.HasLabel);
        if (some is not null && options.RequireLabels) return new(TextFileFormat.FastText, options);
        return (some is null ? LabelFirst(lines, options) : null) ?? new(TextFileFormat.Lines, options,
            some is null ? LooksOtherwise(lines, options)
                : new("Some lines have labels as fastText writes them, which are read as words of their texts: "
                    + $"'{ColumnChoice.Shortened(some.Trim())}'.", Advice(TextFileFormat.FastText, "If it is a file "
                        + "of fastText")));
    }

    /// <summary>What a file that was taken for one text a line looks like, or null.</summary>
    public static FileDoubt? LooksOtherwise(IReadOnlyList<string> lines, TextFileOptions options)
    {
        if (lines.Count == 0) return null;
        foreach (var delimiter in HeaderDoubt.Delimiters)
            if (Preamble.Cut(lines[0], delimiter) is var cells && AreNames(cells)
                && ColumnChoice.NamesText(cells, options))
                return new($"The first line looks like names of columns, delimited by {HeaderDoubt.Named(delimiter)}.",
                    HeaderDoubt.Give(delimiter) with { When = "If it is" });
        if (lines.Count < FewestLines) return null;
        foreach (var delimiter in HeaderDoubt.Delimiters)
        {
            if (Count(lines, delimiter) is not > 0) continue;
            // Texts of one comma each are nothing unusual.
            if (delimiter == ',' && !Cells(lines, delimiter).Any(cells => LabelGuess.AreKnown(cells, options)
                || options.RequireLabels && LabelGuess.AreFew(cells))) continue;
            return new($"The lines look delimited by {HeaderDoubt.Named(delimiter)}.",
                HeaderDoubt.Give(delimiter) with { When = "If they have columns" });
        }
        if (lines.All(line => line[0] == options.Quote)
            && DelimiterGuess.Of(lines, false, default, options) is { } sign)
            return new($"The lines look delimited by {HeaderDoubt.Named(sign)}.", HeaderDoubt.Give(sign));
        return LabelGuess.AreMarked(FirstWords(lines))
            ? new("The lines look as if each began with its label.",
                Advice(TextFileFormat.LabelFirst, "If the first word is no part of the text"))
            : null;
    }

    private static bool HasHeader(TextSample sample, TextFileOptions options) => Preamble.Hint(sample) is not null
        || HeaderDoubt.Delimiters.Any(delimiter =>
            Preamble.HeaderLine(sample.FilledLines, delimiter, options) is not null);

    /// <summary>A table with a header, or null.</summary>
    private static TextForm? Headed(TextSample sample, TextFileOptions options)
    {
        var lines = sample.FilledLines;
        if (Preamble.Hint(sample) is not null) return new(TextFileFormat.Delimited, options);
        foreach (var delimiter in HeaderDoubt.Delimiters)
        {
            if (!options.HasHeader || Preamble.HeaderLine(lines, delimiter, options) is not { } header) continue;
            var cells = Preamble.Cut(lines[header], delimiter);
            if (!AreNames(cells) || header + 1 >= lines.Count || !ColumnChoice.NamesLabel(cells)
                && lines.Skip(header).Any(line => Preamble.Cut(line, delimiter).Length < cells.Length)) continue;
            return new(TextFileFormat.Delimited, options with { Delimiter = delimiter });
        }
        return null;
    }

    private static bool AsksForColumns(TextFileOptions options) =>
        options.TextColumns.Count > 0 || options.LabelColumn is not null || !options.HasHeader
            || options.LabelSeparator is not null || options.LabelColumns.Count > 0;

    /// <summary>The table whose columns were asked for.</summary>
    private static TextForm Asked(IReadOnlyList<string> lines, TextFileOptions options)
    {
        foreach (var delimiter in HeaderDoubt.Delimiters)
            if (Count(lines, delimiter) is > 0) return new(TextFileFormat.Delimited, options with
            {
                Delimiter = delimiter,
                Quote = QuoteOf(lines, delimiter, options),
            });
        return new(TextFileFormat.Delimited, options);
    }

    /// <summary>Lines of a label, a tab and a text, or the other way round; null for others.</summary>
    private static TextForm? TwoColumns(IReadOnlyList<string> lines, TextFileOptions options)
    {
        if (!options.RequireLabels && options.KnownLabels is null || Count(lines, '\t') is not 1) return null;
        var columns = Cells(lines, '\t');
        if (LabelGuess.Column(columns[0], columns[1], options) is not { } label
            || columns[label].Any(FastTextLines.IsLabel)) return null;
        return new(TextFileFormat.Delimited, options with
        {
            Delimiter = '\t',
            HasHeader = false,
            Quote = QuoteOf(lines, '\t', options),
            LabelColumn = label,
            TextColumns = [1 - label],
        }, new($"The lines have two columns and no header: column {label + 1} is taken for the label "
            + $"({Shown(columns[label])}), column {2 - label} for the text.", options.RequireLabels
                ? new(nameof(TextFileOptions.TextColumns), $"[{label}]", "If the columns are others") : AsLines()));
    }

    private static TextForm? LabelFirst(IReadOnlyList<string> lines, TextFileOptions options)
    {
        if (!lines.All(LabelFirstLines.HasBoth)) return null;
        var words = FirstWords(lines);
        if (!LabelGuess.AreKnown(words, options) && !(options.RequireLabels && LabelGuess.AreMarked(words)))
            return null;
        return new(TextFileFormat.LabelFirst, options,
            new($"The first word of each line is taken for its label ({Shown(words)}).", options.RequireLabels
                ? new(nameof(TextFileOptions.Delimiter), When: "If its lines have columns") : AsLines()));
    }

    // A sentence may begin with a usual name and a comma.
    private static bool AreNames(string[] cells) => cells.Length >= 2
        && cells.All(cell => cell.Length > 0 && !cell.Any(char.IsWhiteSpace) && cell[^1] is not ('.' or '!' or '?'))
        && cells.Distinct(StringComparer.OrdinalIgnoreCase).Count() == cells.Length;

    private static SettingAdvice AsLines() => Advice(TextFileFormat.Lines, "If all of a line is the text");

    private static string[] FirstWords(IReadOnlyList<string> lines) =>
        [.. lines.Select(line => LabelFirstLines.Cut(line).Label)];

    private static string Shown(IReadOnlyList<string> labels)
    {
        var distinct = labels.Distinct(StringComparer.Ordinal).ToArray();
        return string.Join(", ", distinct.Take(FewestLines).Select(label => $"'{ColumnChoice.Shortened(label)}'"))
            + (distinct.Length > FewestLines ? ", …" : "");
    }

    /// <summary>How many of the delimiter each line holds, where all hold equally many; else null.</summary>
    private static int? Count(IReadOnlyList<string> lines, char delimiter)
    {
        if (lines.Count == 0) return null;
        var count = lines[0].Count(sign => sign == delimiter);
        return lines.All(line => line.Count(sign => sign == delimiter) == count) ? count : null;
    }

    /// <summary>The cells by columns; only where all lines hold equally many.</summary>
    private static string[][] Cells(IReadOnlyList<string> lines, char delimiter)
    {
        var rows = lines.Select(line => line.Split(delimiter)).ToArray();
        return [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Select(row => row[column].Trim())
            .ToArray())];
    }

    // Sentences in rows that quote nothing may begin with a quote.
    private static char? QuoteOf(IReadOnlyList<string> lines, char delimiter, TextFileOptions options) =>
        options.Quote is { } quote && lines.Any(line => line.Split(delimiter)
            .Any(cell => cell.Length > 1 && cell[0] == quote && cell[^1] == quote)) ? quote : null;
}
