namespace Valence.Operations;

/// <summary>The power <c>aᵇ</c>; the gradient of the exponent takes <c>ln a</c> as 0 where a is not positive.</summary>
public sealed class Power : ElementwiseBinary
{
    internal static readonly Power Instance = new();

    /// <inheritdoc/>
    protected override bool TakesIntegers => true;

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

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The exponent is negative.</exception>
    protected override int Value(int a, int b)
    {
        if (b < 0)
            throw new ArgumentException($"Expected exponents of integers that are not negative, received {b}. Make the "
                + "base a float.");
        var power = 1;
        for (; b > 0; b >>= 1, a = unchecked(a * a))
            if ((b & 1) != 0) power = unchecked(power * a);
        return power;
    }
}
