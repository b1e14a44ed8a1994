namespace Valence.Operations;

/// <summary>A smooth positive part: <c>ln(1 + eˣ)</c>, computed as <c>max(x, 0) + ln(1 + e^(−|x|))</c>.</summary>
public sealed class Softplus : ElementwiseUnary
{
    internal static readonly Softplus Instance = new();

    /// <inheritdoc/>
    public override void Gradient(GradientScope g) => g.Add(0, g.Call.Multiply(g.Dy, g.Call.Sigmoid(g.X[0])));

    /// <inheritdoc/>
    protected override float Value(float x) => MathF.Max(x, 0) + float.LogP1(MathF.Exp(-MathF.Abs(x)));
}
