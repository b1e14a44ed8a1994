namespace Valence.Operations;

/// <summary>1 where the first element is larger, 0 elsewhere.</summary>
public sealed class Greater : Comparison
{
    internal static readonly Greater Instance = new();

    /// <inheritdoc/>
    protected override bool Holds(float a, float b) => a > b;

    /// <inheritdoc/>
    protected override bool Holds(int a, int b) => a > b;
}
