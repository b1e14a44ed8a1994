namespace Valence.Operations;

/// <summary>Each position of an axis several times in a row: <c>a, b</c> twice is <c>a, a, b, b</c>.</summary>
public sealed class Repeat(int axis, int times) : Operation
{
    /// <inheritdoc/>
    public override ReadOnlySpan<ElementType> OperandTypes(int index) => [ElementType.Float32, ElementType.Int32];

    /// <inheritdoc/>
    public override void Infer(Operands x, Span<TensorSpec> y)
    {
        if (axis >= x[0].Shape.Rank) throw Mismatch($"expected at least {axis + 1} axes, received {x[0].Shape}");
        y[0] = new(x[0].Shape.With(axis, Shape.LengthOf((long)x[0].Shape[axis] * times)), x[0].Type);
    }

    /// <inheritdoc/>
    public override void Define(Operands x, ReadOnlySpan<Tensor> y)
    {
        if (y[0].Type == ElementType.Int32) Copy<int>(x[0].Ints, y[0].Overwrite<int>(), x[0].Shape);
        else Copy<float>(x[0].Floats, y[0].Overwrite<float>(), x[0].Shape);
    }

    /// <inheritdoc/>
    public override void Gradient(GradientScope g)
    {
        var shape = g.X[0].Shape;
        g.Add(0, g.Call.Sum(g.Call.Reshape(g.Dy, shape.Insert(axis + 1, times)), false, axis + 1));
    }

    private void Copy<T>(ReadOnlySpan<T> from, Span<T> to, Shape shape)
    {
        var inner = shape[(axis + 1)..].Count;
        var positions = shape[..(axis + 1)].Count;
        for (var i = 0; i < positions; i++)
            for (var k = 0; k < times; k++)
                from.Slice(i * inner, inner).CopyTo(to[((i * times + k) * inner)..]);
    }
}
