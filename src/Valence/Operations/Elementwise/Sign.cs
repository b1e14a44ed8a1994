namespace Valence.Operations;

/// <summary>−1, 0 or 1 with the sign of the element; NaN for NaN.</summary>
public sealed class Sign : ElementwiseUnary
{
    internal static readonly Sign Instance = new();

    /// <inheritdoc/>
    protected override bool TakesIntegers => true;

    /// <inheritdoc/>
    public override bool IsDifferentiable => false;

    /// <inheritdoc/>
    protected override float Value(float x) => float.IsNaN(x) ? x : MathF.Sign(x);

    /// <inheritdoc/>
    protected override int Value(int x) => Math.Sign(x);
}
