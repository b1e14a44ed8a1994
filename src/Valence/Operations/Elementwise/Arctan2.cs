namespace Valence.Operations;

/// <summary>The angle of the point with ordinate a and abscissa b, from −π to π.</summary>
public sealed class Arctan2 : ElementwiseBinary
{
    internal static readonly Arctan2 Instance = new();

    /// <inheritdoc/>
    public override void Gradient(GradientScope g)
    {
        var (a, b) = (g.X[0], g.X[1]);
        var shares = g.Call.Divide(g.Dy, g.Call.Add(g.Call.Square(a), g.Call.Square(b)));
        if (g.Needs(0)) g.Add(0, g.Call.SumTo(g.Call.Multiply(shares, b), a));
        if (g.Needs(1)) g.Add(1, g.Call.SumTo(g.Call.Negate(g.Call.Multiply(shares, a)), b));
    }

    /// <inheritdoc/>
    protected override float Value(float a, float b) => MathF.Atan2(a, b);
}
