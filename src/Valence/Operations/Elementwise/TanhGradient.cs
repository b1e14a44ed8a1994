namespace Valence.Operations;

/// <summary>From <c>y = tanh x</c> and the gradient of y to that of x: <c>dy (1 − y²)</c>.</summary>
public sealed class TanhGradient : ElementwiseBinary
{
    internal static readonly TanhGradient Instance = new();

    /// <inheritdoc/>
    public override bool IsDifferentiable => false;

    /// <inheritdoc/>
    protected override float Value(float a, float b) => b * (1 - a * a);
}
