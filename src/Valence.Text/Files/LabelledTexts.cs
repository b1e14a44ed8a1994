namespace Valence.Text;

/// <summary>Reads texts, with their labels where there are any, from files and folders, plain or gzipped.</summary>
public static class LabelledTexts
{
    /// <summary>The texts of a file or folder, read while they are enumerated.</summary>
    /// <param name="path">A delimited file, a file of JSON objects, of fastText's lines, of lines with a label before
    /// the text or with a text alone, or a folder of class folders. Gzipped files are recognised by their
    /// content.</param>
    /// <param name="options">Format, columns, delimiter and encoding; by the file's content, header and name when
    /// null.</param>
    /// <exception cref="DataFileException">
    /// At once: there is no such file or folder, it is empty, or binary. While enumerating: a missing or ambiguous
    /// column, a row with another number of columns,
    /// unbalanced quotes, malformed JSON, bytes that are not of the encoding, a missing label where labels are
    /// required.
    /// </exception>
    /// <exception cref="ArgumentException">The options contradict each other.</exception>
    public static IEnumerable<LabelledText> Read(string path, TextFileOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new();
        if (options.MaxColumns is < 1)
            throw new ArgumentException($"Expected at least 1 column, received {options.MaxColumns}.", nameof(options));
        if (options.MaxColumns is not null && options.Quote is not null)
            throw new ArgumentException("MaxColumns cuts unquoted lines: set Quote to null as well.", nameof(options));

        if (options.Format == TextFileFormat.Folder || options.Format == TextFileFormat.Auto && Directory.Exists(path))
            return ClassFolders.Read(path, Used(path, TextFileFormat.Folder, options));

        if (TextSource.Check(path, options.Encoding) is { } encoding) options.Say(encoding);
        var extension = ExtensionOf(path);
        var form = options.Format == TextFileFormat.Auto ? TextForm.Of(path, extension, options)
            : new(options.Format, options);
        options = Used(path, form.Format, form.Options);
        if (form.Said is { } doubt && !(form.Format == TextFileFormat.Lines && options.RequireLabels))
            options.Say(doubt);
        return form.Format switch
        {
            TextFileFormat.Delimited => DelimitedTexts.Read(
                path, Preamble.Passed(path, options, extension is ".tsv" or ".tab" ? '\t' : ',')),
            TextFileFormat.JsonLines => JsonTexts.Read(path, options),
            TextFileFormat.Lines => ReadLines(path, options, form.Said),
            TextFileFormat.FastText => FastTextLines.Read(path, options),
            TextFileFormat.LabelFirst => LabelFirstLines.Read(path, options),
            _ => throw new ArgumentOutOfRangeException(nameof(options), form.Format,
                "Expected a format of TextFileFormat."),
        };
    }

    /// <summary>The form of which a line alone looks to be, in words; null for a text.</summary>
    internal static string? FormOfLine(string line) => FastTextLines.HasLabel(line) ? "fastText's lines"
        : JsonForms.Of(new(line, true)) is JsonForm.Lines or JsonForm.Array or JsonForm.OtherArray ? "JSON" : null;

    private static IEnumerable<LabelledText> ReadLines(string path, TextFileOptions options, FileDoubt? looks)
    {
        if (options.RequireLabels)
            throw new DataFileException("it is read as one text a line, which has no labels."
                + (looks is null ? "" : $" {looks.Looks}"), path,
                advice: looks?.Advice ?? new(nameof(TextFileOptions.Delimiter), When: "If its lines have columns")
                {
                    Otherwise = TextForm.Advice(TextFileFormat.LabelFirst, "If each begins with its label"),
                });
        using var rows = RowReader.OfLines(path, options);
        while (rows.Read()) yield return new(rows.Line, null, rows.Row);
    }

    /// <summary>The options, of which all must have a use in a form without columns.</summary>
    private static TextFileOptions Used(string path, TextFileFormat format, TextFileOptions options)
    {
        if (format == TextFileFormat.Delimited) return options;
        var hasColumns = format == TextFileFormat.JsonLines;
        var unused = options.Delimiter is not null ? "delimiter" : !options.HasHeader ? "header"
            : options.Quote is not '"' ? "quotes around columns"
            : !hasColumns && (options.TextColumns.Count > 0 || options.LabelColumn is not null) ? "columns" : null;
        if (unused is null) return options;
        var named = format switch
        {
            TextFileFormat.JsonLines => "JSON objects",
            TextFileFormat.FastText => "fastText's lines",
            TextFileFormat.LabelFirst => "lines of a label and a text",
            TextFileFormat.Folder => "a folder of class folders",
            _ => "one text a line",
        };
        throw new DataFileException($"it is read as {named}, which have no {unused}: leave out what was "
            + "said of it.", path, advice: format == TextFileFormat.Folder ? null
                : TextForm.Advice(TextFileFormat.Delimited, "If it holds rows of columns"));
    }

    private static string ExtensionOf(string path)
    {
        var name = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path;
        return Path.GetExtension(name).ToLowerInvariant();
    }
}
