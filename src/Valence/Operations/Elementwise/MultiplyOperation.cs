namespace Valence.Operations;

/// <summary>The product, element by element.</summary>
public sealed class MultiplyOperation : ElementwiseBinary
{
    internal static readonly MultiplyOperation Instance = new();

    /// <inheritdoc/>
    protected override bool TakesIntegers => true;

    /// <inheritdoc/>
    public override void Gradient(GradientScope g)
    {
        if (g.Needs(0)) g.Add(0, g.Call.SumTo(g.Call.Multiply(g.Dy, g.X[1]), g.X[0]));
        if (g.Needs(1)) g.Add(1, g.Call.SumTo(g.Call.Multiply(g.Dy, g.X[0]), g.X[1]));
    }

    /// <inheritdoc/>
    protected override float Value(float a, float b) => a * b;

    /// <inheritdoc/>
    protected override int Value(int a, int b) => unchecked(a * b);
}
