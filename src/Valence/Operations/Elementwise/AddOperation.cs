namespace Valence.Operations;

/// <summary>The sum, element by element.</summary>
public sealed class AddOperation : ElementwiseBinary
{
    internal static readonly AddOperation Instance = new();

    /// <inheritdoc/>
    protected override bool TakesIntegers => true;

    /// <inheritdoc/>
    public override void Gradient(GradientScope g)
    {
        if (g.Needs(0)) g.Add(0, g.Call.SumTo(g.Dy, g.X[0]));
        if (g.Needs(1)) g.Add(1, g.Call.SumTo(g.Dy, g.X[1]));
    }

    /// <inheritdoc/>
    protected override float Value(float a, float b) => a + b;

    /// <inheritdoc/>
    protected override int Value(int a, int b) => unchecked(a + b);
}
