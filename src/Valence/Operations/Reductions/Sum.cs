namespace Valence.Operations;

/// <summary>The sum over some axes, in ascending order of the elements.</summary>
public sealed class Sum : ReductionOperation
{
    private static readonly AttributeCache<Sum> Cache = new(key => new(key >> 1, (key & 1) != 0));

    private Sum(int axes, bool keepDims) : base(axes, keepDims)
    {
    }

    /// <inheritdoc/>
    protected override float Start => 0;

    /// <summary>The operation for a set of axes, one bit each.</summary>
    public static Sum For(int axes, bool keepDims) => Cache[axes << 1 | (keepDims ? 1 : 0)];

    /// <inheritdoc/>
    public override void Gradient(GradientScope g)
    {
        g.Add(0, Repeat(g, g.Dy));
    }

    /// <inheritdoc/>
    protected override float Accumulate(float soFar, float element) => soFar + element;
}
