namespace Valence.Operations;

/// <summary>Zeros before and after the positions of an axis.</summary>
public sealed class Pad(int axis, int before, int after) : Operation
{
    /// <inheritdoc/>
    public override ReadOnlySpan<ElementType> OperandTypes(int index) => [ElementType.Float32, ElementType.Int32];

    /// <inheritdoc/>
    public override void Infer(Operands x, Span<TensorSpec> y)
    {
        var from = x[0].Shape;
        if (axis >= from.Rank) throw Mismatch($"expected at least {axis + 1} axes, received {from}");
        y[0] = new(from.With(axis, Shape.LengthOf((long)before + from[axis] + after)), x[0].Type);
    }

    /// <inheritdoc/>
    public override void Define(Operands x, ReadOnlySpan<Tensor> y)
    {
        if (y[0].Type == ElementType.Int32) Copy<int>(x[0].Ints, y[0].Overwrite<int>(), x[0].Shape);
        else Copy<float>(x[0].Floats, y[0].Overwrite<float>(), x[0].Shape);
    }

    /// <inheritdoc/>
    public override void Gradient(GradientScope g) => g.Add(0, g.Call.Slice(g.Dy, axis, before, g.X[0].Shape[axis]));

    private void Copy<T>(ReadOnlySpan<T> from, Span<T> to, Shape shape)
    {
        var inner = shape[(axis + 1)..].Count;
        var (part, whole) = (shape[axis] * inner, (before + shape[axis] + after) * inner);
        to.Clear();
        for (var o = 0; o < shape[..axis].Count; o++)
            from.Slice(o * part, part).CopyTo(to[(o * whole + before * inner)..]);
    }
}
