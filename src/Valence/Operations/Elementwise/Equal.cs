namespace Valence.Operations;

/// <summary>1 where the elements are equal, 0 elsewhere.</summary>
public sealed class Equal : Comparison
{
    internal static readonly Equal Instance = new();

    /// <inheritdoc/>
    protected override bool Holds(float a, float b) => a == b;

    /// <inheritdoc/>
    protected override bool Holds(int a, int b) => a == b;
}
