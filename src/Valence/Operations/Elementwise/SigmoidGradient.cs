namespace Valence.Operations;

/// <summary>From <c>y = sigmoid x</c> and the gradient of y to that of x: <c>dy y (1 − y)</c>.</summary>
public sealed class SigmoidGradient : ElementwiseBinary
{
    internal static readonly SigmoidGradient Instance = new();

    /// <inheritdoc/>
    public override bool IsDifferentiable => false;

    /// <inheritdoc/>
    protected override float Value(float a, float b) => b * a * (1 - a);
}
