namespace Valence.Operations;

/// <summary>From <c>y = sigmoid x</c> and the gradient of y to that of x: <c>dy y (1 − y)</c>.</summary>
public sealed class SigmoidGradient : ElementwiseBinary
{
    internal static readonly SigmoidGradient Instance = new();

    /// <inheritdoc/>
    public override void Gradient(GradientScope g)
    {
        var (y, dy) = (g.X[0], g.X[1]);
        if (g.Needs(0))
            g.Add(0, g.Call.SumTo(g.Call.Multiply(g.Dy,
                g.Call.Multiply(dy, g.Call.Shift(g.Call.Scale(y, -2), 1))), y));
        if (g.Needs(1)) g.Add(1, g.Call.SumTo(g.Call.SigmoidGradient(y, g.Dy), dy));
    }

    /// <inheritdoc/>
    protected override float Value(float a, float b) => b * a * (1 - a);
}
