namespace Valence.Operations;

/// <summary>Elements of the last axis by positions: <c>y[…, i] = x[…, positions[…, i]]</c>.</summary>
/// <remarks>Operands: <c>x [rows…, n]</c> and integers <c>[rows…, k]</c> from 0 to n − 1; result
/// <c>[rows…, k]</c>.</remarks>
public sealed class TakeAlong : Operation
{
    internal static readonly TakeAlong Instance = new();

    /// <inheritdoc/>
    public override ReadOnlySpan<ElementType> OperandTypes(int index) =>
        index == 1 ? [ElementType.Int32] : [ElementType.Float32, ElementType.Int32];

    /// <inheritdoc/>
    public override void Infer(Operands x, Span<TensorSpec> y)
    {
        CheckRows(x[0].Shape, x[1].Shape);
        y[0] = new(x[1].Shape, x[0].Type);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A position is outside the axis.</exception>
    public override void Define(Operands x, ReadOnlySpan<Tensor> y)
    {
        if (y[0].Type == ElementType.Int32)
            Take<int>(x[0].Ints, x[1].Ints, y[0].Overwrite<int>(), x[0].Shape[^1], x[1].Shape[^1]);
        else Take<float>(x[0].Floats, x[1].Ints, y[0].Overwrite<float>(), x[0].Shape[^1], x[1].Shape[^1]);
    }

    /// <inheritdoc/>
    public override void Gradient(GradientScope g)
    {
        if (g.Needs(0)) g.Add(0, g.Call.Run(ScatterAlong.Instance, g.X[1], g.Dy, g.X[0]));
    }

    private void CheckRows(Shape x, Shape positions)
    {
        if (x.Rank == 0 || positions.Rank != x.Rank || positions[..^1] != x[..^1])
            throw Mismatch($"expected equal shapes but for the last axis, received {x} and {positions}");
    }

    internal static int Checked(int position, int length) => (uint)position < (uint)length ? position
        : throw new ArgumentException($"Expected positions from 0 to {length - 1}, received {position}.");

    private static void Take<T>(ReadOnlySpan<T> from, ReadOnlySpan<int> positions, Span<T> to, int width, int count)
    {
        for (var i = 0; i < to.Length; i++) to[i] = from[i / count * width + Checked(positions[i], width)];
    }
}
