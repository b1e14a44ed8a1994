namespace Valence.Operations;

/// <summary>The element without its fraction.</summary>
public sealed class Truncate : ElementwiseUnary
{
    internal static readonly Truncate Instance = new();

    /// <inheritdoc/>
    public override bool IsDifferentiable => false;

    /// <inheritdoc/>
    protected override float Value(float x) => MathF.Truncate(x);
}
