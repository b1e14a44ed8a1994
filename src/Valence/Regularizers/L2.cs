using Valence.Operations;

namespace Valence.Regularizers;

/// <summary>The sum of squares times a factor: <c>l2 · Σx²</c>, without a half in front.</summary>
/// <param name="l2">The factor; not negative.</param>
/// <exception cref="ArgumentOutOfRangeException">The factor is negative or not finite.</exception>
public sealed class L2(double l2 = 0.01) : Regularizer
{
    /// <summary>The factor.</summary>
    public double Factor { get; } = Require.Between(0, float.MaxValue, l2);

    /// <inheritdoc/>
    public override Tensor Penalty(Tensor x, CallContext call) => call.Scale(call.Sum(call.Square(x)), (float)Factor);
}
