namespace Valence.Operations;

/// <summary>The opposite: <c>−x</c>.</summary>
public sealed class Negate : ElementwiseUnary
{
    internal static readonly Negate Instance = new();

    /// <inheritdoc/>
    protected override bool TakesIntegers => true;

    /// <inheritdoc/>
    public override void Gradient(GradientScope g) => g.Add(0, g.Call.Negate(g.Dy));

    /// <inheritdoc/>
    protected override float Value(float x) => -x;

    /// <inheritdoc/>
    protected override int Value(int x) => unchecked(-x);
}
