using Valence.Operations;

namespace Valence.Layers;

/// <summary>Passes its input on and adds <c>(l1 · Σ|x| + l2 · Σx²) / batch</c> to the loss.</summary>
/// <remarks>Input and output <c>[batch, …]</c>; a mask passes through. No weights.</remarks>
/// <param name="l1">The factor of the absolute values; at least 0.</param>
/// <param name="l2">The factor of the squares; at least 0.</param>
/// <param name="name">The layer's name; an automatic one when null.</param>
/// <exception cref="ArgumentOutOfRangeException">A factor is negative or no finite number.</exception>
public sealed class ActivityRegularization(double l1 = 0, double l2 = 0, string? name = null) : Layer(name)
{
    /// <summary>The factor of the absolute values.</summary>
    public double L1
    {
        get;
        init => field = Require.Between(0, float.MaxValue, value, nameof(L1));
    } = Require.Between(0, float.MaxValue, l1);

    /// <summary>The factor of the squares.</summary>
    public double L2
    {
        get;
        init => field = Require.Between(0, float.MaxValue, value, nameof(L2));
    } = Require.Between(0, float.MaxValue, l2);

    /// <inheritdoc/>
    public override bool SupportsMasking => true;

    /// <inheritdoc/>
    internal override bool ReturnsInput(bool training) => true;

    /// <inheritdoc/>
    public override Forward Build(Shape input, WeightFactory weights) => (x, call) =>
    {
        if (L1 != 0) call.AddLoss(call.Scale(call.Sum(call.Abs(x)), (float)L1 / x.Shape[0]));
        if (L2 != 0) call.AddLoss(call.Scale(call.Sum(call.Square(x)), (float)L2 / x.Shape[0]));
        return x;
    };
}
