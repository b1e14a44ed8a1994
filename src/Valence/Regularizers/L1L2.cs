using Valence.Operations;

namespace Valence.Regularizers;

/// <summary>Absolute values and squares together: <c>l1 · Σ|x| + l2 · Σx²</c>.</summary>
/// <param name="l1">The factor of the absolute values; not negative.</param>
/// <param name="l2">The factor of the squares; not negative.</param>
/// <exception cref="ArgumentOutOfRangeException">A factor is negative or not finite.</exception>
public sealed class L1L2(double l1 = 0, double l2 = 0) : Regularizer
{
    /// <summary>The factor of the absolute values.</summary>
    public double L1Factor { get; } = Require.Between(0, float.MaxValue, l1);

    /// <summary>The factor of the squares.</summary>
    public double L2Factor { get; } = Require.Between(0, float.MaxValue, l2);

    /// <inheritdoc/>
    public override Tensor Penalty(Tensor x, CallContext call) =>
        call.Add(call.Scale(call.Sum(call.Abs(x)), (float)L1Factor),
            call.Scale(call.Sum(call.Square(x)), (float)L2Factor));
}
