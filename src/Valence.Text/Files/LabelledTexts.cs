using System.Globalization;
using System.Text;

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
        if (options.Format == TextFileFormat.Folder || options.Format == TextFileFormat.Auto && Directory.Exists(path))
            return ClassFolders.Read(path, Used(path, TextFileFormat.Folder, Checked(options)));
        return Read(TextFile.At(path), options);
    }

    /// <summary>The texts of a stream with the content of a file, from its position on; they are enumerated once, which
    /// closes it.</summary>
    /// <param name="stream">The bytes.</param>
    /// <param name="name">What messages call it; its ending tells the form where the content does not.</param>
    /// <param name="options">As for a file, but for the format of a folder.</param>
    /// <exception cref="DataFileException">As for a file.</exception>
    /// <exception cref="ArgumentException">The options contradict each other, or say that it is a folder.</exception>
    public static IEnumerable<LabelledText> Read(Stream stream, string name, TextFileOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentException.ThrowIfNullOrEmpty(name);
        return options is { Format: TextFileFormat.Folder }
            ? throw new ArgumentException("Expected the format of a file for a stream, received that of a folder.",
                nameof(options))
            : Read(TextFile.Of(stream, name), options ?? new());
    }

    /// <summary>The texts of a file, or of what else is read as one.</summary>
    internal static IEnumerable<LabelledText> Read(TextFile file, TextFileOptions options)
    {
        options = Checked(options);
        if (TextSource.Check(file, options.Encoding) is { } encoding) options.Say(encoding);
        var extension = ExtensionOf(file.Path);
        var form = options.Format == TextFileFormat.Auto ? TextForm.Of(file, extension, options)
            : new(options.Format, options);
        options = Used(file.Path, form.Format, form.Options);
        if (form.Said is { } doubt && !(form.Format == TextFileFormat.Lines && options.RequireLabels))
            options.Say(doubt);
        var rows = form.Format switch
        {
            TextFileFormat.Delimited => DelimitedTexts.Read(
                file, Preamble.Passed(file, options, extension is ".tsv" or ".tab" ? '\t' : ',')),
            TextFileFormat.JsonLines => JsonTexts.Read(file, options),
            TextFileFormat.Lines => ReadLines(file, options, form.Said),
            TextFileFormat.FastText => FastTextLines.Read(file, options),
            TextFileFormat.LabelFirst => LabelFirstLines.Read(file, options),
            _ => throw new ArgumentOutOfRangeException(nameof(options), form.Format,
                "Expected a format of TextFileFormat."),
        };
        return options is { RequireLabels: true, SkipUnlabelled: true } ? Labelled(rows, options) : rows;
    }

    /// <summary>The advice to leave rows without a label out.</summary>
    internal static SettingAdvice LeaveOut(int rows) => new(nameof(TextFileOptions.SkipUnlabelled), "true",
        $"To leave {(rows == 1 ? "it" : "them")} out");

    private static IEnumerable<LabelledText> Labelled(IEnumerable<LabelledText> rows, TextFileOptions options)
    {
        var skipped = 0;
        foreach (var row in rows)
            if (row.Label is null && row.Labels is not { Count: > 0 }) skipped++;
            else yield return row;
        if (skipped > 0)
            options.Say(new(skipped == 1 ? "One row without a label is left out."
                : string.Create(CultureInfo.InvariantCulture, $"{skipped} rows without a label are left out."), null));
    }

    private static TextFileOptions Checked(TextFileOptions options)
    {
        if (options.MaxColumns is < 1)
            throw new ArgumentException($"Expected at least 1 column, received {options.MaxColumns}.", nameof(options));
        if (options.MaxColumns is not null && options.Quote is not null)
            throw new ArgumentException("MaxColumns cuts unquoted lines: set Quote to null as well.", nameof(options));
        if (options.LabelSeparator is { } separator && string.IsNullOrEmpty(separator))
            throw new ArgumentException("Expected a sign between labels, received an empty one.", nameof(options));
        if (options.LabelColumns.Count > 0 && (options.LabelSeparator is not null || options.LabelColumn is not null))
            throw new ArgumentException("LabelColumns has a column for each label: leave LabelColumn and "
                + "LabelSeparator out.", nameof(options));
        return options;
    }

    /// <summary>The form of rows that a file has, in words; null for one of plain lines.</summary>
    internal static string? RowsOfFile(string path, Encoding? encoding) => FormOf(path, encoding) switch
    {
        TextFileFormat.Delimited => "columns",
        TextFileFormat.JsonLines => "JSON",
        TextFileFormat.FastText => "fastText's lines",
        _ => null,
    };

    /// <summary>The form of a file whose texts need no labels.</summary>
    internal static TextFileFormat FormOf(string path, Encoding? encoding) =>
        TextForm.Of(TextFile.At(path), ExtensionOf(path), new() { Encoding = encoding, RequireLabels = false }).Format;

    /// <summary>The form of which a line alone looks to be, in words; null for a text.</summary>
    internal static string? FormOfLine(string line, TextFileOptions options) =>
        FastTextLines.HasLabel(line) ? "one of fastText's lines"
        : JsonForms.Of(new(line, true)) is JsonForm.Lines or JsonForm.Array or JsonForm.OtherArray ? "one of JSON"
        : (options.Delimiter is { } own ? [own] : HeaderDoubt.Delimiters).Any(delimiter =>
            ColumnChoice.AreNames(Preamble.Cut(line, delimiter), options)) ? "the names of columns" : null;

    private static IEnumerable<LabelledText> ReadLines(TextFile file, TextFileOptions options, FileDoubt? looks)
    {
        if (options.RequireLabels)
            throw new DataFileException("it is read as one text a line, which has no labels."
                + (looks is null ? "" : $" {looks.Looks}"), file.Path,
                advice: looks?.Advice ?? new(nameof(TextFileOptions.Delimiter), When: "If its lines have columns")
                {
                    Otherwise = TextForm.Advice(TextFileFormat.LabelFirst, "If each begins with its label"),
                });
        using var rows = RowReader.OfLines(file, options);
        file.Settle();
        while (rows.Read()) yield return new(rows.Line, null, rows.Row);
    }

    /// <summary>The options, of which all must have a use in a form without columns.</summary>
    private static TextFileOptions Used(string path, TextFileFormat format, TextFileOptions options)
    {
        if (format == TextFileFormat.Delimited) return options;
        var hasColumns = format == TextFileFormat.JsonLines;
        var unused = options.Delimiter is not null ? "delimiter" : !options.HasHeader ? "header"
            : options.Quote is not '"' ? "quotes around columns"
            : !hasColumns && (options.TextColumns.Count > 0 || options.LabelColumn is not null
                || options.LabelColumns.Count > 0) ? "columns"
            : !hasColumns && options.LabelSeparator is not null ? "labels with a sign between them"
            : format is TextFileFormat.Folder or TextFileFormat.LabelFirst && options.SeveralLabels
                && options.RequireLabels ? "several labels" : null;
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
