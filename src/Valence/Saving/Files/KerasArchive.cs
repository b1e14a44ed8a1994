using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Valence.Formats;
using Valence.Layers;
using Valence.Models;

namespace Valence.Saving;

/// <summary>Keras 3's files of whole models, <c>.keras</c>: a zip archive of a description, the weights as HDF5,
/// metadata, and vocabularies.</summary>
internal static class KerasArchive
{
    public const string ConfigMember = "config.json";
    public const string MetadataMember = "metadata.json";
    private const string Assets = "assets/";
    private const int MaxMetadataBytes = 64 << 10;

    /// <summary>What an archive of a model may unpack to.</summary>
    public static ZipLimits Limits { get; } = new() { MaxRatio = 20 };

    public static OpenedModel Open(ByteSource file, FilePlace place, KerasLoadOptions options)
    {
        var archive = ZipReader.Open(file, place.File, Limits);
        foreach (var member in archive.Members)
            if (member.Name is not (ConfigMember or MetadataMember or KerasWeights.Member)
                && !member.Name.StartsWith(Assets, StringComparison.Ordinal))
                throw new FileFormatException("Z33", place with { Member = member.Name },
                    "expected the members of a .keras file, found another one",
                    "Take it out, or save the model again with Keras");
        var config = Json(archive, ConfigMember, JsonLimits.For(file.Length), place);
        var version = Version(Json(archive, MetadataMember, new() { MaxBytes = MaxMetadataBytes }, place));
        var training = config.ValueKind == JsonValueKind.Object
            && config.TryGetProperty("compile_config", out var compiled) ? compiled : default;
        var weights = archive.OpenMember(KerasWeights.Member);
        place = place with { Member = KerasWeights.Member };
        try
        {
            var opened = ModelReading.Open(config, ConfigMember, training, Hdf5File.Open(weights, place), place,
                options, version, archive);
            weights.RequireIntact();
            return opened;
        }
        catch (FileFormatException)
        {
            // A damaged copy is more likely than a wrong file, and says what to do.
            weights.RequireIntact();
            throw;
        }
    }

    public static byte[] ToBytes(Model model, KerasTables tables)
    {
        using var stream = new MemoryStream();
        try
        {
            Write(model, stream, tables);
        }
        catch (IOException error)
        {
            throw new OverflowException("Expected a file that an array has room for, it is beyond 2 GiB. Save the "
                + "model to a path or a stream.", error);
        }
        return stream.ToArray();
    }

    public static void Write(Model model, Stream stream, KerasTables tables) => Prepare(model, tables)(stream);

    /// <summary>What writes the file, the same bytes each time. All that may be refused is refused here.</summary>
    public static Action<Stream> Prepare(Model model, KerasTables tables, bool includeOptimizer = true,
        bool compact = false)
    {
        SharedLayers.Refuse(model);
        if (includeOptimizer) CompileConfig.RequireWritable(model);
        var weights = KerasWeights.Of(model, includeOptimizer, compact);
        var vocabularies = VocabularyAssets.Of(model).ToList();
        var config = ConfigJson.Utf8(Describe(model, tables));
        var metadata = new JsonObject
        {
            ["keras_version"] = KerasFile.KerasVersion,
            ["date_saved"] = SavedDate.Value.ToString("yyyy-MM-dd@HH:mm:ss", CultureInfo.InvariantCulture)
        };
        return stream => ZipWriter.Write(stream, archive =>
        {
            archive.Add(MetadataMember, Encoding.UTF8.GetBytes(metadata.ToJsonString()));
            archive.Add(ConfigMember, config.Span);
            archive.Add(KerasWeights.Member, weights.Write);
            foreach (var (name, bytes) in vocabularies) archive.Add(name, bytes);
        });
    }

    /// <summary>The layers of a model, and how it is trained, in Keras' serialized form.</summary>
    public static JsonObject Describe(Model model, KerasTables tables)
    {
        LayerBounds.Require(model);
        var config = tables.Layers.Write(model, tables);
        config["build_config"] = new JsonObject
        {
            ["input_shape"] = model.Inputs is [var only]
            ? ConfigWriter.Axes(only.Shape) : null
        };
        if (CompileConfig.Write(model, tables) is { } compiled) config["compile_config"] = compiled;
        return config;
    }

    /// <summary>A member as JSON.</summary>
    public static JsonElement Json(ZipReader archive, string member, JsonLimits limits, FilePlace place) =>
        StrictJson.ParseInPlace(archive.Read(member, limits.MaxBytes), place with { Member = member }, limits);

    // A later major version may mean something else by the same words.
    private static string Version(JsonElement metadata)
    {
        if (metadata.ValueKind != JsonValueKind.Object || !metadata.TryGetProperty("keras_version", out var version)
            || version.ValueKind != JsonValueKind.String)
            throw new ConfigException(MetadataMember, "expected an object with the 'keras_version' that wrote the file",
                "J22");
        if (version.GetString()!.Split('.')[0] is not ("2" or "3"))
            throw new ConfigException(MetadataMember,
                $"expected a file of Keras 2 or 3, found one of '{FilePlace.Shown(version.GetString()!)}'. Save it "
                    + "again with Keras 3", "J22");
        return version.GetString()!;
    }
}
