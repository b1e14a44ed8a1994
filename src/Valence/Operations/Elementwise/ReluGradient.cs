namespace Valence.Operations;

/// <summary>From <c>y = relu x</c> and the gradient of y to that of x: <c>dy</c> where y is positive, 0
/// elsewhere.</summary>
public sealed class ReluGradient : ElementwiseBinary
{
    internal static readonly ReluGradient Instance = new();

    /// <inheritdoc/>
    public override bool IsDifferentiable => false;

    /// <inheritdoc/>
    protected override float Value(float a, float b) => a > 0 ? b : 0;
}
