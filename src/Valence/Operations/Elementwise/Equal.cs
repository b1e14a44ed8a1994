namespace Valence.Operations;

/// <summary>1 where the elements are equal, 0 elsewhere.</summary>
public sealed class Equal : ElementwiseBinary
{
    internal static readonly Equal Instance = new();

    /// <inheritdoc/>
    public override bool IsDifferentiable => false;

    /// <inheritdoc/>
    protected override float Value(float a, float b) => a == b ? 1 : 0;
}
