namespace Valence.Operations;

/// <summary>The products of each element of an axis and all before it.</summary>
/// <param name="axis">The axis.</param>
public sealed class CumulativeProduct(int axis) : Cumulative(axis, reverse: false)
{
    private static readonly AttributeCache<CumulativeProduct> Cache = new(axis => new(axis));

    private readonly CumulativeProductGradient _gradient = new(axis);

    /// <summary>The operation along axis <paramref name="axis"/> (not negative).</summary>
    public static CumulativeProduct For(int axis) => Cache[axis];

    /// <inheritdoc/>
    public override void Gradient(GradientScope g) => g.Add(0, g.Call.Run(_gradient, g.X[0], g.Dy));

    /// <inheritdoc/>
    protected override T Join<T>(T soFar, T element) => soFar * element;
}
