namespace Valence.Operations;

/// <summary><c>x Φ(x)</c> with the normal distribution's Φ, <c>½ x (1 + erf(x / √2))</c>, or its approximation by tanh,
/// <c>½ x (1 + tanh(√(2/π) (x + 0.044715 x³)))</c> (Hendrycks and Gimpel, 2016).</summary>
public sealed class Gelu : ElementwiseUnary
{
    internal static readonly Gelu Exact = new(isApproximate: false), ByTanh = new(isApproximate: true);

    internal const float InverseSqrt2 = 0.70710678118654752f, SqrtTwoOverPi = 0.79788456080286536f, Cube = 0.044715f;

    private Gelu(bool isApproximate) => IsApproximate = isApproximate;

    /// <summary>Whether tanh stands for Φ.</summary>
    public bool IsApproximate { get; }

    /// <inheritdoc/>
    public override void Gradient(GradientScope g) =>
        g.Add(0, g.Call.Run(IsApproximate ? GeluGradient.ByTanh : GeluGradient.Exact, g.X[0], g.Dy));

    /// <inheritdoc/>
    protected override float Value(float x) => 0.5f * x * (1 + (IsApproximate
        ? MathF.Tanh(SqrtTwoOverPi * (x * (Cube * (x * x) + 1))) : (float)ErrorFunction.Value(x * InverseSqrt2)));
}
