namespace Valence.Operations;

/// <summary>The logistic function: <c>1 / (1 + e⁻ˣ)</c>.</summary>
public sealed class Sigmoid : ElementwiseUnary
{
    internal static readonly Sigmoid Instance = new();

    /// <inheritdoc/>
    public override void Gradient(GradientScope g) => g.Add(0, g.Call.SigmoidGradient(g.Y, g.Dy));

    /// <inheritdoc/>
    protected override float Value(float x) => 1 / (1 + MathF.Exp(-x));
}
