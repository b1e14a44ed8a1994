namespace Valence.Operations;

/// <summary>The sums of each element of an axis and all before it, or all after it in reverse.</summary>
/// <param name="axis">The axis.</param>
/// <param name="reverse">Whether sums start at the end.</param>
public sealed class CumulativeSum(int axis, bool reverse = false) : Cumulative(axis, reverse)
{
    private static readonly AttributeCache<CumulativeSum> Cache = new(key => new(key >> 1, (key & 1) != 0));

    /// <summary>The operation along axis <paramref name="axis"/> (not negative).</summary>
    public static CumulativeSum For(int axis, bool reverse = false) => Cache[axis << 1 | (reverse ? 1 : 0)];

    /// <inheritdoc/>
    public override void Gradient(GradientScope g) => g.Add(0, g.Call.Run(For(Axis, !IsReversed), g.Dy));

    /// <inheritdoc/>
    protected override T Join<T>(T soFar, T element) => soFar + element;
}
