namespace Valence.Operations;

/// <summary>The error function: <c>2/√π ∫₀ˣ e^(−t²) dt</c>, within 2·10⁻⁷.</summary>
public sealed class Erf : ElementwiseUnary
{
    internal static readonly Erf Instance = new();

    /// <inheritdoc/>
    public override void Gradient(GradientScope g) =>
        g.Add(0, g.Call.Multiply(g.Dy, g.Call.Scale(g.Call.Exp(g.Call.Negate(g.Call.Square(g.X[0]))), 1.1283791671f)));

    /// <inheritdoc/>
    protected override float Value(float x) => (float)ErrorFunction.Value(x);
}
