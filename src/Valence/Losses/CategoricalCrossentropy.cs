using Valence.Operations;

namespace Valence.Losses;

/// <summary>How surprising one-hot labels are under predicted class probabilities: <c>−Σ y ln p</c> over the last
/// axis.</summary>
/// <remarks>Probabilities are divided by their sum and then limited to [10⁻⁷, 1 − 10⁻⁷].</remarks>
/// <param name="fromLogits">Whether predictions are logits, before a softmax, instead of probabilities.</param>
/// <param name="labelSmoothing">How far labels are moved towards equal shares of all classes, from 0 to 1.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="labelSmoothing"/> is outside [0, 1].</exception>
public sealed class CategoricalCrossentropy(bool fromLogits = false, double labelSmoothing = 0) : Loss
{
    /// <summary>Whether predictions are logits.</summary>
    public bool FromLogits { get; } = fromLogits;

    /// <summary>How far labels are moved towards equal shares.</summary>
    public double LabelSmoothing { get; } = Require.Between(0, 1, labelSmoothing);

    /// <inheritdoc/>
    internal override TargetRange? Targets => TargetRange.Shares;

    /// <inheritdoc/>
    protected override Tensor Values(Tensor yTrue, Tensor yPred, CallContext call)
    {
        var y = Smooth(yTrue, (float)LabelSmoothing, 1f / yTrue.Shape[^1], call);
        var logarithms = FromLogits ? call.LogSoftmax(yPred) : call.Log(Probabilities(yPred, call));
        return call.Negate(call.Sum(call.Multiply(y, logarithms), false, -1));
    }

    /// <summary>Predictions divided by their sum over the last axis, and kept from 0 and 1.</summary>
    internal static Tensor Probabilities(Tensor yPred, CallContext call) =>
        call.Clip(call.Divide(yPred, call.Sum(yPred, keepDims: true, -1)), Epsilon, 1 - Epsilon);
}
