namespace Valence.Operations;

/// <summary>1 where the first element is at most the second, 0 elsewhere.</summary>
public sealed class LessEqual : ElementwiseBinary
{
    internal static readonly LessEqual Instance = new();

    /// <inheritdoc/>
    public override bool IsDifferentiable => false;

    /// <inheritdoc/>
    protected override float Value(float a, float b) => a <= b ? 1 : 0;
}
