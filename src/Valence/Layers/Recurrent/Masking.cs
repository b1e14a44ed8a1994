using Valence.Operations;

namespace Valence.Layers;

/// <summary>Marks the time steps whose features all equal a value as padding.</summary>
/// <remarks>Input <c>[batch, time, features]</c>; output the same with zeros in the steps that are padding, and a mask
/// that is 0 there.</remarks>
/// <param name="maskValue">The value that marks padding.</param>
/// <param name="name">The layer's name; an automatic one when null.</param>
public sealed class Masking(double maskValue = 0, string? name = null) : Layer(name)
{
    /// <summary>The value that marks padding.</summary>
    public double MaskValue { get; init; } = maskValue;

    /// <inheritdoc/>
    public override bool SupportsMasking => true;

    /// <inheritdoc/>
    public override bool KeepsRowsApart(ReadOnlySpan<Shape> inputs) => inputs[0].Rank > 1;

    /// <inheritdoc/>
    public override ValueForward Build(ReadOnlySpan<Shape> inputs, WeightFactory weights)
    {
        if (inputs is not [{ Rank: >= 2 }])
            throw new ShapeException(Place, "expected one input [batch, time, features], received "
                + $"{(inputs.Length == 1 ? inputs[0].ToString() : $"{inputs.Length} inputs")}");
        return (x, call) =>
        {
            var counts = call.Max(call.NotEqual(x.Tensor, call.Scalar((float)MaskValue)), keepDims: true, -1);
            return new Value(call.Select(counts, x.Tensor, call.Scalar(0)), call.Reshape(counts, x.Tensor.Shape[..^1]));
        };
    }
}
