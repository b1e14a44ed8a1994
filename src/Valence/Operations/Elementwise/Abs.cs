namespace Valence.Operations;

/// <summary>The absolute value; its gradient at 0 is 0.</summary>
public sealed class Abs : ElementwiseUnary
{
    internal static readonly Abs Instance = new();

    /// <inheritdoc/>
    protected override bool TakesIntegers => true;

    /// <inheritdoc/>
    public override void Gradient(GradientScope g) => g.Add(0, g.Call.Multiply(g.Dy, g.Call.Sign(g.X[0])));

    /// <inheritdoc/>
    protected override float Value(float x) => MathF.Abs(x);

    /// <inheritdoc/>
    protected override int Value(int x) => x < 0 ? unchecked(-x) : x;
}
