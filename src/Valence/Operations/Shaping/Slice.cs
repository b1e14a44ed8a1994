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
        if (y[0].Type == ElementType.Int32) Copy(x[0].Ints, y[0].Ints, x[0].Shape, toSlice: true);
        else Copy(x[0].Floats, y[0].Floats, x[0].Shape, toSlice: true);
    }

    /// <inheritdoc/>
    public override void Gradient(GradientScope g) => g.Add(0, g.Call.Run(_unslice ??= new(this), g.Dy, g.X[0]));

    private void Copy<T>(Span<T> whole, Span<T> slice, Shape wholeShape, bool toSlice)
    {
        var outer = wholeShape[..axis].Count;
        var inner = wholeShape[(axis + 1)..].Count;
        for (var o = 0; o < outer; o++)
            for (var i = 0; i < length; i++)
            {
                var inWhole = whole.Slice((o * wholeShape[axis] + start + i * step) * inner, inner);
                var inSlice = slice.Slice((o * length + i) * inner, inner);
                if (toSlice) inWhole.CopyTo(inSlice);
                else inSlice.CopyTo(inWhole);
            }
    }

    // Zeros of the second operand's shape with the first operand in the slice's place.
    private sealed class Unslice(Slice slice) : Operation
    {
        public override void Infer(Operands x, Span<TensorSpec> y) => y[0] = new(x[1].Shape);

        public override void Define(Operands x, ReadOnlySpan<Tensor> y)
        {
            y[0].Clear();
            slice.Copy(y[0].Floats, x[0].Floats, y[0].Shape, toSlice: false);
        }
    }
}
