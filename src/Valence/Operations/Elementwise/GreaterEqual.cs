namespace Valence.Operations;

/// <summary>1 where the first element is at least the second, 0 elsewhere.</summary>
public sealed class GreaterEqual : Comparison
{
    internal static readonly GreaterEqual Instance = new();

    /// <inheritdoc/>
    protected override bool Holds(float a, float b) => a >= b;

    /// <inheritdoc/>
    protected override bool Holds(int a, int b) => a >= b;
}
