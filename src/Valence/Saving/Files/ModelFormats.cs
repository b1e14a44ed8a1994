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
        new KerasJsonFormat(),
    ]);

    /// <summary>The forms.</summary>
    public IReadOnlyList<ModelFormat> Rows { get; } = rows;

    /// <summary>These forms after one more.</summary>
    public ModelFormats With(ModelFormat row) => new([row, .. Rows]);

    /// <summary>The form of a content, whatever the file's name says.</summary>
    /// <exception cref="FileFormatException">It is of none, or its container breaks a rule; what is known of other
    /// programs is told by its name.</exception>
    public ModelFormat Of(ModelSource source)
    {
        if (source.Length == 0)
            throw new FileFormatException("Z01", source.Place,
                "expected a .keras archive or an HDF5 file, received an empty one", "Save or download the file again");
        try
        {
            foreach (var row in Rows)
                if (row.Recognizes(source)) return row;
        }
        catch (FileFormatException) when (Foreign(source) is { } foreign)
        {
            throw foreign.Refusal(RuleOf(source), source.Place);
        }
        if (Foreign(source) is { } found) throw found.Refusal(RuleOf(source), source.Place);
        // An archive that is no model's is judged as strictly as one that is.
        if (source.IsArchive) ZipReader.Open(source.Content, source.Place.File, KerasArchive.Limits);
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

    /// <summary>The form in which a model, or its weights, is written under a name.</summary>
    /// <exception cref="ArgumentException">The name ends in nothing that is known, or in a form that is not written;
    /// the message lists the endings.</exception>
    public ModelFormat ForWriting(string path) => ForPath(path) is { CanWrite: true } format ? format
        : throw new ArgumentException($"Expected the name of a file that ends in {Endings(row => row.CanWrite)}, "
            + $"received '{Path.GetFileName(path)}': the ending says in which form it is written.", nameof(path));

    /// <summary>The endings of the forms that a condition holds for, to be listed in a message.</summary>
    public string Endings(Func<ModelFormat, bool> condition) =>
        string.Join(", ", Rows.Where(condition).Select(row => row.Extensions[0]).Distinct());

    /// <summary>Opens the model in a file of any form that holds one.</summary>
    /// <inheritdoc cref="ModelFormat.Open"/>
    public OpenedModel Open(string path, KerasLoadOptions? options = null)
    {
        using var source = ModelSource.OpenFile(path);
        return Open(source, options);
    }

    /// <summary>Opens the model in a content of any form that holds one.</summary>
    /// <inheritdoc cref="ModelFormat.Open"/>
    public OpenedModel Open(ModelSource source, KerasLoadOptions? options = null)
    {
        var opened = Of(source).Open(source, options ?? new());
        source.Content.RequireIntact();
        return opened;
    }

    /// <summary>Shows what can be shown safely of a file, also of one that is refused.</summary>
    /// <exception cref="FileFormatException">There is no such file, or nothing in it.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public ModelInspection Inspect(string path)
    {
        using var source = ModelSource.OpenFile(path);
        return ModelInspection.Of(source, this);
    }

    /// <summary>What a content is that is of no form here, or null where it is not known either.</summary>
    internal ForeignFile? Foreign(ModelSource source) => ForeignFile.Of(source) is { } foreign
        && Rows.All(row => foreign.Name != $"a {row.Name}") ? foreign : null;

    private static string RuleOf(ModelSource source) => source.Start.StartsWith("version https://git-lfs"u8) ? "Z37"
        : source.IsArchive ? "Z31" : "Z03";
}
