namespace Valence.Operations;

/// <summary>1 where the first element is smaller, 0 elsewhere.</summary>
public sealed class Less : ElementwiseBinary
{
    internal static readonly Less Instance = new();

    /// <inheritdoc/>
    public override bool IsDifferentiable => false;

    /// <inheritdoc/>
    protected override float Value(float a, float b) => a < b ? 1 : 0;
}
