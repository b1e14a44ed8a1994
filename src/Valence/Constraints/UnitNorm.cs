using Valence.Operations;

namespace Valence.Constraints;

/// <summary>Vectors of length 1: <c>w / (10⁻⁷ + n)</c> with n the length; a zero vector stays zero.</summary>
/// <param name="axes">The axes along which a vector lies; axis 0 where none is given.</param>
public sealed class UnitNorm(params ReadOnlySpan<int> axes) : NormConstraint(axes)
{
    /// <inheritdoc/>
    protected override Tensor Desired(Tensor norms, CallContext call) => call.Scalar(1);
}
