using Valence.Operations;

namespace Valence.Constraints;

/// <summary>No negative elements: they become 0.</summary>
public sealed class NonNeg : Constraint
{
    /// <inheritdoc/>
    public override Tensor Project(Tensor weight, CallContext call) =>
        call.Multiply(weight, call.GreaterEqual(weight, call.Scalar(0)));
}
