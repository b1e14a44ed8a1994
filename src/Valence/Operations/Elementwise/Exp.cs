namespace Valence.Operations;

/// <summary>The exponential: <c>eˣ</c>.</summary>
public sealed class Exp : ElementwiseUnary
{
    internal static readonly Exp Instance = new();

    /// <inheritdoc/>
    public override void Gradient(GradientScope g) => g.Add(0, g.Call.Multiply(g.Dy, g.Y));

    /// <inheritdoc/>
    protected override float Value(float x) => MathF.Exp(x);
}
