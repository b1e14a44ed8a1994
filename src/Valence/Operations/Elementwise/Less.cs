namespace Valence.Operations;

/// <summary>1 where the first element is smaller, 0 elsewhere.</summary>
public sealed class Less : Comparison
{
    internal static readonly Less Instance = new();

    /// <inheritdoc/>
    protected override bool Holds(float a, float b) => a < b;

    /// <inheritdoc/>
    protected override bool Holds(int a, int b) => a < b;
}
