namespace Valence.Operations;

/// <summary>The sum over some axes, in ascending order of the elements.</summary>
public sealed class SumOperation : ReductionOperation
{
    private static readonly AttributeCache<SumOperation> Cache = new(key => new(key >> 1, (key & 1) != 0));

    private SumOperation(int axes, bool keepDims) : base(axes, keepDims)
    {
    }

    /// <inheritdoc/>
    protected override float Start => 0;

    /// <inheritdoc/>
    protected override int IntegerStart => 0;

    /// <summary>The operation for a set of axes, one bit each.</summary>
    public static SumOperation For(int axes, bool keepDims) => Cache[axes << 1 | (keepDims ? 1 : 0)];

    /// <inheritdoc/>
    public override void Gradient(GradientScope g)
    {
        g.Add(0, Repeat(g, g.Dy));
    }

    /// <inheritdoc/>
    protected override float Accumulate(float soFar, float element) => soFar + element;

    /// <inheritdoc/>
    protected override int Accumulate(int soFar, int element) => unchecked(soFar + element);
}
