using Valence.Execution;
using Valence.Operations;

namespace Valence.Regularizers;

/// <summary>Absolute values and squares together: <c>l1 · Σ|x| + l2 · Σx²</c>.</summary>
/// <param name="l1">The factor of the absolute values.</param>
/// <param name="l2">The factor of the squares.</param>
public sealed class L1L2(float l1 = 0, float l2 = 0) : Regularizer
{
    /// <summary>The factor of the absolute values.</summary>
    public float L1Factor { get; } = l1;

    /// <summary>The factor of the squares.</summary>
    public float L2Factor { get; } = l2;

    /// <inheritdoc/>
    public override Tensor Penalty(Tensor x, CallContext call) =>
        call.Add(call.Scale(call.Sum(call.Abs(x)), L1Factor), call.Scale(call.Sum(call.Square(x)), L2Factor));
}
