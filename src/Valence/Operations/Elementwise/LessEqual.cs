namespace Valence.Operations;

/// <summary>1 where the first element is at most the second, 0 elsewhere.</summary>
public sealed class LessEqual : Comparison
{
    internal static readonly LessEqual Instance = new();

    /// <inheritdoc/>
    protected override bool Holds(float a, float b) => a <= b;

    /// <inheritdoc/>
    protected override bool Holds(int a, int b) => a <= b;
}
