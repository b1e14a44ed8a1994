using Valence.Initializers;
using Valence.Operations;

namespace Valence.Layers;

/// <summary>Each row divided by its root mean square, then scaled: <c>x / √(mean(x²) + epsilon) · scale</c> (Zhang and
/// Sennrich, 2019).</summary>
/// <remarks>Input and output <c>[batch, …]</c>; as in Keras, a mask ends here. Weight: <c>scale</c>, as long as the
/// normalized axes.</remarks>
/// <param name="epsilon">Added to the mean square.</param>
/// <param name="name">The layer's name; an automatic one when null.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="epsilon"/> is negative.</exception>
public sealed class RmsNormalization(double epsilon = 1e-6, string? name = null) : Layer(name)
{
    /// <inheritdoc/>
    public override string KerasName => "RMSNormalization";

    /// <summary>Added to the mean square.</summary>
    public double Epsilon
    {
        get;
        init => field = Require.Between(0, float.MaxValue, value, nameof(Epsilon));
    } = Require.Between(0, float.MaxValue, epsilon);

    /// <summary>The axes over which the mean is taken; negative ones count from the end.</summary>
    public IReadOnlyList<int> Axis { get; init; } = [-1];

    /// <inheritdoc/>
    internal override bool CutsIntegers => true;

    /// <inheritdoc/>
    public override bool KeepsRowsApart(ReadOnlySpan<Shape> inputs) => TrailingAxes.LeaveRows(inputs[0], Axis);

    /// <inheritdoc/>
    public override int MostContinuedSteps => Axis is [-1] ? int.MaxValue : 0;

    /// <inheritdoc/>
    public override Forward Build(Shape input, WeightFactory weights)
    {
        var axes = new TrailingAxes(input, Axis);
        var scale = weights.Add("scale", Shape.Create([.. axes.Axes.Select(axis => input[axis])]), Initializer.Ones);
        return (x, call) =>
        {
            var rows = axes.Merge(call, x);
            var root = call.Sqrt(call.Shift(call.Mean(call.Square(rows), true, -1), (float)Epsilon));
            var y = call.Multiply(call.Divide(rows, root), call.Reshape(scale.Value, [scale.Shape.Count]));
            return axes.Split(call, y, x);
        };
    }
}
