using Valence.Operations;

namespace Valence.Layers;

/// <summary>Exponentials divided by their sum over one or several axes; masked elements get 0.</summary>
/// <remarks>
/// Input and output <c>[batch, …]</c>. A mask must broadcast to the input, as Keras demands; it passes through. Where
/// all elements of a group are masked, all are 0. No weights.
/// </remarks>
/// <param name="name">The layer's name; an automatic one when null.</param>
public sealed class Softmax(string? name = null) : Layer(name)
{
    private const float MaskedLogit = -1e9f;

    /// <summary>The axes over which the elements sum to 1; negative ones count from the end.</summary>
    public IReadOnlyList<int> Axis { get; init; } = [-1];

    /// <inheritdoc/>
    public override bool HasMaskArgument => true;

    /// <inheritdoc/>
    public override bool SupportsMasking => true;

    /// <inheritdoc/>
    public override bool KeepsRowsApart(ReadOnlySpan<Shape> inputs) => TrailingAxes.LeaveRows(inputs[0], Axis);

    /// <inheritdoc/>
    public override ValueForward Build(ReadOnlySpan<Shape> inputs, WeightFactory weights)
    {
        var axes = new TrailingAxes(inputs[0], Axis);
        return (x, call) =>
        {
            if (x.Mask is not { } mask) return axes.Split(call, call.Softmax(axes.Merge(call, x.Tensor)), x.Tensor);
            var kept = call.Greater(mask, call.Scalar(0.5f));
            var logits = call.Select(kept, x.Tensor, call.Scalar(MaskedLogit));
            if (logits.Shape != x.Tensor.Shape)
                throw new ShapeException(Place, $"expected a mask that broadcasts to {x.Tensor.Shape}, received "
                    + $"{mask.Shape}");
            var y = axes.Split(call, call.Softmax(axes.Merge(call, logits)), x.Tensor);
            return new Value(call.Select(kept, y, call.Scalar(0)), mask);
        };
    }
}
