namespace Valence.Operations;

/// <summary>The smaller element; where both are equal, the gradient goes to the first.</summary>
public sealed class MinimumOperation : ElementwiseBinary
{
    internal static readonly MinimumOperation Instance = new();

    /// <inheritdoc/>
    protected override bool TakesIntegers => true;

    /// <inheritdoc/>
    public override void Gradient(GradientScope g)
    {
        if (g.Needs(0)) g.Add(0, g.Call.SumTo(g.Call.Multiply(g.Dy, g.Call.LessEqual(g.X[0], g.X[1])), g.X[0]));
        if (g.Needs(1)) g.Add(1, g.Call.SumTo(g.Call.Multiply(g.Dy, g.Call.Greater(g.X[0], g.X[1])), g.X[1]));
    }

    /// <inheritdoc/>
    protected override float Value(float a, float b) => a <= b || float.IsNaN(a) ? a : b;

    /// <inheritdoc/>
    protected override int Value(int a, int b) => Math.Min(a, b);
}
