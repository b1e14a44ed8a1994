namespace Valence.Operations;

/// <summary>The cosine of an angle in radians.</summary>
public sealed class Cos : ElementwiseUnary
{
    internal static readonly Cos Instance = new();

    /// <inheritdoc/>
    public override void Gradient(GradientScope g) =>
        g.Add(0, g.Call.Negate(g.Call.Multiply(g.Dy, g.Call.Sin(g.X[0]))));

    /// <inheritdoc/>
    protected override float Value(float x) => MathF.Cos(x);
}
