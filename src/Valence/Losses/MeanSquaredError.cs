using Valence.Operations;

namespace Valence.Losses;

/// <summary>The mean over the last axis of <c>(y − p)²</c>.</summary>
public sealed class MeanSquaredError : Loss
{
    /// <inheritdoc/>
    protected override Tensor Values(Tensor yTrue, Tensor yPred, CallContext call) =>
        call.Mean(call.Square(call.Subtract(yTrue, yPred)), false, -1);
}
