namespace Valence.Operations;

/// <summary>The sine of an angle in radians.</summary>
public sealed class Sin : ElementwiseUnary
{
    internal static readonly Sin Instance = new();

    /// <inheritdoc/>
    public override void Gradient(GradientScope g) => g.Add(0, g.Call.Multiply(g.Dy, g.Call.Cos(g.X[0])));

    /// <inheritdoc/>
    protected override float Value(float x) => MathF.Sin(x);
}
