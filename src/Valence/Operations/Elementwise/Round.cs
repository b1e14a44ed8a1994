namespace Valence.Operations;

/// <summary>The nearest whole number, the even one of two.</summary>
public sealed class Round : ElementwiseUnary
{
    internal static readonly Round Instance = new();

    /// <inheritdoc/>
    public override bool IsDifferentiable => false;

    /// <inheritdoc/>
    protected override float Value(float x) => MathF.Round(x, MidpointRounding.ToEven);
}
