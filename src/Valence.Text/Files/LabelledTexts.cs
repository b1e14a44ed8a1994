namespace Valence.Text;

/// <summary>Reads texts, with their labels where there are any, from files and folders, plain or gzipped.</summary>
public static class LabelledTexts
{
    /// <summary>The texts of a file or folder, read while they are enumerated.</summary>
    /// <param name="path">A delimited file, a file of JSON lines, a file with one text a line, or a folder of class
    /// folders. Gzipped files are recognised by their content.</param>
    /// <param name="options">Format, columns, delimiter and encoding; by the file's name and header when null.</param>
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

        var format = options.Format == TextFileFormat.Auto ? FormatOf(path, options) : options.Format;
        if (format == TextFileFormat.Folder) return ClassFolders.Read(path, options);

        TextSource.Check(path, options.Encoding);
        return format switch
        {
            TextFileFormat.Delimited => DelimitedTexts.Read(
                path, options, options.Delimiter ?? (ExtensionOf(path) is ".tsv" or ".tab" ? '\t' : ',')),
            TextFileFormat.JsonLines => JsonTexts.Read(path, options),
            TextFileFormat.Lines => ReadLines(path, options),
            _ => throw new ArgumentOutOfRangeException(nameof(options), format, "Expected a format of TextFileFormat."),
        };
    }

    private static IEnumerable<LabelledText> ReadLines(string path, TextFileOptions options)
    {
        if (options.RequireLabels)
            throw new DataFileException("a file with one text a line has no labels.", path,
                advice: new(nameof(TextFileOptions.Delimiter), When: "If its lines have columns"));
        using var rows = RowReader.OfLines(path, options);
        while (rows.Read()) yield return new(rows.Line, null, rows.Row);
    }

    private static TextFileFormat FormatOf(string path, TextFileOptions options) => Directory.Exists(path)
        ? TextFileFormat.Folder
        : ExtensionOf(path) switch
        {
            ".csv" or ".tsv" or ".tab" => TextFileFormat.Delimited,
            ".jsonl" or ".ndjson" => TextFileFormat.JsonLines,
            _ => options.Delimiter is null ? TextFileFormat.Lines : TextFileFormat.Delimited,
        };

    private static string ExtensionOf(string path)
    {
        var name = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path;
        return Path.GetExtension(name).ToLowerInvariant();
    }
}
