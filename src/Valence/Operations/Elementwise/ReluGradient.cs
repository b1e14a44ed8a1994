namespace Valence.Operations;

/// <summary>From <c>y = relu x</c> and the gradient of y to that of x: <c>dy</c> where y is positive, 0
/// elsewhere.</summary>
public sealed class ReluGradient : ElementwiseBinary
{
    internal static readonly ReluGradient Instance = new();

    /// <inheritdoc/>
    public override void Gradient(GradientScope g)
    {
        if (g.Needs(0)) g.Add(0, g.Call.ZerosLike(g.X[0]));
        if (g.Needs(1)) g.Add(1, g.Call.SumTo(g.Call.ReluGradient(g.X[0], g.Dy), g.X[1]));
    }

    /// <inheritdoc/>
    protected override float Value(float a, float b) => a > 0 ? b : 0;
}
