using Valence.Backends;
using Valence.Formats;
using Valence.Models;

namespace Valence.Saving;

/// <summary>Keras' own model files: <c>.keras</c>, a zip archive of a description, the weights as HDF5, and metadata;
/// and the older <c>.h5</c>.</summary>
/// <remarks>
/// A file is only ever data: it names classes of <see cref="KerasTables"/>, and decides no path, type or allocation.
/// Paths, streams and bytes pass the same checks; docs/hostile-files.md lists what they refuse.
/// </remarks>
public static class KerasFile
{
    /// <summary>The version of Keras whose form is written.</summary>
    public const string KerasVersion = "3.15.1";

    /// <summary>The backend of Keras that older files are marked with; Keras itself only reads it for convolutions of
    /// its first version.</summary>
    internal const string Backend = "jax";

    private static readonly long MaxFileBytes = new Hdf5Limits().MaxFileBytes;

    /// <summary>Writes the model; the file appears whole or not at all.</summary>
    /// <param name="model">A built model.</param>
    /// <param name="path">The file; in the older form where it ends in <c>.h5</c> or <c>.hdf5</c>.</param>
    /// <param name="tables">How objects become class names; Keras' own when null.</param>
    /// <exception cref="ConfigException">A layer has no row in the tables (a user's own, or one made of a
    /// delegate).</exception>
    /// <exception cref="ArgumentException">The path ends in <c>.weights.h5</c>, which Keras keeps for weights
    /// alone.</exception>
    public static void Save(Model model, string path, KerasTables? tables = null)
    {
        if (path.EndsWith(".weights.h5", StringComparison.OrdinalIgnoreCase))
            throw new ArgumentException($"Expected a whole model's file, received '{Path.GetFileName(path)}', which "
                + $"names weights alone. Call {nameof(Model.SaveWeights)}, or end the name in .keras.", nameof(path));
        var older = path.EndsWith(".h5", StringComparison.OrdinalIgnoreCase)
            || path.EndsWith(".hdf5", StringComparison.OrdinalIgnoreCase);
        var bytes = older ? LegacyFile.ToBytes(model, tables ?? KerasTables.Default) : ToBytes(model, tables);
        ReplacedFile.Write(path, stream => stream.Write(bytes));
    }

    /// <summary>The bytes of a <c>.keras</c> file.</summary>
    public static byte[] ToBytes(Model model, KerasTables? tables = null) =>
        KerasArchive.ToBytes(model, tables ?? KerasTables.Default);

    /// <summary>Reads a model, its weights and, where that is possible, its training configuration and optimizer
    /// state.</summary>
    /// <exception cref="FileFormatException">The file is damaged, hostile or of a form that is refused.</exception>
    /// <exception cref="ConfigException">It names a class that is not in the tables, or a field is wrong.</exception>
    /// <exception cref="ShapeException">The layers do not fit each other, or the model is larger than what the file
    /// holds.</exception>
    public static Model Load(string path, KerasTables? tables = null, Backend? backend = null) =>
        Open(path, Options(tables, backend)).Model;

    /// <summary>Reads a model from a file's bytes.</summary>
    /// <inheritdoc cref="Load(string, KerasTables?, Backend?)"/>
    public static Model Load(ReadOnlyMemory<byte> bytes, string name, KerasTables? tables = null,
        Backend? backend = null) => Open(bytes, name, Options(tables, backend)).Model;

    /// <summary>Reads a model from a stream, which is taken into memory and left open.</summary>
    /// <inheritdoc cref="Load(string, KerasTables?, Backend?)"/>
    public static Model Load(Stream stream, string name, KerasTables? tables = null, Backend? backend = null) =>
        Open(stream, name, Options(tables, backend)).Model;

    /// <summary>Reads a model and says what of the file could not be used.</summary>
    /// <inheritdoc cref="Load(string, KerasTables?, Backend?)"/>
    public static OpenedModel Open(string path, KerasLoadOptions? options = null)
    {
        using var file = ByteSource.OpenFile(path, MaxFileBytes);
        return Open(file, Path.GetFileName(path), options ?? new());
    }

    /// <summary>Reads a model from a stream and says what of it could not be used.</summary>
    /// <inheritdoc cref="Load(Stream, string, KerasTables?, Backend?)"/>
    public static OpenedModel Open(Stream stream, string name, KerasLoadOptions? options = null)
    {
        using var bytes = ByteSource.ReadStream(stream, name, MaxFileBytes);
        return Open(bytes, name, options ?? new());
    }

    /// <summary>Reads a model from a file's bytes and says what of them could not be used.</summary>
    /// <inheritdoc cref="Load(string, KerasTables?, Backend?)"/>
    public static OpenedModel Open(ReadOnlyMemory<byte> bytes, string name, KerasLoadOptions? options = null)
    {
        using var source = ByteSource.Of(bytes);
        return Open(source, name, options ?? new());
    }

    // Every way to open a model ends here.
    private static OpenedModel Open(ByteSource file, string name, KerasLoadOptions options)
    {
        var place = new FilePlace(name);
        var opened = FormOf(file, place) == KerasForm.Hdf5 ? LegacyFile.Open(file, place, options)
            : KerasArchive.Open(file, place, options);
        file.RequireIntact();
        return opened;
    }

    /// <summary>The container in <paramref name="file"/>, whatever its name says.</summary>
    /// <exception cref="FileFormatException">It is none that holds a model.</exception>
    internal static KerasForm FormOf(ByteSource file, FilePlace place)
    {
        if (file.Length == 0)
            throw new FileFormatException("Z01", place,
                "expected a .keras archive or an HDF5 file, received an empty one", "Save or download the file again");
        var start = file.Slice(0, (int)Math.Min(file.Length, 64)).Span;
        if (start.StartsWith("PK"u8)) return KerasForm.Archive;
        if (start.StartsWith<byte>([0x89, .. "HDF\r\n"u8])) return KerasForm.Hdf5;
        if (start.StartsWith("version https://git-lfs"u8))
            throw new FileFormatException("Z37", place, "expected a model, found Git LFS' pointer to one",
                "Fetch the file itself with 'git lfs pull'");
        throw new FileFormatException("Z03", place, "expected a .keras archive or an HDF5 file, found something else",
            "Check that the file is complete and what you mean to open");
    }

    private static KerasLoadOptions Options(KerasTables? tables, Backend? backend) =>
        new() { Tables = tables ?? KerasTables.Default, Backend = backend };
}
