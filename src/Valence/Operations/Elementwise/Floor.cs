namespace Valence.Operations;

/// <summary>The largest whole number that is not above the element.</summary>
public sealed class Floor : ElementwiseUnary
{
    internal static readonly Floor Instance = new();

    /// <inheritdoc/>
    public override bool IsDifferentiable => false;

    /// <inheritdoc/>
    protected override float Value(float x) => MathF.Floor(x);
}
