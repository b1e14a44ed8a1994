using Valence.Constraints;
using Valence.Initializers;
using Valence.Operations;
using Valence.Regularizers;

namespace Valence.Layers;

/// <summary>Groups of features, each with mean 0 and variance 1 over its features and all steps of a sequence, then
/// scaled and shifted (Wu and He, 2018).</summary>
/// <remarks>
/// Input and output <c>[batch, …, features]</c>; a mask passes through but masked steps count. Weights, each when used:
/// <c>gamma [features]</c> and <c>beta [features]</c>.
/// </remarks>
/// <param name="groups">The number of groups, of which the features are a multiple; −1 makes every feature a
/// group.</param>
/// <param name="epsilon">Added to the variance.</param>
/// <param name="center">Whether an offset, beta, is added.</param>
/// <param name="scale">Whether the result is scaled, by gamma.</param>
/// <param name="name">The layer's name; an automatic one when null.</param>
/// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
public sealed class GroupNormalization(int groups = 32, double epsilon = 1e-3, bool center = true, bool scale = true,
    string? name = null) : Layer(name)
{
    /// <summary>The number of groups; −1 makes every feature a group.</summary>
    public int Groups { get; } = groups == -1 ? -1 : Require.AtLeast(1, groups);

    /// <summary>Added to the variance.</summary>
    public double Epsilon
    {
        get;
        init => field = Require.Between(0, float.MaxValue, value, nameof(Epsilon));
    } = Require.Between(0, float.MaxValue, epsilon);

    /// <summary>The axis of the features; negative ones count from the end.</summary>
    public int Axis { get; init; } = -1;

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
    public override bool KeepsRowsApart(ReadOnlySpan<Shape> inputs) => TrailingAxes.LeaveRows(inputs[0], [Axis]);

    /// <inheritdoc/>
    public override Forward Build(Shape input, WeightFactory weights)
    {
        var axis = TrailingAxes.Resolve(input, [Axis])[0];
        var features = input[axis];
        var count = Groups == -1 ? features : Groups;
        if (features >= 0 && features % count != 0)
            throw new ShapeException(Place, $"expected features in a multiple of groups ({count}), received {input}");
        var gamma = Scale ? weights.Add("gamma", [features], GammaInitializer, GammaRegularizer, GammaConstraint)
            : null;
        var beta = Center ? weights.Add("beta", [features], BetaInitializer, BetaRegularizer, BetaConstraint) : null;
        // The feature axis becomes two, groups and features of a group; all but the batch and the groups are reduced.
        var others = Enumerable.Range(1, input.Rank).Where(other => other != axis).ToArray();
        var broadcast = Shape.Create([.. Enumerable.Repeat(1, input.Rank + 1)]).With(axis, count)
            .With(axis + 1, features / count);
        return (x, call) =>
        {
            var grouped = call.Reshape(x, x.Shape.With(axis, count).Insert(axis + 1, features / count));
            var difference = call.Subtract(grouped, call.Mean(grouped, true, others));
            var variance = call.Mean(call.Square(difference), true, others);
            var y = call.Divide(difference, call.Sqrt(call.Shift(variance, (float)Epsilon)));
            if (gamma is not null) y = call.Multiply(y, call.Reshape(gamma.Value, broadcast));
            if (beta is not null) y = call.Add(y, call.Reshape(beta.Value, broadcast));
            return call.ReshapeLike(y, x);
        };
    }
}
