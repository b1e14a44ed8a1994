using Valence.Operations;

namespace Valence.Regularizers;

/// <summary>The sum of absolute values times a factor: <c>l1 · Σ|x|</c>. It drives elements to exactly 0.</summary>
/// <param name="l1">The factor; not negative.</param>
/// <exception cref="ArgumentOutOfRangeException">The factor is negative or not finite.</exception>
public sealed class L1(double l1 = 0.01) : Regularizer
{
    /// <summary>The factor.</summary>
    public double Factor { get; } = Require.Between(0, float.MaxValue, l1);

    /// <inheritdoc/>
    public override Tensor Penalty(Tensor x, CallContext call) => call.Scale(call.Sum(call.Abs(x)), (float)Factor);
}
