namespace Valence.Operations;

/// <summary>1 where the first element is larger, 0 elsewhere.</summary>
public sealed class Greater : ElementwiseBinary
{
    internal static readonly Greater Instance = new();

    /// <inheritdoc/>
    public override bool IsDifferentiable => false;

    /// <inheritdoc/>
    protected override float Value(float a, float b) => a > b ? 1 : 0;
}
