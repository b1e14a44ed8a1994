namespace Valence.Operations;

/// <summary>The natural logarithm of <c>1 + x</c>, exact for small x.</summary>
public sealed class Log1P : ElementwiseUnary
{
    internal static readonly Log1P Instance = new();

    /// <inheritdoc/>
    public override void Gradient(GradientScope g) => g.Add(0, g.Call.Divide(g.Dy, g.Call.Shift(g.X[0], 1)));

    /// <inheritdoc/>
    protected override float Value(float x) => float.LogP1(x);
}
