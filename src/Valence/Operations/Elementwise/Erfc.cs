namespace Valence.Operations;

/// <summary>The complementary error function <c>1 − erf x</c>, relatively exact where it is small.</summary>
public sealed class Erfc : ElementwiseUnary
{
    internal static readonly Erfc Instance = new();

    /// <inheritdoc/>
    public override void Gradient(GradientScope g) => g.Add(0,
        g.Call.Multiply(g.Dy, g.Call.Scale(g.Call.Exp(g.Call.Negate(g.Call.Square(g.X[0]))), -1.1283791671f)));

    /// <inheritdoc/>
    protected override float Value(float x) => (float)ErrorFunction.Rest(x);
}
