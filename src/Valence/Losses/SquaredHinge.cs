using Valence.Operations;

namespace Valence.Losses;

/// <summary>The mean over the last axis of <c>max(1 − y p, 0)²</c> for labels −1 and 1; labels that are all 0 or 1 are
/// taken as these.</summary>
public sealed class SquaredHinge : Loss
{
    /// <inheritdoc/>
    internal override TargetRange? Targets => TargetRange.Signs;

    /// <inheritdoc/>
    protected override Tensor Values(Tensor yTrue, Tensor yPred, CallContext call) =>
        call.Mean(call.Square(Hinge.Margins(yTrue, yPred, call)), false, -1);
}
