using Valence.Constraints;
using Valence.Initializers;
using Valence.Operations;
using Valence.Regularizers;

namespace Valence.Layers;

/// <summary>A rectifier whose negative slope is learned: <c>x</c> where positive, <c>alpha · x</c> elsewhere (He et
/// al., 2015).</summary>
/// <remarks>Input and output <c>[batch, …]</c>; a mask passes through. Weight: <c>alpha</c>, of the input's shape
/// without the batch, with length 1 on shared axes.</remarks>
/// <param name="name">The layer's name; an automatic one when null.</param>
public sealed class PRelu(string? name = null) : Layer(name)
{
    /// <inheritdoc/>
    public override string KerasName => "PReLU";

    /// <summary>The axes along which one slope is shared, counted from 1 after the batch; <c>[1]</c> shares over time.
    /// None by default.</summary>
    public IReadOnlyList<int> SharedAxes { get; init; } = [];

    /// <summary>What the slopes are at first.</summary>
    public Initializer AlphaInitializer { get; init; } = Initializer.Zeros;

    /// <summary>A penalty on the slopes, or null.</summary>
    public Regularizer? AlphaRegularizer { get; init; }

    /// <summary>A projection of the slopes after each step, or null.</summary>
    public Constraint? AlphaConstraint { get; init; }

    /// <inheritdoc/>
    public override bool SupportsMasking => true;

    /// <inheritdoc/>
    public override bool KeepsRowsApart(ReadOnlySpan<Shape> inputs) => true;

    /// <inheritdoc/>
    public override Forward Build(Shape input, WeightFactory weights)
    {
        var shape = input[1..];
        foreach (var axis in SharedAxes)
        {
            if (axis < 1 || axis > shape.Rank)
                throw new ShapeException(Place, $"expected shared axes from 1 to {shape.Rank}, received {axis} for "
                    + $"{input}");
            shape = shape.With(axis - 1, 1);
        }
        var alpha = weights.Add("alpha", shape, AlphaInitializer, AlphaRegularizer, AlphaConstraint);
        return (x, call) => call.Subtract(call.Relu(x), call.Multiply(alpha.Value, call.Relu(call.Negate(x))));
    }
}
