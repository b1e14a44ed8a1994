namespace Valence.Operations;

/// <summary>The square: <c>x²</c>.</summary>
public sealed class Square : ElementwiseUnary
{
    internal static readonly Square Instance = new();

    /// <inheritdoc/>
    protected override bool TakesIntegers => true;

    /// <inheritdoc/>
    public override void Gradient(GradientScope g) => g.Add(0, g.Call.Multiply(g.Dy, g.Call.Scale(g.X[0], 2)));

    /// <inheritdoc/>
    protected override float Value(float x) => x * x;

    /// <inheritdoc/>
    protected override int Value(int x) => unchecked(x * x);
}
