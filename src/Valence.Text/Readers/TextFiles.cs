namespace Valence.Text;

/// <summary>Reads labelled texts from files, plain or gzipped, whatever their name says about the compression.</summary>
public static class TextFiles
{
    /// <summary>The texts of a file or of a folder of class folders, in order, read while they are enumerated.</summary>
    /// <remarks>
    /// The format follows the extension: <c>.csv</c>, <c>.tsv</c> or <c>.tab</c>, <c>.jsonl</c> or <c>.ndjson</c>, <c>.txt</c>, each also with <c>.gz</c>;
    /// any other file must begin with a JSON object unless the options name its format.
    /// </remarks>
    /// <param name="path">A file, or a folder whose class folders hold one text per file.</param>
    /// <param name="options">What the file does not tell itself.</param>
    /// <exception cref="DataFileException">The file is missing (thrown at once) or wrong (thrown while reading).</exception>
    public static IEnumerable<LabelledText> Read(string path, TextFileOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var chosen = options ?? TextFileOptions.Default;
        if (chosen.Delimiter is { } delimiter && (!char.IsAscii(delimiter) || delimiter is '\r' or '\n' or '"'))
            throw new ArgumentException($"Expected an ASCII character other than a quote or line break, received '{delimiter}'.", nameof(options));
        if (!File.Exists(path) && !Directory.Exists(path))
            throw DataFileException.At(path, null, "a file or folder", "nothing there", "check the path");
        var format = chosen.Format ?? FormatOf(path, chosen);
        if (Directory.Exists(path) != (format == TextFileFormat.ClassFolders))
            throw DataFileException.At(path, null, format == TextFileFormat.ClassFolders ? "a folder" : $"a file in the format {format}", Directory.Exists(path) ? "a folder" : "a file", "choose another format or path");
        return format switch
        {
            TextFileFormat.Csv => DelimitedTexts.Read(path, ',', chosen),
            TextFileFormat.Tsv => DelimitedTexts.Read(path, '\t', chosen),
            TextFileFormat.JsonLines => JsonLineTexts.Read(path, chosen),
            TextFileFormat.Lines => LineTexts.Read(path, chosen),
            TextFileFormat.LabelFirst => LineTexts.ReadLabelFirst(path, chosen),
            TextFileFormat.ClassFolders => FolderTexts.Read(path, chosen),
            _ => throw new ArgumentOutOfRangeException(nameof(options), format, "Expected one of the named formats."),
        };
    }

    private static TextFileFormat FormatOf(string path, TextFileOptions options)
    {
        if (Directory.Exists(path)) return TextFileFormat.ClassFolders;
        var name = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path;
        return Path.GetExtension(name).ToLowerInvariant() switch
        {
            ".csv" => TextFileFormat.Csv,
            ".tsv" or ".tab" => TextFileFormat.Tsv,
            ".jsonl" or ".ndjson" => TextFileFormat.JsonLines,
            ".txt" => TextFileFormat.Lines,
            var extension => StartsWithObject(path, options) ? TextFileFormat.JsonLines
                : throw DataFileException.At(path, null, "the extension .csv, .tsv, .jsonl or .txt", extension.Length == 0 ? "none" : extension, "name the format in the options"),
        };
    }

    private static bool StartsWithObject(string path, TextFileOptions options)
    {
        using var lines = new LineReader(path, options.Encoding);
        while (lines.Next())
        {
            var line = lines.Line.Span.TrimStart(" \t"u8);
            if (line.Length > 0) return line[0] == '{';
        }

        throw DataFileException.At(path, null, "texts", "an empty file", "give a file with texts");
    }
}
