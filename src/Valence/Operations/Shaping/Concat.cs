namespace Valence.Operations;

/// <summary>The operands one after another along an axis; all other axes are equal.</summary>
public sealed class Concat : Operation
{
    private static readonly AttributeCache<Concat> Cache = new(axis => new(axis));

    private readonly int _axis;

    private Concat(int axis) => _axis = axis;

    /// <summary>The operation along axis <paramref name="axis"/> (not negative).</summary>
    public static Concat For(int axis) => Cache[axis];

    /// <inheritdoc/>
    public override ReadOnlySpan<ElementType> OperandTypes(int index) => [ElementType.Float32, ElementType.Int32];

    /// <inheritdoc/>
    public override void Infer(Operands x, Span<TensorSpec> y)
    {
        var first = x[0].Shape;
        if (_axis >= first.Rank) throw Mismatch($"expected at least {_axis + 1} axes, received {first}");
        var length = first[_axis];
        for (var i = 1; i < x.Count; i++)
        {
            var shape = x[i].Shape;
            if (shape.Rank != first.Rank || shape.With(_axis, first[_axis]) != first)
                throw Mismatch($"expected shapes equal to {first} but for axis {_axis}, received {shape}");
            length += shape[_axis];
        }
        y[0] = new(first.With(_axis, length), x[0].Type);
    }

    /// <inheritdoc/>
    public override void Define(Operands x, ReadOnlySpan<Tensor> y)
    {
        var outer = y[0].Shape[.._axis].Count;
        if (outer == 0) return;
        var start = 0;
        for (var i = 0; i < x.Count; i++)
        {
            if (y[0].Type == ElementType.Int32) Put<int>(x[i].Ints, y[0].Overwrite<int>(), outer, start);
            else Put<float>(x[i].Floats, y[0].Overwrite<float>(), outer, start);
            start += x[i].Count / outer;
        }
    }

    private static void Put<T>(ReadOnlySpan<T> from, Span<T> to, int outer, int start)
    {
        var (part, width) = (from.Length / outer, to.Length / outer);
        for (var row = 0; row < outer; row++) from.Slice(row * part, part).CopyTo(to[(row * width + start)..]);
    }

    /// <inheritdoc/>
    public override void Gradient(GradientScope g)
    {
        var start = 0;
        for (var i = 0; i < g.X.Count; i++)
        {
            var length = g.X[i].Shape[_axis];
            if (g.Needs(i)) g.Add(i, g.Call.Slice(g.Dy, _axis, start, length));
            start += length;
        }
    }
}
