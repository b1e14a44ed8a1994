namespace Valence;

/// <summary>Copies rows (slices of the first axis) between tensors of one element type.</summary>
internal static class RowCopy
{
    public static void Gather(Tensor from, ReadOnlySpan<int> rows, Tensor to)
    {
        var width = from.Shape[0] == 0 ? 0 : from.Count / from.Shape[0];
        switch (from.Type)
        {
            case ElementType.Float32: Gather(from.Floats, rows, to.Overwrite<float>(), width); break;
            case ElementType.Int32: Gather(from.Ints, rows, to.Overwrite<int>(), width); break;
            default: Gather(from.Strings, rows, to.Overwrite<string>(), width); break;
        }
    }

    /// <summary>Copies all rows of <paramref name="from"/> to those of <paramref name="to"/> from
    /// <paramref name="row"/> on.</summary>
    public static void Put(Tensor from, Tensor to, int row)
    {
        var start = row * (to.Count / to.Shape[0]);
        switch (from.Type)
        {
            case ElementType.Float32: from.Floats.CopyTo(to.Change<float>()[start..]); break;
            case ElementType.Int32: from.Ints.CopyTo(to.Change<int>()[start..]); break;
            default: from.Strings.CopyTo(to.Change<string>()[start..]); break;
        }
    }

    private static void Gather<T>(ReadOnlySpan<T> from, ReadOnlySpan<int> rows, Span<T> to, int width)
    {
        for (var i = 0; i < rows.Length; i++) from.Slice(rows[i] * width, width).CopyTo(to[(i * width)..]);
    }
}
