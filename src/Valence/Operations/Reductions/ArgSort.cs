namespace Valence.Operations;

/// <summary>The positions of the last axis' elements in ascending order, equal ones in their order and NaN
/// last.</summary>
public sealed class ArgSort : Operation
{
    internal static readonly ArgSort Instance = new();

    /// <inheritdoc/>
    public override bool IsDifferentiable => false;

    /// <inheritdoc/>
    public override ReadOnlySpan<ElementType> OperandTypes(int index) => [ElementType.Float32, ElementType.Int32];

    /// <inheritdoc/>
    public override void Infer(Operands x, Span<TensorSpec> y)
    {
        if (x[0].Shape.Rank == 0) throw Mismatch($"expected at least one axis, received {x[0].TypeAndShape}");
        y[0] = new(x[0].Shape, ElementType.Int32);
    }

    /// <inheritdoc/>
    public override void Define(Operands x, ReadOnlySpan<Tensor> y)
    {
        if (x[0].Type == ElementType.Int32) Sort<int>(x[0].Ints, y[0].Overwrite<int>(), x[0].Shape[^1]);
        else Sort<float>(x[0].Floats, y[0].Overwrite<int>(), x[0].Shape[^1]);
    }

    // A merge sort from the bottom: stable, and it allocates nothing but for rows that are too long for the stack.
    private static void Sort<T>(ReadOnlySpan<T> from, Span<int> to, int width) where T : struct, IComparable<T>
    {
        Span<int> merged = width <= 1024 ? stackalloc int[width] : new int[width];
        for (var start = 0; start < to.Length; start += width)
        {
            var row = from.Slice(start, width);
            var order = to.Slice(start, width);
            for (var i = 0; i < width; i++) order[i] = i;
            for (var run = 1; run < width; run *= 2)
            {
                for (var first = 0; first < width; first += 2 * run)
                    Merge(row, order, merged, first, Math.Min(first + run, width), Math.Min(first + 2 * run, width));
                merged.CopyTo(order);
            }
        }
    }

    private static void Merge<T>(ReadOnlySpan<T> row, ReadOnlySpan<int> order, Span<int> merged, int first, int middle,
        int end) where T : struct, IComparable<T>
    {
        var (a, b) = (first, middle);
        for (var i = first; i < end; i++)
            merged[i] = a < middle && (b >= end || !Precedes(row[order[b]], row[order[a]])) ? order[a++] : order[b++];
    }

    // .NET puts NaN before all numbers, NumPy after them.
    private static bool Precedes<T>(T a, T b) where T : struct, IComparable<T> =>
        a is float p && b is float q ? p < q || float.IsNaN(q) && !float.IsNaN(p) : a.CompareTo(b) < 0;
}
