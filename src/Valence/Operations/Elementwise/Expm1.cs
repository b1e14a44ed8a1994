namespace Valence.Operations;

/// <summary>The exponential less one, exact for small x: <c>eˣ − 1</c>.</summary>
public sealed class Expm1 : ElementwiseUnary
{
    internal static readonly Expm1 Instance = new();

    /// <inheritdoc/>
    public override void Gradient(GradientScope g) => g.Add(0, g.Call.Multiply(g.Dy, g.Call.Shift(g.Y, 1)));

    /// <inheritdoc/>
    protected override float Value(float x) => float.ExpM1(x);
}
