using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Valence.Backends;
using Valence.Formats;
using Valence.Models;

namespace Valence.Saving;

/// <summary>Keras' own model files: <c>.keras</c>, a zip archive of a description, the weights as HDF5, and metadata; and the older <c>.h5</c>.</summary>
/// <remarks>A file is only ever data: it names classes of <see cref="KerasTables"/>, and decides no path, type or allocation.</remarks>
public static class KerasFile
{
    /// <summary>The version of Keras whose form is written.</summary>
    public const string KerasVersion = "3.15.1";

    /// <summary>The backend of Keras that older files are marked with; Keras itself only reads it for convolutions of its first version.</summary>
    internal const string Backend = "jax";

    internal const string ConfigMember = "config.json";

    /// <summary>Writes the model; the file appears whole or not at all.</summary>
    /// <param name="model">A built model.</param>
    /// <param name="path">The file; in the older form where it ends in <c>.h5</c> or <c>.hdf5</c>.</param>
    /// <param name="tables">How objects become class names; Keras' own when null.</param>
    /// <exception cref="ConfigException">A layer has no row in the tables (a user's own, or one made of a delegate).</exception>
    /// <exception cref="ArgumentException">The path ends in <c>.weights.h5</c>, which Keras keeps for weights alone.</exception>
    public static void Save(Model model, string path, KerasTables? tables = null)
    {
        if (path.EndsWith(".weights.h5", StringComparison.OrdinalIgnoreCase))
            throw new ArgumentException($"Expected a whole model's file, received '{Path.GetFileName(path)}', which names weights alone. Call {nameof(Model.SaveWeights)}, or end the name in .keras.", nameof(path));
        var older = path.EndsWith(".h5", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".hdf5", StringComparison.OrdinalIgnoreCase);
        var bytes = older ? LegacyFile.ToBytes(model, tables ?? KerasTables.Default) : ToBytes(model, tables);
        ReplacedFile.Write(path, stream => stream.Write(bytes));
    }

    /// <summary>The bytes of a <c>.keras</c> file.</summary>
    public static byte[] ToBytes(Model model, KerasTables? tables = null)
    {
        tables ??= KerasTables.Default;
        using var weights = new MemoryStream();
        KerasWeights.Write(model, weights);
        var config = tables.Layers.Write(model, tables);
        config["build_config"] = new JsonObject { ["input_shape"] = model.Inputs is [var only] ? ConfigWriter.Axes(only.Shape) : null };
        if (CompileConfig.Write(model, tables) is { } compiled) config["compile_config"] = compiled;
        var metadata = new JsonObject { ["keras_version"] = KerasVersion, ["date_saved"] = DateTime.UtcNow.ToString("yyyy-MM-dd@HH:mm:ss", CultureInfo.InvariantCulture) };
        using var stream = new MemoryStream();
        ZipWriter.Write(stream, archive =>
        {
            archive.Add("metadata.json", Encoding.UTF8.GetBytes(metadata.ToJsonString()));
            archive.Add(ConfigMember, Encoding.UTF8.GetBytes(config.ToJsonString()));
            archive.Add(KerasWeights.Member, weights.GetBuffer().AsSpan(0, (int)weights.Length));
            VocabularyAssets.Write(model, archive);
        });
        return stream.ToArray();
    }

    /// <summary>Reads a model, its weights and, where that is possible, its training configuration and optimizer state.</summary>
    /// <exception cref="FileFormatException">The file is damaged, hostile or of a form that is refused.</exception>
    /// <exception cref="ConfigException">It names a class that is not in the tables, or a field is wrong.</exception>
    /// <exception cref="ShapeException">The layers do not fit each other, or the model is larger than what the file holds.</exception>
    public static Model Load(string path, KerasTables? tables = null, Backend? backend = null) => Open(path, Options(tables, backend)).Model;

    /// <summary>Reads a model from a file's bytes.</summary>
    /// <inheritdoc cref="Load(string, KerasTables?, Backend?)"/>
    public static Model Load(ReadOnlyMemory<byte> bytes, string name, KerasTables? tables = null, Backend? backend = null) => Open(bytes, name, Options(tables, backend)).Model;

    /// <summary>Reads a model and says what of the file could not be used.</summary>
    /// <inheritdoc cref="Load(string, KerasTables?, Backend?)"/>
    public static OpenedModel Open(string path, KerasLoadOptions? options = null) => Open(FileBytes.Read(path, new Hdf5Limits().MaxFileBytes), Path.GetFileName(path), options);

    /// <summary>Reads a model from a file's bytes and says what of them could not be used.</summary>
    /// <inheritdoc cref="Load(string, KerasTables?, Backend?)"/>
    public static OpenedModel Open(ReadOnlyMemory<byte> bytes, string name, KerasLoadOptions? options = null)
    {
        options ??= new();
        var place = new FilePlace(name);
        if (FormOf(bytes.Span, place) == KerasForm.Hdf5) return LegacyFile.Open(bytes, place, options);
        var archive = ZipReader.Open(bytes, name);
        var config = StrictJson.Parse(archive.Read(ConfigMember, new JsonLimits().MaxBytes).Span, place with { Member = ConfigMember });
        var weights = place with { Member = KerasWeights.Member };
        var file = Hdf5File.Open(archive.Read(KerasWeights.Member), weights);
        var training = config.ValueKind == System.Text.Json.JsonValueKind.Object && config.TryGetProperty("compile_config", out var compiled) ? compiled : default;
        return ModelReading.Open(config, ConfigMember, training, file, weights, options, archive);
    }

    /// <summary>The container in <paramref name="bytes"/>, whatever the file's name says.</summary>
    /// <exception cref="FileFormatException">It is none that holds a model.</exception>
    internal static KerasForm FormOf(ReadOnlySpan<byte> bytes, FilePlace place)
    {
        if (bytes.StartsWith("PK"u8)) return KerasForm.Archive;
        if (bytes.StartsWith<byte>([0x89, .. "HDF\r\n"u8])) return KerasForm.Hdf5;
        if (bytes.StartsWith("version https://git-lfs"u8))
            throw new FileFormatException("Z37", place, "expected a model, found Git LFS' pointer to one", "Fetch the file itself with 'git lfs pull'");
        throw new FileFormatException("Z03", place, "expected a .keras archive or an HDF5 file, found something else", "Check that the file is complete and what you mean to open");
    }

    private static KerasLoadOptions Options(KerasTables? tables, Backend? backend) => new() { Tables = tables ?? KerasTables.Default, Backend = backend };
}
