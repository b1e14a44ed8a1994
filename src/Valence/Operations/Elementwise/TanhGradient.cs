namespace Valence.Operations;

/// <summary>From <c>y = tanh x</c> and the gradient of y to that of x: <c>dy (1 − y²)</c>.</summary>
public sealed class TanhGradient : ElementwiseBinary
{
    internal static readonly TanhGradient Instance = new();

    /// <inheritdoc/>
    public override void Gradient(GradientScope g)
    {
        var (y, dy) = (g.X[0], g.X[1]);
        if (g.Needs(0)) g.Add(0, g.Call.SumTo(g.Call.Multiply(g.Dy, g.Call.Scale(g.Call.Multiply(y, dy), -2)), y));
        if (g.Needs(1)) g.Add(1, g.Call.SumTo(g.Call.TanhGradient(y, g.Dy), dy));
    }

    /// <inheritdoc/>
    protected override float Value(float a, float b) => b * (1 - a * a);
}
