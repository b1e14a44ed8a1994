using Valence.Constraints;
using Valence.Initializers;
using Valence.Operations;
using Valence.Regularizers;

namespace Valence.Layers;

/// <summary>Each row by itself with mean 0 and variance 1, then scaled and shifted: <c>(x − mean) / √(variance +
/// epsilon) · gamma + beta</c> (Ba et al., 2016).</summary>
/// <remarks>
/// Input and output <c>[batch, …]</c>; a mask passes through. The variance is the biased one. Weights, each when used:
/// <c>gamma</c> and <c>beta</c>, as long as the normalized axes.
/// </remarks>
/// <param name="epsilon">Added to the variance; Keras' default is 0.001, larger than in most other frameworks.</param>
/// <param name="center">Whether an offset, beta, is added.</param>
/// <param name="scale">Whether the result is scaled, by gamma.</param>
/// <param name="name">The layer's name; an automatic one when null.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="epsilon"/> is negative.</exception>
public sealed class LayerNormalization(double epsilon = 1e-3, bool center = true, bool scale = true,
    string? name = null) : Layer(name)
{
    /// <summary>Added to the variance.</summary>
    public double Epsilon
    {
        get;
        init => field = Require.Between(0, float.MaxValue, value, nameof(Epsilon));
    } = Require.Between(0, float.MaxValue, epsilon);

    /// <summary>The axes over which mean and variance are taken; negative ones count from the end.</summary>
    public IReadOnlyList<int> Axis { get; init; } = [-1];

    /// <summary>Keras' deprecated form without mean and beta, which divides by the standard deviation; see
    /// <see cref="RmsNormalization"/> for the usual one.</summary>
    public bool RmsScaling { get; init; }

    /// <summary>Whether an offset, beta, is added.</summary>
    public bool Center { get; init; } = center;

    /// <summary>Whether the result is scaled, by gamma.</summary>
    public bool Scale { get; init; } = scale;

    /// <summary>What gamma holds at first.</summary>
    public Initializer GammaInitializer { get; init; } = Initializer.Ones;

    /// <summary>What beta holds at first.</summary>
    public Initializer BetaInitializer { get; init; } = Initializer.Zeros;

    /// <summary>A penalty on gamma, or null.</summary>
    public Regularizer? GammaRegularizer { get; init; }

    /// <summary>A penalty on beta, or null.</summary>
    public Regularizer? BetaRegularizer { get; init; }

    /// <summary>A projection of gamma after each step, or null.</summary>
    public Constraint? GammaConstraint { get; init; }

    /// <summary>A projection of beta after each step, or null.</summary>
    public Constraint? BetaConstraint { get; init; }

    /// <inheritdoc/>
    public override bool SupportsMasking => true;

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
        var shape = Shape.Create([.. axes.Axes.Select(axis => input[axis])]);
        var gamma = Scale || RmsScaling
            ? weights.Add("gamma", shape, GammaInitializer, GammaRegularizer, GammaConstraint) : null;
        var beta = Center && !RmsScaling ? weights.Add("beta", shape, BetaInitializer, BetaRegularizer, BetaConstraint)
            : null;
        var normalize = new LayerNorm((float)Epsilon);
        return (x, call) =>
        {
            var rows = axes.Merge(call, x);
            var y = RmsScaling ? Scaled(rows, Flat(gamma, call), call)
                : call.LayerNorm(normalize, rows, Flat(gamma, call), Flat(beta, call));
            return axes.Split(call, y, x);
        };
    }

    private Tensor Scaled(Tensor rows, Tensor? gamma, CallContext call)
    {
        var difference = call.Subtract(rows, call.Mean(rows, true, -1));
        var variance = call.Mean(call.Square(difference), true, -1);
        var y = call.Divide(rows, call.Sqrt(call.Shift(variance, (float)Epsilon)));
        return gamma is null ? y : call.Multiply(y, gamma);
    }

    private static Tensor? Flat(Weight? weight, CallContext call) =>
        weight is null ? null : call.Reshape(weight.Value, [weight.Shape.Count]);
}
