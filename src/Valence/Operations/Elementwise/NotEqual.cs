namespace Valence.Operations;

/// <summary>1 where the elements differ, 0 elsewhere.</summary>
public sealed class NotEqual : Comparison
{
    internal static readonly NotEqual Instance = new();

    /// <inheritdoc/>
    protected override bool Holds(float a, float b) => a != b;

    /// <inheritdoc/>
    protected override bool Holds(int a, int b) => a != b;
}
