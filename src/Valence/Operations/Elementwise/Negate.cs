namespace Valence.Operations;

/// <summary>The opposite: <c>−x</c>.</summary>
public sealed class Negate : ElementwiseUnary
{
    internal static readonly Negate Instance = new();

    /// <inheritdoc/>
    public override void Gradient(GradientScope g) => g.Add(0, g.Call.Negate(g.Dy));

    /// <inheritdoc/>
    protected override float Value(float x) => -x;
}
