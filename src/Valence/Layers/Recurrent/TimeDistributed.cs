using Valence.Operations;

namespace Valence.Layers;

/// <summary>A layer applied to every time step, with the same weights.</summary>
/// <remarks>Input <c>[batch, time, …]</c>; output <c>[batch, time, …]</c>, where the layer maps <c>[batch, …]</c> to
/// <c>[batch, …]</c>. All steps go through the layer as one batch. The mask is passed on. The weights are named
/// <c>layer/…</c>.</remarks>
/// <param name="layer">A layer with one input and one output.</param>
/// <param name="name">The layer's name; an automatic one when null.</param>
public sealed class TimeDistributed(Layer layer, string? name = null) : Layer(name)
{
    /// <summary>What is applied to every step.</summary>
    public Layer Layer { get; } = layer;

    /// <inheritdoc/>
    internal override IReadOnlyList<string> CallParameters => ["inputs", "training", "mask"];

    /// <inheritdoc/>
    public override bool HasMaskArgument => true;

    /// <inheritdoc/>
    public override bool SupportsMasking => true;

    /// <inheritdoc/>
    public override ElementType InputType => Layer.InputType;

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, Layer Layer)> Parts => [("layer", Layer)];

    internal override bool IsWrapper => true;

    /// <inheritdoc/>
    public override bool KeepsRowsApart(ReadOnlySpan<Shape> inputs) => Layer.HasRowsApart([inputs[0].Remove(1)]);

    /// <inheritdoc/>
    public override ValueForward Build(ReadOnlySpan<Shape> inputs, WeightFactory weights)
    {
        if (inputs is not [{ Rank: >= 2 } input])
            throw new ShapeException(Place, "expected one input [batch, time, …], received "
                + $"{(inputs.Length == 1 ? inputs[0].ToString() : $"{inputs.Length} inputs")}");
        // As in Keras, a penalty on the layer's outputs does not count here.
        var forward = weights.Built("layer", Layer, input.Remove(1).With(0, Shape.Unknown)).Call;
        return (x, call) =>
        {
            var steps = x.Tensor.Shape[..2];
            var y = forward(call.Reshape(x.Tensor, x.Tensor.Shape.Remove(1).With(0, steps.Count)), call);
            return new Value(call.Reshape(y.Tensor, steps.Concat(y.Tensor.Shape[1..])), x.Mask);
        };
    }
}
