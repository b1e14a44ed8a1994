using Valence.Operations;

namespace Valence.Layers;

/// <summary>KerasHub's rotary positions (Su et al., 2021): pairs of features are turned by an angle that grows with the
/// position.</summary>
/// <remarks>
/// Input and output <c>[batch, …]</c> with an axis of steps and one of features, whose number is even, and any others:
/// <c>[batch, time, features]</c> or <c>[batch, time, heads, features]</c>. Feature <c>i</c> and feature <c>i +
/// features / 2</c> are a pair, turned by <c>t / scalingFactor · maxWavelength^(−2 i / features)</c> at position
/// <c>t</c>, which begins at 0. A mask ends here. No weights.
/// </remarks>
/// <param name="maxWavelength">What the wavelengths grow to, divided by 2 π; at least 1.</param>
/// <param name="scalingFactor">What positions are divided by; above 0.</param>
/// <param name="name">The layer's name; an automatic one when null.</param>
/// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
public sealed class RotaryEmbedding(double maxWavelength = 10_000, double scalingFactor = 1, string? name = null)
    : Layer(name)
{
    /// <summary>What the wavelengths grow to, divided by 2 π.</summary>
    public double MaxWavelength { get; } = Require.Between(1, float.MaxValue, maxWavelength);

    /// <summary>What positions are divided by.</summary>
    public double ScalingFactor { get; } = Require.Between(float.Epsilon, float.MaxValue, scalingFactor);

    /// <summary>The axis of steps; negative ones count from the end.</summary>
    public int SequenceAxis { get; init; } = 1;

    /// <summary>The axis of features; negative ones count from the end.</summary>
    public int FeatureAxis { get; init; } = -1;

    /// <inheritdoc/>
    public override bool KeepsRowsApart(ReadOnlySpan<Shape> inputs) => true;

    /// <inheritdoc/>
    public override Forward Build(Shape input, WeightFactory weights)
    {
        var (steps, features) = (AxisOf(SequenceAxis, input), AxisOf(FeatureAxis, input));
        if (steps == features || input[features] < 2 || input[features] % 2 != 0)
            throw new ShapeException(Place, $"expected different axes of steps and of an even number of features, "
                + $"received {input} with axes {SequenceAxis} and {FeatureAxis}");
        int[] order = [0, steps, .. Enumerable.Range(1, input.Rank - 1).Where(axis => axis != steps
            && axis != features), features];
        int[] back = [.. Enumerable.Range(0, input.Rank).Select(axis => Array.IndexOf(order, axis))];
        var isMoved = !order.SequenceEqual(back) || !order.SequenceEqual(Enumerable.Range(0, input.Rank));
        var rotate = new RotatePositions(input[features], MaxWavelength) { ScalingFactor = ScalingFactor };
        return (x, call) =>
        {
            var moved = isMoved ? call.Transpose(x, order) : x;
            var rows = call.Reshape(call.Cast(moved, ElementType.Float32),
                [moved.Shape[0], moved.Shape[1], moved.Shape[2..].Count]);
            var y = call.Reshape(call.Run(rotate, rows), moved.Shape);
            return isMoved ? call.Transpose(y, back) : y;
        };
    }

    private int AxisOf(int axis, Shape input)
    {
        var found = axis < 0 ? axis + input.Rank : axis;
        if (input.Rank < 3 || found < 1 || found >= input.Rank)
            throw new ShapeException(Place, "expected at least three axes, the batch first, and those of steps and "
                + $"features after it, received {input} with axes {SequenceAxis} and {FeatureAxis}");
        return found;
    }
}
