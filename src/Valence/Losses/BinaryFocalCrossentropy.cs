using Valence.Operations;

namespace Valence.Losses;

/// <summary>Binary cross-entropy in which easy examples count less: times <c>(1 − pₜ)^γ</c> with pₜ the probability of
/// the true class. <see href="https://arxiv.org/abs/1708.02002">Lin et al., 2017</see>.</summary>
/// <param name="applyClassBalancing">Whether class 1 counts <paramref name="alpha"/> and class 0 one minus it.</param>
/// <param name="alpha">The weight of class 1 when classes are balanced.</param>
/// <param name="gamma">How strongly easy examples are discounted; 0 is plain cross-entropy.</param>
/// <param name="fromLogits">Whether predictions are logits, before a sigmoid, instead of probabilities.</param>
/// <param name="labelSmoothing">How far labels are moved towards ½, from 0 to 1.</param>
public sealed class BinaryFocalCrossentropy(bool applyClassBalancing = false, double alpha = 0.25, double gamma = 2,
    bool fromLogits = false, double labelSmoothing = 0) : Loss
{
    /// <summary>Whether the classes are weighted.</summary>
    public bool ApplyClassBalancing { get; } = applyClassBalancing;

    /// <summary>The weight of class 1 when classes are balanced.</summary>
    public double Alpha { get; } = alpha;

    /// <summary>How strongly easy examples are discounted.</summary>
    public double Gamma { get; } = gamma;

    /// <summary>Whether predictions are logits.</summary>
    public bool FromLogits { get; } = fromLogits;

    /// <summary>How far labels are moved towards ½.</summary>
    public double LabelSmoothing { get; } = Require.Between(0, 1, labelSmoothing);

    /// <summary>The axis of the mean; negative ones count from the end.</summary>
    public int Axis { get; init; } = -1;

    /// <inheritdoc/>
    internal override TargetRange? Targets => TargetRange.YesOrNo;

    /// <inheritdoc/>
    protected override Tensor Values(Tensor yTrue, Tensor yPred, CallContext call)
    {
        var y = Smooth(yTrue, (float)LabelSmoothing, 0.5f, call);
        var p = FromLogits ? call.Sigmoid(yPred) : yPred;
        var ofTrueClass = call.Add(call.Multiply(y, p), call.Multiply(call.OneMinus(y), call.OneMinus(p)));
        var loss = call.Multiply(call.Power(call.OneMinus(ofTrueClass), call.Scalar((float)Gamma)),
            BinaryCrossentropy.OfProbabilities(y, p, call));
        if (ApplyClassBalancing)
            loss = call.Multiply(call.Add(call.Scale(y, (float)Alpha), call.Scale(call.OneMinus(y), 1 - (float)Alpha)),
                loss);
        return call.Mean(loss, false, Axis);
    }
}
