namespace Valence.Operations;

/// <summary>The power <c>aᵇ</c>; the gradient of the exponent takes <c>ln a</c> as 0 where a is not positive.</summary>
public sealed class Power : ElementwiseBinary
{
    internal static readonly Power Instance = new();

    /// <inheritdoc/>
    public override void Gradient(GradientScope g)
    {
        if (g.Needs(0))
            g.Add(0,
                g.Call.SumTo(g.Call.Multiply(
                    g.Dy, g.Call.Multiply(g.X[1], g.Call.Power(g.X[0], g.Call.Shift(g.X[1], -1)))), g.X[0]));
        if (g.Needs(1))
            g.Add(1,
                g.Call.SumTo(
                    g.Call.Multiply(g.Dy,
                        g.Call.Multiply(g.Y,
                            g.Call.Log(g.Call.Select(g.Call.Greater(g.X[0], g.Call.Scalar(0)), g.X[0],
                                g.Call.Scalar(1))))), g.X[1]));
    }

    /// <inheritdoc/>
    protected override float Value(float a, float b) => MathF.Pow(a, b);
}
