using Valence.Operations;

namespace Valence.Losses;

/// <summary>How much the best wrong class comes near the right one: <c>max(1 + max((1 − y) p) − Σ y p, 0)</c> over the
/// last axis, for one-hot labels.</summary>
public sealed class CategoricalHinge : Loss
{
    /// <inheritdoc/>
    internal override TargetRange? Targets => TargetRange.Shares;

    /// <inheritdoc/>
    protected override Tensor Values(Tensor yTrue, Tensor yPred, CallContext call)
    {
        var right = call.Sum(call.Multiply(yTrue, yPred), false, -1);
        var wrong = call.Max(call.Multiply(call.OneMinus(yTrue), yPred), false, -1);
        return call.Maximum(call.Shift(call.Subtract(wrong, right), 1), call.Scalar(0));
    }
}
