using Valence.Operations;
using Valence.Text;

namespace Valence.Layers;

/// <summary>One bin for each combination of several values.</summary>
/// <remarks>
/// Inputs: at least two tensors of texts or integers, all <c>[batch]</c> or all <c>[batch, 1]</c>. Output: bins of that
/// shape, or rows <c>[batch, numBins]</c> in one-hot mode.
/// </remarks>
/// <param name="numBins">The number of bins; at least 1.</param>
/// <param name="outputMode">The bins themselves, or one-hot rows.</param>
/// <param name="name">The layer's name; an automatic one when null.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="numBins"/> is below 1, or the mode is another
/// one.</exception>
public sealed class HashedCrossing(int numBins, Choice<OutputMode> outputMode = default, string? name = null)
    : PreprocessingLayer(name)
{
    /// <summary>The number of bins.</summary>
    public int NumBins { get; } = Require.AtLeast(1, numBins);

    /// <summary>What becomes of bins.</summary>
    public Choice<OutputMode> OutputMode
    {
        get;
    } = outputMode.Value is Text.OutputMode.Int or Text.OutputMode.OneHot ? outputMode
        : throw new ArgumentOutOfRangeException(nameof(outputMode), outputMode, "Expected int or one_hot.");

    /// <inheritdoc/>
    public override ElementType InputType => ElementType.String;

    /// <inheritdoc/>
    public override bool TakesList => true;

    /// <inheritdoc/>
    public override bool KeepsRowsApart(ReadOnlySpan<Shape> inputs) =>
        EncodedRows.KeepsRowsApart(inputs[0], OutputMode.Value);

    /// <inheritdoc/>
    protected override TensorSpec Describe(Values x) =>
        x.Count > 1 ? EncodedRows.Describe(x.Tensor.Shape, OutputMode.Value, () => NumBins)
        : throw new ShapeException(Place, $"expected at least two inputs to cross, received {x.Count}");

    /// <inheritdoc/>
    protected override Tensor Encode(Values x)
    {
        var bins = CrossedBins.Encode([.. x.ToArray().Select(value => value.Tensor)], NumBins);
        return OutputMode == Text.OutputMode.Int ? bins : CategoryRows.Encode(bins, NumBins, Text.OutputMode.OneHot);
    }
}
