using Valence.Operations;

namespace Valence.Losses;

/// <summary>How surprising 0/1 labels are under predicted probabilities: the mean over the last axis of <c>−y ln p − (1
/// − y) ln(1 − p)</c>.</summary>
/// <remarks>Probabilities are first limited to [10⁻⁷, 1 − 10⁻⁷]; beyond, the gradient is 0.</remarks>
/// <param name="fromLogits">Whether predictions are logits, before a sigmoid, instead of probabilities.</param>
/// <param name="labelSmoothing">How far labels are moved towards ½, from 0 to 1.</param>
/// <param name="axis">The axis of the mean; negative ones count from the end.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="labelSmoothing"/> is outside [0, 1].</exception>
public sealed class BinaryCrossentropy(bool fromLogits = false, double labelSmoothing = 0, int axis = -1) : Loss
{
    /// <summary>Whether predictions are logits.</summary>
    public bool FromLogits { get; } = fromLogits;

    /// <summary>How far labels are moved towards ½.</summary>
    public double LabelSmoothing { get; } = Require.Between(0, 1, labelSmoothing);

    /// <summary>The axis of the mean.</summary>
    public int Axis { get; } = axis;

    /// <inheritdoc/>
    internal override TargetRange? Targets => TargetRange.YesOrNo;

    /// <inheritdoc/>
    protected override Tensor Values(Tensor yTrue, Tensor yPred, CallContext call)
    {
        yTrue = Smooth(yTrue, (float)LabelSmoothing, 0.5f, call);
        return call.Mean(FromLogits ? OfLogits(yTrue, yPred, call) : OfProbabilities(yTrue, yPred, call), false, Axis);
    }

    /// <summary>The loss of each element for probabilities.</summary>
    internal static Tensor OfProbabilities(Tensor y, Tensor p, CallContext call)
    {
        p = call.Clip(p, Epsilon, 1 - Epsilon);
        var likelihood = call.Add(call.Multiply(y, call.Log(p)),
            call.Multiply(call.OneMinus(y), call.Log(call.OneMinus(p))));
        return call.Negate(likelihood);
    }

    private static Tensor OfLogits(Tensor y, Tensor x, CallContext call) =>
        call.Subtract(call.Softplus(x), call.Multiply(x, y));
}
