using Valence.Operations;
using Valence.Text;

namespace Valence.Layers;

/// <summary>Ids to rows of zeros and ones, or of counts.</summary>
/// <remarks>
/// Input: ids from 0 to <c>numTokens − 1</c>. One-hot: a row for each id, a last axis of length 1 left out. Multi-hot
/// and count: <c>[batch, length]</c> becomes <c>[batch, numTokens]</c>.
/// A second input, of the ids' shape, says how much each id counts. An id out of range is an
/// <see cref="ArgumentOutOfRangeException"/>.
/// </remarks>
/// <param name="numTokens">The length of a row; at least 1.</param>
/// <param name="outputMode">One-hot, multi-hot or count; multi-hot when null.</param>
/// <param name="name">The layer's name; an automatic one when null.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="numTokens"/> is below 1, or the mode is another
/// one.</exception>
public sealed class CategoryEncoding(int numTokens, Choice<OutputMode>? outputMode = null, string? name = null)
    : PreprocessingLayer(name)
{
    /// <summary>The length of a row.</summary>
    public int NumTokens { get; } = Require.AtLeast(1, numTokens);

    /// <summary>What becomes of ids.</summary>
    public Choice<OutputMode> OutputMode
    {
        get;
    } = outputMode is null ? Text.OutputMode.MultiHot
        : outputMode.Value.Value is Text.OutputMode.OneHot or Text.OutputMode.MultiHot or Text.OutputMode.Count
        ? outputMode.Value
        : throw new ArgumentOutOfRangeException(
            nameof(outputMode), outputMode, "Expected one_hot, multi_hot or count.");

    /// <inheritdoc/>
    public override ElementType InputType => ElementType.Int32;

    /// <inheritdoc/>
    public override IReadOnlyList<string> CallArguments => ["inputs", "count_weights"];

    internal override bool TakesByName => true;

    /// <inheritdoc/>
    public override bool KeepsRowsApart(ReadOnlySpan<Shape> inputs) =>
        EncodedRows.KeepsRowsApart(inputs[0], OutputMode.Value);

    /// <inheritdoc/>
    protected override TensorSpec Describe(Values x)
    {
        if (x.Count > 2 || x.Tensor.Type != ElementType.Int32)
            throw new ShapeException(Place, $"expected int32 ids and at most their weights, "
                + $"received {x.Tensor.TypeAndShape}");
        if (x.Count == 2 && (OutputMode != Text.OutputMode.Count || x[1].Tensor.Shape != x.Tensor.Shape))
            throw new ShapeException(Place, $"expected weights only for count, in the ids' shape {x.Tensor.Shape}, "
                + $"received {x[1].Tensor.Shape}");
        return EncodedRows.Describe(x.Tensor.Shape, OutputMode.Value, () => NumTokens);
    }

    /// <inheritdoc/>
    protected override Tensor Encode(Values x) =>
        CategoryRows.Encode(x.Tensor, NumTokens, OutputMode.Value, x.Count == 2 ? x[1].Tensor : null);
}
