using Valence.Operations;

namespace Valence.Layers;

/// <summary>1 where an element differs from a number and 0 where it equals it: how Keras' files of functional models
/// spell the mask of padded ids.</summary>
/// <remarks>Input of any shape; output float32 of that shape.</remarks>
/// <param name="value">The number that the elements are compared with.</param>
internal sealed class NotEqual(float value) : Layer
{
    public float Value { get; } = value;

    /// <inheritdoc/>
    public override IReadOnlyList<string> CallArguments => ["x1"];

    internal override bool HasPlaceInFiles => false;

    /// <inheritdoc/>
    public override Forward Build(Shape input, WeightFactory weights) => (x, call) =>
        call.NotEqual(call.Cast(x, ElementType.Float32), call.Scalar(Value));
}
