using Valence.Text;

namespace Valence.Language;

/// <summary>Reads texts with spans, or with a label for each word, from files, plain or gzipped.</summary>
/// <remarks>
/// Columns: a word first and its label last on each line, with tabs or blanks between; a blank line ends a sentence,
/// and lines of <c>-DOCSTART-</c> are none. Where tabs separate columns, lines above a sentence that begin with
/// <c># </c> and have no tab are comments, as CoNLL-U has them; anywhere else <c>#</c> is a word.
/// JSON: an object has <c>"text"</c> and, under <c>"spans"</c>, <c>"entities"</c>, <c>"label"</c> or <c>"labels"</c>,
/// an array of <c>{"start": 0, "end": 4, "label": "x"}</c> or <c>[0, 4, "x"]</c>; other keys are not read.
/// </remarks>
public static class TaggedTexts
{
    /// <summary>The texts of a file.</summary>
    /// <exception cref="DataFileException">There is no such file, it is empty, binary or not of the encoding; labels do
    /// not follow the scheme; a span is wrong; a label or column is missing.</exception>
    public static IReadOnlyList<TaggedText> Read(string path, TaggedTextOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Read(TextFile.At(path), options ?? new());
    }

    /// <summary>The texts of a stream with the content of a file, from its position on, which is closed.</summary>
    /// <param name="stream">The bytes.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="options">As for a file.</param>
    /// <exception cref="DataFileException">As for a file.</exception>
    public static IReadOnlyList<TaggedText> Read(Stream stream, string name, TaggedTextOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentException.ThrowIfNullOrEmpty(name);
        return Read(TextFile.Of(stream, name), options ?? new());
    }

    /// <summary>Whether a file begins as such files do: with words and labels in columns and blank lines between, or
    /// with objects that have a text and its spans.</summary>
    internal static bool AreIn(string path)
    {
        var sample = TextSample.Of(TextFile.At(path), null);
        return JsonForms.Of(sample) == JsonForm.None ? LabelColumns.AreIn(sample) : JsonSpans.AreIn(sample.Lines);
    }

    private static IReadOnlyList<TaggedText> Read(TextFile file, TaggedTextOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(options.WordColumn);
        ArgumentOutOfRangeException.ThrowIfNegative(options.LabelColumn ?? 0);
        TextSource.Check(file, options.Encoding);
        var form = JsonForms.Of(TextSample.Of(file, options.Encoding));
        var reading = new TextFileOptions { Encoding = options.Encoding, MaxRowBytes = options.MaxRowBytes };
        var isJson = options.Format == TaggedTextFormat.Json
            || options.Format == TaggedTextFormat.Auto && form != JsonForm.None;
        Check(options, isJson, file.Path);
        var texts = isJson ? JsonSpans.Read(file, form, reading, options) : LabelColumns.Read(file, reading, options);
        return texts.Count > 0 ? texts
            : throw new DataFileException("the file has no texts.", file.Path);
    }

    private static void Check(TaggedTextOptions options, bool isJson, string path)
    {
        string? unused = isJson && (options.WordColumn != 0 || options.LabelColumn is not null) ? "columns"
            : isJson && options.Scheme is not null ? "labels of words"
            : !isJson && options.Positions is not null ? "positions of spans" : null;
        if (unused is not null)
            throw new DataFileException($"it is read as {(isJson ? "JSON objects" : "columns")}, which have no "
                + $"{unused}. Leave out what was said of them.", path, advice: TaggedTextOptions.Advice(
                    nameof(TaggedTextOptions.Format), when: "If that is not what it holds"));
    }
}
