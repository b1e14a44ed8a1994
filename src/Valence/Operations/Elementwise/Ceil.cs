namespace Valence.Operations;

/// <summary>The smallest whole number that is not below the element.</summary>
public sealed class Ceil : ElementwiseUnary
{
    internal static readonly Ceil Instance = new();

    /// <inheritdoc/>
    public override bool IsDifferentiable => false;

    /// <inheritdoc/>
    protected override float Value(float x) => MathF.Ceiling(x);
}
