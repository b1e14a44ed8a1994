namespace Valence.Operations;

/// <summary>The largest element over some axes, −∞ of none; the gradient is shared equally among equal largest
/// elements.</summary>
public sealed class Max : ReductionOperation
{
    private static readonly AttributeCache<Max> Cache = new(key => new(key >> 1, (key & 1) != 0));

    private Max(int axes, bool keepDims) : base(axes, keepDims)
    {
    }

    /// <inheritdoc/>
    protected override float Start => float.NegativeInfinity;

    /// <inheritdoc/>
    protected override int IntegerStart => int.MinValue;

    /// <summary>The operation for a set of axes, one bit each.</summary>
    public static Max For(int axes, bool keepDims) => Cache[axes << 1 | (keepDims ? 1 : 0)];

    /// <inheritdoc/>
    public override void Gradient(GradientScope g)
    {
        var largest = g.Call.Equal(g.X[0], Repeat(g, g.Y));
        var shares = g.Call.Divide(g.Dy, g.Call.Run(SumOperation.For(Axes, KeepDims), largest));
        g.Add(0, g.Call.Multiply(largest, Repeat(g, shares)));
    }

    /// <inheritdoc/>
    protected override float Accumulate(float soFar, float element) =>
        element > soFar || float.IsNaN(element) ? element : soFar;

    /// <inheritdoc/>
    protected override int Accumulate(int soFar, int element) => Math.Max(soFar, element);
}
