using Valence.Operations;

namespace Valence.Losses;

/// <summary>The Kullback–Leibler divergence <c>Σ y ln(y / p)</c> over the last axis, of distributions limited to [10⁻⁷,
/// 1].</summary>
public sealed class KLDivergence : Loss
{
    /// <inheritdoc/>
    internal override TargetRange? Targets => TargetRange.Shares;

    /// <inheritdoc/>
    protected override Tensor Values(Tensor yTrue, Tensor yPred, CallContext call)
    {
        var y = call.Clip(yTrue, Epsilon, 1);
        return call.Sum(call.Multiply(y, call.Log(call.Divide(y, call.Clip(yPred, Epsilon, 1)))), false, -1);
    }
}
