namespace Valence.Operations;

/// <summary>The square root; NaN below 0.</summary>
public sealed class Sqrt : ElementwiseUnary
{
    internal static readonly Sqrt Instance = new();

    /// <inheritdoc/>
    public override void Gradient(GradientScope g) => g.Add(0, g.Call.Divide(g.Call.Scale(g.Dy, 0.5f), g.Y));

    /// <inheritdoc/>
    protected override float Value(float x) => MathF.Sqrt(x);
}
