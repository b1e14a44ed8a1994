namespace Valence.Operations;

/// <summary>The natural logarithm; −∞ at 0 and NaN below.</summary>
public sealed class Log : ElementwiseUnary
{
    internal static readonly Log Instance = new();

    /// <inheritdoc/>
    public override void Gradient(GradientScope g) => g.Add(0, g.Call.Divide(g.Dy, g.X[0]));

    /// <inheritdoc/>
    protected override float Value(float x) => MathF.Log(x);
}
