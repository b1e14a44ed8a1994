namespace Valence.Operations;

/// <summary>The hyperbolic tangent.</summary>
public sealed class Tanh : ElementwiseUnary
{
    internal static readonly Tanh Instance = new();

    /// <inheritdoc/>
    public override void Gradient(GradientScope g) => g.Add(0, g.Call.TanhGradient(g.Y, g.Dy));

    /// <inheritdoc/>
    protected override float Value(float x) => MathF.Tanh(x);
}
