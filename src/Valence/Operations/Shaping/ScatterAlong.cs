namespace Valence.Operations;

/// <summary>Zeros of a tensor's shape to which elements are added by position of the last axis:
/// <c>y[…, positions[…, i]] += x[…, i]</c>, in the order of i.</summary>
/// <remarks>Operands: integers <c>[rows…, k]</c>, <c>x [rows…, k]</c> and a tensor <c>[rows…, n]</c> for its
/// shape.</remarks>
public sealed class ScatterAlong : Operation
{
    internal static readonly ScatterAlong Instance = new();

    /// <inheritdoc/>
    public override ReadOnlySpan<ElementType> OperandTypes(int index) =>
        index == 0 ? [ElementType.Int32] : [ElementType.Float32];

    /// <inheritdoc/>
    public override void Infer(Operands x, Span<TensorSpec> y)
    {
        var (positions, whole) = (x[0].Shape, x[2].Shape);
        if (whole.Rank == 0 || positions != x[1].Shape || positions.Rank != whole.Rank
            || positions[..^1] != whole[..^1])
            throw Mismatch($"expected elements as many as positions, in rows of {whole}, received {x[1].Shape} and "
                + $"{positions}");
        y[0] = new(whole);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A position is outside the axis.</exception>
    public override void Define(Operands x, ReadOnlySpan<Tensor> y)
    {
        ReadOnlySpan<int> positions = x[0].Ints;
        ReadOnlySpan<float> from = x[1].Floats;
        var to = y[0].Overwrite<float>();
        var (count, width) = (x[0].Shape[^1], x[2].Shape[^1]);
        to.Clear();
        for (var i = 0; i < from.Length; i++)
            to[i / count * width + TakeAlong.Checked(positions[i], width)] += from[i];
    }

    /// <inheritdoc/>
    public override void Gradient(GradientScope g)
    {
        if (g.Needs(1)) g.Add(1, g.Call.Run(TakeAlong.Instance, g.Dy, g.X[0]));
    }
}
