namespace Valence.Operations;

/// <summary>Positions <c>start, start + step, …</c> along an axis; a step of −1 goes backwards.</summary>
public sealed class Slice(int axis, int start, int length, int step) : Operation
{
    // Steps of a sequence and parts of a concatenation ask for the same few slices again and again.
    private static readonly System.Collections.Concurrent.ConcurrentDictionary<(int, int, int, int), Slice> Cache =
        new();

    private Unslice? _unslice;

    /// <summary>The operation for these attributes.</summary>
    public static Slice For(int axis, int start, int length, int step) =>
        Cache.TryGetValue((axis, start, length, step), out var found) ? found
        : Cache.Count < 4096 ? Cache.GetOrAdd((axis, start, length, step), new Slice(axis, start, length, step))
        : new(axis, start, length, step);

    /// <inheritdoc/>
    public override ReadOnlySpan<ElementType> OperandTypes(int index) => [ElementType.Float32, ElementType.Int32];

    /// <inheritdoc/>
    public override void Infer(Operands x, Span<TensorSpec> y)
    {
        var from = x[0].Shape;
        var last = start + (length - 1) * step;
        if (axis >= from.Rank || length > 0 && ((uint)start >= (uint)from[axis] || (uint)last >= (uint)from[axis]))
            throw Mismatch($"expected positions {start} to {last} on axis {axis}, received {from}");
        y[0] = new(from.With(axis, length), x[0].Type);
    }

    /// <inheritdoc/>
    public override void Define(Operands x, ReadOnlySpan<Tensor> y)
    {
        if (y[0].Type == ElementType.Int32) Take<int>(x[0].Ints, y[0].Overwrite<int>(), x[0].Shape);
        else Take<float>(x[0].Floats, y[0].Overwrite<float>(), x[0].Shape);
    }

    /// <inheritdoc/>
    public override void Gradient(GradientScope g) => g.Add(0, g.Call.Run(_unslice ??= new(this), g.Dy, g.X[0]));

    private void Take<T>(ReadOnlySpan<T> whole, Span<T> slice, Shape shape)
    {
        var inner = Inner(shape);
        for (var row = 0; row < shape[..axis].Count * length; row++)
            whole.Slice(Start(row, shape, inner), inner).CopyTo(slice[(row * inner)..]);
    }

    private int Inner(Shape whole) => whole[(axis + 1)..].Count;

    // Where a row of the slice, of all its axes up to this one, begins in the whole.
    private int Start(int row, Shape whole, int inner) =>
        (row / length * whole[axis] + start + row % length * step) * inner;

    // Zeros of the second operand's shape with the first operand in the slice's place.
    private sealed class Unslice(Slice slice) : Operation
    {
        public override void Infer(Operands x, Span<TensorSpec> y) => y[0] = new(x[1].Shape);

        public override void Define(Operands x, ReadOnlySpan<Tensor> y)
        {
            y[0].Clear();
            var (from, to) = (x[0], y[0]);
            var inner = slice.Inner(to.Shape);
            for (var row = 0; row * inner < from.Count; row++)
                from.Floats.Slice(row * inner, inner).CopyTo(to.Change<float>()[slice.Start(row, to.Shape, inner)..]);
        }
    }
}
