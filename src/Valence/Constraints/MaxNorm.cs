using Valence.Operations;

namespace Valence.Constraints;

/// <summary>Vectors no longer than a limit: <c>w · min(n, max) / (10⁻⁷ + n)</c> with n the length.</summary>
/// <param name="maxValue">The greatest length.</param>
/// <param name="axes">The axes along which a vector lies; axis 0 where none is given.</param>
public sealed class MaxNorm(double maxValue = 2, params ReadOnlySpan<int> axes) : NormConstraint(axes)
{
    /// <summary>The greatest length.</summary>
    public double MaxValue { get; } = maxValue;

    /// <inheritdoc/>
    protected override Tensor Desired(Tensor norms, CallContext call) => call.Clip(norms, 0, (float)MaxValue);
}
