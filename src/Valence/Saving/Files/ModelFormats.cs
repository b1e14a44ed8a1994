using Valence.Formats;

namespace Valence.Saving;

/// <summary>The forms of files that are known: recognised by content for reading, chosen by the file's name for
/// writing.</summary>
/// <param name="rows">The forms; of those that recognise a content, the first is taken.</param>
public sealed class ModelFormats(IReadOnlyList<ModelFormat> rows)
{
    /// <summary>Keras' files, safetensors, NumPy's arrays and Keras' tokenizers.</summary>
    public static ModelFormats Default { get; } = new(
    [
        new KerasArchiveFormat(),
        new KerasHdf5Format(),
        new KerasWeightsFormat(),
        new SafetensorsFormat(),
        new NpzFormat(),
        new NpyFormat(),
        new TokenizerFormat(),
    ]);

    /// <summary>The forms.</summary>
    public IReadOnlyList<ModelFormat> Rows { get; } = rows;

    /// <summary>These forms after one more.</summary>
    public ModelFormats With(ModelFormat row) => new([row, .. Rows]);

    /// <summary>The form of a content, whatever the file's name says.</summary>
    /// <exception cref="FileFormatException">It is of none, or its container breaks a rule.</exception>
    public ModelFormat Of(ModelSource source)
    {
        foreach (var row in Rows)
            if (row.Recognizes(source)) return row;
        if (source.Bytes.Span.StartsWith("version https://git-lfs"u8))
            throw new FileFormatException("Z37", source.Place, "expected a model, found Git LFS' pointer to one",
                "Fetch the file itself with 'git lfs pull'");
        throw source.IsArchive
            ? new FileFormatException("Z31", source.Place, "expected a model, found another archive",
                "Check that the file is what you mean to open")
            : new FileFormatException("Z03", source.Place,
                $"expected a file such as {Endings(row => true)}, found something else",
                "Check that the file is complete and what you mean to open");
    }

    /// <summary>The form that a file's name asks for, or null; of several endings the longest counts.</summary>
    public ModelFormat? ForPath(string path) => Rows
        .SelectMany(row => row.Extensions.Select(extension => (row, extension)))
        .Where(entry => path.EndsWith(entry.extension, StringComparison.OrdinalIgnoreCase))
        .OrderByDescending(entry => entry.extension.Length)
        .Select(entry => entry.row).FirstOrDefault();

    /// <summary>The endings of the forms that a condition holds for, to be listed in a message.</summary>
    public string Endings(Func<ModelFormat, bool> condition) =>
        string.Join(", ", Rows.Where(condition).Select(row => row.Extensions[0]));

    /// <summary>Opens the model in a file of any form that holds one.</summary>
    /// <inheritdoc cref="ModelFormat.Open"/>
    public OpenedModel Open(string path, KerasLoadOptions? options = null)
    {
        var source = ModelSource.Read(path);
        return Of(source).Open(source, options ?? new());
    }

    /// <summary>Shows what can be shown safely of a file, also of one that is refused.</summary>
    /// <exception cref="FileFormatException">There is no such file, or nothing in it.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public ModelInspection Inspect(string path) => ModelInspection.Of(ModelSource.Read(path), this);
}
