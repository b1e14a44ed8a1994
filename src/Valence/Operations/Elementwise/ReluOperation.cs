namespace Valence.Operations;

/// <summary>The positive part: <c>max(x, 0)</c>; its gradient at 0 is 0.</summary>
public sealed class ReluOperation : ElementwiseUnary
{
    internal static readonly ReluOperation Instance = new();

    /// <inheritdoc/>
    public override void Gradient(GradientScope g) => g.Add(0, g.Call.ReluGradient(g.Y, g.Dy));

    /// <inheritdoc/>
    protected override float Value(float x) => x > 0 || float.IsNaN(x) ? x : 0;
}
