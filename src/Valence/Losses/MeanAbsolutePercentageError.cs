using Valence.Operations;

namespace Valence.Losses;

/// <summary>A hundred times the mean over the last axis of <c>|y − p| / max(|y|, 10⁻⁷)</c>.</summary>
public sealed class MeanAbsolutePercentageError : Loss
{
    /// <inheritdoc/>
    protected override Tensor Values(Tensor yTrue, Tensor yPred, CallContext call)
    {
        var scale = call.Maximum(call.Abs(yTrue), call.Scalar(Epsilon));
        return call.Scale(call.Mean(call.Abs(call.Divide(call.Subtract(yTrue, yPred), scale)), false, -1), 100);
    }
}
