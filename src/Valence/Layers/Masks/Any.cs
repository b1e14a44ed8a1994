using Valence.Operations;

namespace Valence.Layers;

/// <summary>1 where any element along the last axis is not 0: with <see cref="NotEqual"/> how Keras' files of
/// functional models spell the mask of a <see cref="Masking"/> layer.</summary>
/// <remarks>Input <c>[…, features]</c>; output <c>[…]</c>, or <c>[…, 1]</c> where the axis is kept.</remarks>
/// <param name="keepDims">Whether the axis is kept with length 1.</param>
internal sealed class Any(bool keepDims) : Layer
{
    public bool KeepDims { get; } = keepDims;

    /// <inheritdoc/>
    public override IReadOnlyList<string> CallArguments => ["x"];

    internal override bool HasPlaceInFiles => false;

    /// <inheritdoc/>
    public override Forward Build(Shape input, WeightFactory weights) => (x, call) =>
        call.Max(call.NotEqual(x, call.Scalar(0)), KeepDims, -1);
}
