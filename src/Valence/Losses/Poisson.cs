using Valence.Operations;

namespace Valence.Losses;

/// <summary>The mean over the last axis of <c>p − y ln(p + 10⁻⁷)</c>, for counts.</summary>
public sealed class Poisson : Loss
{
    /// <inheritdoc/>
    internal override TargetRange? Targets => TargetRange.NotNegative;

    /// <inheritdoc/>
    protected override Tensor Values(Tensor yTrue, Tensor yPred, CallContext call) =>
        call.Mean(call.Subtract(yPred, call.Multiply(yTrue, call.Log(call.Shift(yPred, Epsilon)))), false, -1);
}
