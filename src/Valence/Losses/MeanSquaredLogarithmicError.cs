using Valence.Operations;

namespace Valence.Losses;

/// <summary>The mean over the last axis of <c>(ln(1 + p) − ln(1 + y))²</c>, where values below 10⁻⁷ count as
/// that.</summary>
public sealed class MeanSquaredLogarithmicError : Loss
{
    /// <inheritdoc/>
    internal override TargetRange? Targets => TargetRange.NotNegative;

    /// <inheritdoc/>
    protected override Tensor Values(Tensor yTrue, Tensor yPred, CallContext call)
    {
        var difference = call.Subtract(Logarithm(yPred, call), Logarithm(yTrue, call));
        return call.Mean(call.Square(difference), false, -1);
    }

    private static Tensor Logarithm(Tensor x, CallContext call) =>
        call.Log(call.Shift(call.Maximum(x, call.Scalar(Epsilon)), 1));
}
