using Valence.Constraints;
using Valence.Initializers;
using Valence.Operations;
using Valence.Regularizers;

namespace Valence.Layers;

/// <summary>Each feature with mean 0 and variance 1 over the batch, then scaled and shifted: <c>(x − mean) / √(variance
/// + epsilon) · gamma + beta</c> (Ioffe and Szegedy, 2015).</summary>
/// <remarks>
/// Input and output <c>[batch, …, features]</c>; a mask passes through. Training takes mean and biased variance of the
/// batch, masked steps left out, and moves the moving statistics towards them:
/// <c>moving = moving · momentum + batch · (1 − momentum)</c>. Inference, and a layer that is not trainable, takes the
/// moving statistics.
/// Weights: <c>gamma</c> and <c>beta</c>, each when used, and the state <c>moving_mean</c> and <c>moving_variance</c>,
/// all <c>[features]</c>.
/// </remarks>
/// <param name="momentum">How much of the moving statistics stays at each step, from 0 to 1.</param>
/// <param name="epsilon">Added to the variance.</param>
/// <param name="center">Whether an offset, beta, is added.</param>
/// <param name="scale">Whether the result is scaled, by gamma.</param>
/// <param name="name">The layer's name; an automatic one when null.</param>
/// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
public sealed class BatchNormalization(double momentum = 0.99, double epsilon = 1e-3, bool center = true,
    bool scale = true, string? name = null) : Layer(name)
{
    // Keras' guard against a batch in which no step counts.
    private const float CountEpsilon = 1e-7f;

    /// <summary>How much of the moving statistics stays at each step.</summary>
    public double Momentum
    {
        get;
        init => field = Require.Between(0, 1, value, nameof(Momentum));
    } = Require.Between(0, 1, momentum);

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

    /// <summary>What the moving mean is at first.</summary>
    public Initializer MovingMeanInitializer { get; init; } = Initializer.Zeros;

    /// <summary>What the moving variance is at first.</summary>
    public Initializer MovingVarianceInitializer { get; init; } = Initializer.Ones;

    /// <inheritdoc/>
    internal override IReadOnlyList<string> CallParameters => ["inputs", "training", "mask"];

    /// <inheritdoc/>
    public override bool HasMaskArgument => true;

    /// <inheritdoc/>
    public override bool SupportsMasking => true;

    /// <inheritdoc/>
    public override bool KeepsRowsApart(ReadOnlySpan<Shape> inputs) => TrailingAxes.LeaveRows(inputs[0], [Axis]);

    /// <inheritdoc/>
    public override ValueForward Build(ReadOnlySpan<Shape> inputs, WeightFactory weights)
    {
        if (inputs.Length != 1) throw new ShapeException(Place, $"expected one input, received {inputs.Length}");
        var axis = TrailingAxes.Resolve(inputs[0], [Axis])[0];
        Shape features = [inputs[0][axis]];
        var gamma = Scale ? weights.Add("gamma", features, GammaInitializer, GammaRegularizer, GammaConstraint) : null;
        var beta = Center ? weights.Add("beta", features, BetaInitializer, BetaRegularizer, BetaConstraint) : null;
        var movingMean = weights.AddState("moving_mean", features, MovingMeanInitializer);
        var movingVariance = weights.AddState("moving_variance", features, MovingVarianceInitializer);
        var others = Enumerable.Range(0, inputs[0].Rank).Where(other => other != axis).ToArray();
        var broadcast = Shape.Create(
            [.. Enumerable.Range(0, inputs[0].Rank).Select(other => other == axis ? features[0] : 1)]);
        return (x, call) =>
        {
            var (mean, variance) = call.Training && Trainable ? Moments(x, others, call)
                : (call.Current(movingMean), call.Current(movingVariance));
            if (call.Training && Trainable)
            {
                Move(movingMean, mean, call);
                Move(movingVariance, variance, call);
            }
            var factor = call.Divide(gamma is null ? call.Scalar(1) : call.Reshape(gamma.Value, broadcast),
                call.Sqrt(call.Shift(call.Reshape(variance, broadcast), (float)Epsilon)));
            var y = call.Multiply(call.Subtract(x.Tensor, call.Reshape(mean, broadcast)), factor);
            return new Value(beta is null ? y : call.Add(y, call.Reshape(beta.Value, broadcast)), x.Mask);
        };
    }

    private (Tensor Mean, Tensor Variance) Moments(Values x, int[] others, CallContext call)
    {
        if (x.Mask is not { } mask)
        {
            var center = call.Mean(x.Tensor, true, others);
            return (center, call.Mean(call.Square(call.Subtract(x.Tensor, center)), true, others));
        }
        if (mask.Shape.Rank != x.Tensor.Shape.Rank - 1)
            throw new ShapeException(Place, $"expected a mask with one axis less than {x.Tensor.Shape}, received "
                + $"{mask.Shape}");
        var counts = call.ExpandLike(call.Reshape(mask, mask.Shape.Insert(mask.Shape.Rank, 1)), x.Tensor);
        var count = call.Shift(call.Sum(counts, true, others), CountEpsilon);
        var zero = call.Scalar(0);
        var mean = call.Divide(call.Sum(call.Select(counts, x.Tensor, zero), true, others), count);
        var squares = call.Square(call.Select(counts, call.Subtract(x.Tensor, mean), zero));
        return (mean, call.Divide(call.Sum(squares, true, others), count));
    }

    private void Move(Weight state, Tensor batch, CallContext call)
    {
        var flat = call.Reshape(batch, state.Shape);
        call.Assign(state, call.Add(call.Scale(call.Current(state), (float)Momentum),
            call.Scale(flat, 1 - (float)Momentum)));
    }
}
