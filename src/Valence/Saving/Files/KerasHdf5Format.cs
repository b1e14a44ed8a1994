using System.Text.Json;
using Valence.Formats;
using Valence.Models;

namespace Valence.Saving;

/// <summary>Keras' older files of whole models, <c>.h5</c>.</summary>
internal sealed class KerasHdf5Format : ModelFormat
{
    /// <inheritdoc/>
    public override string Name => "Keras model in the older HDF5 form";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Extensions => [".h5", ".hdf5"];

    /// <inheritdoc/>
    public override bool HoldsModel => true;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override bool Recognizes(ModelSource source) =>
        source.IsHdf5 && source.Hdf5.Root.Attributes.ContainsKey(LegacyFile.ModelConfig);

    /// <inheritdoc/>
    public override OpenedModel Open(ModelSource source, KerasLoadOptions options) =>
        LegacyFile.Open(source.Content, source.Place, options);

    /// <inheritdoc/>
    public override WeightLoadReport LoadWeights(ModelSource source, Model model, WeightLoadOptions options) =>
        KerasWeights.Read(model, KerasWeights.Stored(source.Hdf5, source.Place), options, source.Content);

    /// <inheritdoc/>
    public override IEnumerable<StoredArray> Arrays(ModelSource source) => Hdf5Arrays.Of(source.Hdf5.Root);

    /// <inheritdoc/>
    public override IEnumerable<KeyValuePair<string, string>> Facts(ModelSource source) =>
        LegacyFile.Facts(source.Hdf5.Root);

    /// <inheritdoc/>
    public override JsonElement Description(ModelSource source) => Json(source, LegacyFile.ModelConfig);

    /// <inheritdoc/>
    public override JsonElement Training(ModelSource source) => source.Hdf5.Root.Attributes.ContainsKey(
        LegacyFile.TrainingConfig) ? Json(source, LegacyFile.TrainingConfig) : default;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Write(Model model, Stream stream, KerasTables tables)
    {
        LegacyFile.Write(model, stream, tables);
        return [];
    }

    private static JsonElement Json(ModelSource source, string attribute) =>
        LegacyFile.Json(source.Hdf5.Root.Attribute(attribute), source.Length, source.Place);
}
