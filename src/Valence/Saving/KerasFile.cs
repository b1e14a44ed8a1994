using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Valence.Backends;
using Valence.Formats;
using Valence.Models;

namespace Valence.Saving;

/// <summary>Keras' own <c>.keras</c> files: a zip archive of a description, the weights as HDF5, and metadata.</summary>
/// <remarks>A file is only ever data: it names classes of <see cref="KerasTables"/>, and decides no path, type or allocation.</remarks>
public static class KerasFile
{
    /// <summary>The version of Keras whose form is written.</summary>
    public const string KerasVersion = "3.15.1";

    /// <summary>The most parameters that a file's architecture may have.</summary>
    public const long MaxParameters = 1L << 31;

    private const string ConfigMember = "config.json";
    private const string WeightsMember = "model.weights.h5";

    /// <summary>Writes the model; the file appears whole or not at all.</summary>
    /// <exception cref="ConfigException">A layer has no row in the tables (a user's own, or one made of a delegate).</exception>
    public static void Save(Model model, string path, KerasTables? tables = null)
    {
        var bytes = ToBytes(model, tables);
        ReplacedFile.Write(path, stream => stream.Write(bytes));
    }

    /// <summary>The file's bytes.</summary>
    public static byte[] ToBytes(Model model, KerasTables? tables = null)
    {
        tables ??= KerasTables.Default;
        var config = tables.Layers.Write(model, tables);
        config["build_config"] = new JsonObject { ["input_shape"] = model.Inputs is [var only] ? Lengths(only.Shape) : null };
        if (CompileConfig.Write(model, tables) is { } compiled) config["compile_config"] = compiled;
        var metadata = new JsonObject { ["keras_version"] = KerasVersion, ["date_saved"] = DateTime.UtcNow.ToString("yyyy-MM-dd@HH:mm:ss", CultureInfo.InvariantCulture) };
        using var weights = new MemoryStream();
        KerasWeights.Write(model, weights);
        using var stream = new MemoryStream();
        ZipWriter.Write(stream, archive =>
        {
            archive.Add("metadata.json", Encoding.UTF8.GetBytes(metadata.ToJsonString()));
            archive.Add(ConfigMember, Encoding.UTF8.GetBytes(config.ToJsonString()));
            archive.Add(WeightsMember, weights.GetBuffer().AsSpan(0, (int)weights.Length));
            VocabularyAssets.Write(model, archive);
        });
        return stream.ToArray();
    }

    /// <summary>Reads a model, its weights and, where it was compiled, its training configuration and optimizer state.</summary>
    /// <exception cref="FileFormatException">The file is damaged, hostile or of a form that is refused.</exception>
    /// <exception cref="ConfigException">It names a class that is not in the tables, or a field is wrong.</exception>
    public static Model Load(string path, KerasTables? tables = null, Backend? backend = null) => Load(ZipReader.Open(path), Path.GetFileName(path), tables, backend);

    /// <summary>Reads a model from the file's bytes.</summary>
    /// <inheritdoc cref="Load(string, KerasTables?, Backend?)"/>
    public static Model Load(ReadOnlyMemory<byte> bytes, string name, KerasTables? tables = null, Backend? backend = null) => Load(ZipReader.Open(bytes, name), name, tables, backend);

    private static Model Load(ZipReader archive, string name, KerasTables? tables, Backend? backend)
    {
        tables ??= KerasTables.Default;
        var place = new FilePlace(name);
        var config = StrictJson.Parse(archive.Read(ConfigMember).Span, place);
        if (tables.Layers.Read(config, ConfigMember, tables) is not Model model) throw new ConfigException(ConfigMember, "expected a model, found a layer");
        if (backend is not null) model.Backend = backend;
        BuildFromConfig(model, config, tables);
        var weights = Hdf5File.Open(archive.Read(WeightsMember), place);
        VocabularyAssets.Read(model, archive, weights);
        KerasWeights.Read(model, weights);
        return model;
    }

    private static void BuildFromConfig(Model model, JsonElement config, KerasTables tables)
    {
        if (!model.IsBuilt && config.TryGetProperty("build_config", out var build) && new ConfigReader(build, "build_config", tables) is var reader && reader.Has("input_shape"))
            model.EnsureBuilt([reader.Shape("input_shape")]);
        if (!model.IsBuilt) throw new ConfigException(ConfigMember, "the model was saved before it had weights. Call it on data or build it, then save it again");
        CompileConfig.Apply(model, config, tables);
    }

    private static JsonArray Lengths(Shape shape) => new([.. shape.AsSpan().ToArray().Select(length => length < 0 ? null : (JsonNode?)JsonValue.Create(length))]);
}
