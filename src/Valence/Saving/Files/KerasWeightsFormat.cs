using Valence.Formats;
using Valence.Models;

namespace Valence.Saving;

/// <summary>Weights alone in HDF5, <c>.weights.h5</c>; read in the form of Keras 3 and in that of Keras 2.</summary>
internal sealed class KerasWeightsFormat : ModelFormat
{
    /// <inheritdoc/>
    public override string Name => "weights in HDF5";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Extensions => [".weights.h5"];

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override bool Recognizes(ModelSource source) => source.IsHdf5 && source.Hdf5.Root is not null;

    /// <inheritdoc/>
    public override OpenedModel Open(ModelSource source, KerasLoadOptions options) =>
        throw new FileFormatException("H19", source.Place,
            "expected a whole model, found weights alone, which describe no layers", Use);

    /// <inheritdoc/>
    public override WeightLoadReport LoadWeights(ModelSource source, Model model, WeightLoadOptions options) =>
        KerasWeights.Read(model, KerasWeights.Stored(source.Hdf5, source.Place), options, source.Content);

    /// <inheritdoc/>
    public override IEnumerable<StoredArray> Arrays(ModelSource source) => Hdf5Arrays.Of(source.Hdf5.Root);

    /// <inheritdoc/>
    public override IEnumerable<KeyValuePair<string, string>> Facts(ModelSource source) =>
        LegacyFile.Facts(source.Hdf5.Root);

    /// <inheritdoc/>
    public override IReadOnlyList<string> Write(Model model, Stream stream, KerasTables tables)
    {
        KerasWeights.Of(model).Write(stream);
        return LeftOut.Of(model, optimizerState: true);
    }
}
