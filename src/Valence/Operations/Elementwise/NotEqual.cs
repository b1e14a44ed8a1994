namespace Valence.Operations;

/// <summary>1 where the elements differ, 0 elsewhere.</summary>
public sealed class NotEqual : ElementwiseBinary
{
    internal static readonly NotEqual Instance = new();

    /// <inheritdoc/>
    public override bool IsDifferentiable => false;

    /// <inheritdoc/>
    protected override float Value(float a, float b) => a != b ? 1 : 0;
}
