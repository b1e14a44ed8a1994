using System.Text.Json;
using Valence.Formats;
using Valence.Models;

namespace Valence.Saving;

/// <summary>Keras 3's <c>.keras</c>: an archive of a description, weights and metadata.</summary>
internal sealed class KerasArchiveFormat : ModelFormat
{
    /// <inheritdoc/>
    public override string Name => "Keras model";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Extensions => [".keras"];

    /// <inheritdoc/>
    public override bool HoldsModel => true;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override bool Recognizes(ModelSource source) => source.IsArchive
        && (source.Archive.Contains(KerasArchive.ConfigMember) || source.Archive.Contains(KerasWeights.Member));

    /// <inheritdoc/>
    public override OpenedModel Open(ModelSource source, KerasLoadOptions options) =>
        KerasArchive.Open(source.Content, source.Place, options);

    /// <inheritdoc/>
    public override WeightLoadReport LoadWeights(ModelSource source, Model model, WeightLoadOptions options) =>
        KerasWeights.Read(model, KerasWeights.Stored(Weights(source), WeightsPlace(source)), options, source.Content);

    /// <inheritdoc/>
    public override IEnumerable<StoredArray> Arrays(ModelSource source) => Hdf5Arrays.Of(Weights(source).Root);

    /// <inheritdoc/>
    public override IEnumerable<KeyValuePair<string, string>> Facts(ModelSource source)
    {
        if (!source.Archive.Contains(KerasArchive.MetadataMember)) yield break;
        var metadata = Json(source, KerasArchive.MetadataMember);
        foreach (var (field, shown) in new[] { ("keras_version", "Keras version"), ("date_saved", "Saved") })
            if (metadata.ValueKind == JsonValueKind.Object && metadata.TryGetProperty(field, out var value)
                && value.ValueKind == JsonValueKind.String) yield return new(shown, value.GetString()!);
    }

    /// <inheritdoc/>
    public override JsonElement Description(ModelSource source) => Json(source, KerasArchive.ConfigMember);

    /// <inheritdoc/>
    public override JsonElement Training(ModelSource source) =>
        Description(source) is { ValueKind: JsonValueKind.Object } config
            && config.TryGetProperty("compile_config", out var training) ? training : default;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Write(Model model, Stream stream, KerasTables tables)
    {
        KerasArchive.Write(model, stream, tables);
        return [];
    }

    private static FilePlace WeightsPlace(ModelSource source) => source.Place with { Member = KerasWeights.Member };

    private static Hdf5File Weights(ModelSource source)
    {
        var content = source.Archive.OpenMember(KerasWeights.Member);
        content.RequireIntact();
        return Hdf5File.Open(content, WeightsPlace(source));
    }

    private static JsonElement Json(ModelSource source, string member) =>
        KerasArchive.Json(source.Archive, member, JsonLimits.For(source.Length), source.Place);
}
