namespace Valence.Operations;

/// <summary>From x and the gradient of <c>y = gelu x</c> to that of x: <c>dy (Φ(x) + x φ(x))</c> with the normal
/// distribution's density φ, or the same of the approximation by tanh.</summary>
public sealed class GeluGradient : ElementwiseBinary
{
    internal static readonly GeluGradient Exact = new(isApproximate: false), ByTanh = new(isApproximate: true);

    private const float InverseSqrtTwoPi = 0.3989422804014327f;

    private GeluGradient(bool isApproximate) => IsApproximate = isApproximate;

    /// <summary>Whether tanh stands for Φ.</summary>
    public bool IsApproximate { get; }

    /// <inheritdoc/>
    public override void Gradient(GradientScope g)
    {
        var (x, dy, call) = (g.X[0], g.X[1], g.Call);
        if (g.Needs(0)) g.Add(0, call.SumTo(call.Multiply(g.Dy, call.Multiply(dy, Curvature(x, call))), x));
        if (g.Needs(1)) g.Add(1, call.SumTo(call.Run(this, x, g.Dy), dy));
    }

    /// <inheritdoc/>
    protected override float Value(float a, float b)
    {
        if (!IsApproximate)
            return b * (0.5f * (1 + (float)ErrorFunction.Value(a * Gelu.InverseSqrt2))
                + a * InverseSqrtTwoPi * MathF.Exp(-0.5f * a * a));
        var t = MathF.Tanh(Gelu.SqrtTwoOverPi * (a * (Gelu.Cube * (a * a) + 1)));
        return b * (0.5f * (1 + t) + 0.5f * a * (1 - t * t) * Gelu.SqrtTwoOverPi * (3 * Gelu.Cube * (a * a) + 1));
    }

    // The second derivative: φ(x) (2 − x²); of ½ x (1 + t) with t = tanh u: (1 − t²) (u' + ½ x u'' − x t u'²).
    private Tensor Curvature(Tensor x, CallContext call)
    {
        var square = call.Square(x);
        if (!IsApproximate)
            return call.Multiply(call.Scale(call.Exp(call.Scale(square, -0.5f)), InverseSqrtTwoPi),
                call.Shift(call.Negate(square), 2));
        var t = call.Tanh(call.Scale(call.Multiply(x, call.Shift(call.Scale(square, Gelu.Cube), 1)),
            Gelu.SqrtTwoOverPi));
        var slope = call.Scale(call.Shift(call.Scale(square, 3 * Gelu.Cube), 1), Gelu.SqrtTwoOverPi);
        var bend = call.Scale(square, 3 * Gelu.Cube * Gelu.SqrtTwoOverPi);
        return call.Multiply(call.Shift(call.Negate(call.Square(t)), 1), call.Subtract(call.Add(slope, bend),
            call.Multiply(call.Multiply(x, t), call.Square(slope))));
    }
}
