using Valence.Operations;

namespace Valence.Losses;

/// <summary>The mean over the last axis of <c>max(1 − y p, 0)</c> for labels −1 and 1; labels that are all 0 or 1 are
/// taken as these.</summary>
public sealed class Hinge : Loss
{
    /// <inheritdoc/>
    internal override TargetRange? Targets => TargetRange.Signs;

    /// <inheritdoc/>
    protected override Tensor Values(Tensor yTrue, Tensor yPred, CallContext call) =>
        call.Mean(Margins(yTrue, yPred, call), false, -1);

    /// <summary>How far each prediction is from lying beyond the margin on its label's side.</summary>
    internal static Tensor Margins(Tensor yTrue, Tensor yPred, CallContext call)
    {
        // Only 0 and 1 are their own squares.
        var others = call.Max(call.NotEqual(call.Square(yTrue), yTrue));
        var y = call.Select(others, yTrue, call.Shift(call.Scale(yTrue, 2), -1));
        return call.Maximum(call.OneMinus(call.Multiply(y, yPred)), call.Scalar(0));
    }
}
