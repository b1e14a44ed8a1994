using Valence.Operations;

namespace Valence.Constraints;

/// <summary>Vectors whose lengths lie between two limits, or move towards them by a share of the way.</summary>
/// <param name="minValue">The least length.</param>
/// <param name="maxValue">The greatest length.</param>
/// <param name="rate">The share of the way that a step goes: 1 enforces the limits at once.</param>
/// <param name="axes">The axes along which a vector lies; axis 0 where none is given.</param>
public sealed class MinMaxNorm(double minValue = 0, double maxValue = 1, double rate = 1, params ReadOnlySpan<int> axes)
    : NormConstraint(axes)
{
    /// <summary>The least length.</summary>
    public double MinValue { get; } = minValue;

    /// <summary>The greatest length.</summary>
    public double MaxValue { get; } = maxValue;

    /// <summary>The share of the way that a step goes.</summary>
    public double Rate { get; } = rate;

    /// <inheritdoc/>
    protected override Tensor Desired(Tensor norms, CallContext call) =>
        call.Add(call.Scale(call.Clip(norms, (float)MinValue, (float)MaxValue), (float)Rate),
            call.Scale(norms, 1 - (float)Rate));
}
