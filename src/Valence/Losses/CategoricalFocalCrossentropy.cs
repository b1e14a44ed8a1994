using Valence.Operations;

namespace Valence.Losses;

/// <summary>Categorical cross-entropy in which easy examples count less: <c>−α Σ (1 − p)^γ y ln p</c> over the last
/// axis. <see href="https://arxiv.org/abs/1708.02002">Lin et al., 2017</see>.</summary>
/// <param name="alpha">A factor of all classes, or one for each class.</param>
/// <param name="gamma">How strongly easy examples are discounted.</param>
/// <param name="fromLogits">Whether predictions are logits, before a softmax, instead of probabilities.</param>
/// <param name="labelSmoothing">How far labels are moved towards equal shares of all classes, from 0 to 1.</param>
/// <exception cref="ArgumentException"><paramref name="alpha"/> is empty.</exception>
public sealed class CategoricalFocalCrossentropy(IReadOnlyList<double> alpha, double gamma = 2,
    bool fromLogits = false, double labelSmoothing = 0) : Loss
{
    private readonly Tensor _alpha = Tensor.From(Given(alpha).Select(factor => (float)factor).ToArray());

    /// <summary>The loss with one factor of all classes.</summary>
    /// <param name="alpha">A factor of all classes.</param>
    /// <param name="gamma">How strongly easy examples are discounted.</param>
    /// <param name="fromLogits">Whether predictions are logits, before a softmax, instead of probabilities.</param>
    /// <param name="labelSmoothing">How far labels are moved towards equal shares of all classes, from 0 to 1.</param>
    public CategoricalFocalCrossentropy(double alpha = 0.25, double gamma = 2, bool fromLogits = false,
        double labelSmoothing = 0) : this([alpha], gamma, fromLogits, labelSmoothing)
    {
    }

    /// <summary>A factor of all classes, or one for each class.</summary>
    public IReadOnlyList<double> Alpha { get; } = [.. alpha];

    /// <summary>How strongly easy examples are discounted.</summary>
    public double Gamma { get; } = gamma;

    /// <summary>Whether predictions are logits.</summary>
    public bool FromLogits { get; } = fromLogits;

    /// <summary>How far labels are moved towards equal shares.</summary>
    public double LabelSmoothing { get; } = Require.Between(0, 1, labelSmoothing);

    /// <inheritdoc/>
    internal override TargetRange? Targets => TargetRange.Shares;

    /// <inheritdoc/>
    protected override void CheckShapes(Shape yTrue, Shape yPred)
    {
        base.CheckShapes(yTrue, yPred);
        if (Alpha.Count > 1 && (yPred.Rank == 0 || yPred[^1] != Alpha.Count))
            throw new ShapeException(KerasName, $"expected predictions of {Alpha.Count} classes, as alpha has a factor "
                + $"for each, received {yPred}");
    }

    /// <inheritdoc/>
    protected override Tensor Values(Tensor yTrue, Tensor yPred, CallContext call)
    {
        var y = Smooth(yTrue, (float)LabelSmoothing, 1f / yTrue.Shape[^1], call);
        var p = CategoricalCrossentropy.Probabilities(FromLogits ? call.Softmax(yPred) : yPred, call);
        var factor = call.Multiply(call.Power(call.OneMinus(p), call.Scalar((float)Gamma)), _alpha);
        return call.Negate(call.Sum(call.Multiply(factor, call.Multiply(y, call.Log(p))), false, -1));
    }

    private static IReadOnlyList<double> Given(IReadOnlyList<double> alpha) => alpha is { Count: > 0 } ? alpha
        : throw new ArgumentException("Expected a factor of all classes, or one for each class, received none.",
            nameof(alpha));
}
