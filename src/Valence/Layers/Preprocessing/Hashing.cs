using Valence.Operations;
using Valence.Text;

namespace Valence.Layers;

/// <summary>Values to bins by their hash, without a vocabulary.</summary>
/// <remarks>
/// Input: texts or integers of any shape (floats are cut to integers). Output in int mode: bins of the same shape;
/// one-hot: a row for each value, a last axis of length 1 left out;
/// multi-hot and count: <c>[batch, length]</c> becomes <c>[batch, numBins]</c>. A model that begins with this layer and
/// has no <see cref="InputLayer"/> takes texts.
/// </remarks>
/// <param name="numBins">The number of bins, that of the mask included; at least 1.</param>
/// <param name="maskValue">The value that takes bin 0 (an integer as decimal text), all others the bins from 1; none
/// when null.</param>
/// <param name="salt">The key of the hash, if salted.</param>
/// <param name="outputMode">What becomes of bins; not tf-idf.</param>
/// <param name="name">The layer's name; an automatic one when null.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="numBins"/> is below 1, or the mode is
/// tf-idf.</exception>
public sealed class Hashing(int numBins, string? maskValue = null, Salt? salt = null,
    Choice<OutputMode> outputMode = default, string? name = null) : PreprocessingLayer(name)
{
    private readonly HashingEncoder _encoder = new(numBins, maskValue, salt, outputMode.Value);

    /// <summary>The number of bins.</summary>
    public int NumBins => _encoder.NumBins;

    /// <summary>The value of bin 0, if one is set apart.</summary>
    public string? MaskValue => _encoder.MaskValue;

    /// <summary>The key of the hash, if salted.</summary>
    public Salt? Salt { get; } = salt;

    /// <summary>What becomes of bins.</summary>
    public Choice<OutputMode> OutputMode => _encoder.OutputMode;

    /// <summary>Whether the mask value is an integer in Keras' files.</summary>
    internal bool MaskIsInteger { get; init; }

    /// <inheritdoc/>
    public override ElementType InputType => ElementType.String;

    /// <inheritdoc/>
    public override bool KeepsRowsApart(ReadOnlySpan<Shape> inputs) =>
        EncodedRows.KeepsRowsApart(inputs[0], OutputMode.Value);

    /// <inheritdoc/>
    protected override TensorSpec Describe(Values x) =>
        x.Count == 1 ? EncodedRows.Describe(x.Tensor.Shape, OutputMode.Value, () => NumBins)
        : throw new ShapeException(Place, $"expected one input, received {x.Count}");

    /// <inheritdoc/>
    protected override Tensor Encode(Values x) => _encoder.Encode(x.Tensor);
}
