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
        var (run, runs, inner) = Runs(shape);
        for (var i = 0; i < runs; i++) whole.Slice(Start(i, shape[axis], run, inner), run).CopyTo(slice[(i * run)..]);
    }

    private void Put(ReadOnlySpan<float> slice, Span<float> whole, Shape shape)
    {
        var (run, runs, inner) = Runs(shape);
        for (var i = 0; i < runs; i++) slice.Slice(i * run, run).CopyTo(whole[Start(i, shape[axis], run, inner)..]);
    }

    // Positions one after another lie side by side.
    private (int Run, int Runs, int Inner) Runs(Shape whole)
    {
        var (outer, inner) = (whole[..axis].Count, whole[(axis + 1)..].Count);
        return step == 1 ? (length * inner, outer, inner) : (inner, outer * length, inner);
    }

    // Where a run begins in the whole.
    private int Start(int run, int width, int runLength, int inner) => step == 1 ? (run * width + start) * inner
        : (run / length * width + start + run % length * step) * runLength;

    // Zeros of the second operand's shape with the first operand in the slice's place.
    private sealed class Unslice(Slice slice) : Operation
    {
        public override void Infer(Operands x, Span<TensorSpec> y) => y[0] = new(x[1].Shape);

        public override void Define(Operands x, ReadOnlySpan<Tensor> y)
        {
            y[0].Clear();
            slice.Put(x[0].Floats, y[0].Change<float>(), y[0].Shape);
        }
    }
}
