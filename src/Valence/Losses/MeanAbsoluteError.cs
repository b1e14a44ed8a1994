using Valence.Operations;

namespace Valence.Losses;

/// <summary>The mean over the last axis of <c>|y − p|</c>.</summary>
public sealed class MeanAbsoluteError : Loss
{
    /// <inheritdoc/>
    protected override Tensor Values(Tensor yTrue, Tensor yPred, CallContext call) =>
        call.Mean(call.Abs(call.Subtract(yTrue, yPred)), false, -1);
}
