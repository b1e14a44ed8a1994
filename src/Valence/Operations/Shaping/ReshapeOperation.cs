namespace Valence.Operations;

/// <summary>The same elements in the same order under another shape; no element is copied.</summary>
/// <remarks>The shape comes from the second operand where there is one, otherwise from the attribute, in which one axis
/// of −1 takes what is left.</remarks>
public sealed class ReshapeOperation(Shape shape) : Operation
{
    internal static readonly ReshapeOperation Like = new([]);

    /// <inheritdoc/>
    public override bool IsView => true;

    /// <inheritdoc/>
    public override ReadOnlySpan<ElementType> OperandTypes(int index) =>
        [ElementType.Float32, ElementType.Int32, ElementType.String];

    /// <inheritdoc/>
    public override void Infer(Operands x, Span<TensorSpec> y)
    {
        var target = x.Has(1) ? x[1].Shape : Complete(x[0].Shape);
        if (target.Elements != x[0].Shape.Elements)
            throw Mismatch($"expected a shape with {x[0].Shape.Product} elements for {x[0].Shape}, received {target}");
        y[0] = new(target, x[0].Type);
    }

    /// <inheritdoc/>
    public override void Define(Operands x, ReadOnlySpan<Tensor> y)
    {
        switch (y[0].Type)
        {
            case ElementType.Float32: x[0].Floats.CopyTo(y[0].Overwrite<float>()); break;
            case ElementType.Int32: x[0].Ints.CopyTo(y[0].Overwrite<int>()); break;
            default: x[0].Strings.CopyTo(y[0].Overwrite<string>()); break;
        }
    }

    /// <inheritdoc/>
    public override void Gradient(GradientScope g)
    {
        if (g.Needs(0)) g.Add(0, g.Call.ReshapeLike(g.Dy, g.X[0]));
    }

    private Shape Complete(Shape from)
    {
        var (known, open) = (1L, -1);
        for (var i = 0; i < shape.Rank; i++)
            if (shape[i] >= 0) known = Math.Min(known, int.MaxValue + 1L) * shape[i];
            else if (open < 0) open = i;
            else throw Mismatch($"expected at most one axis of -1, received {shape}");
        if (open < 0) return shape;
        var elements = from.Elements;
        if (known == 0 ? elements != 0 : elements % known != 0)
            throw Mismatch($"expected elements that fill {shape}, received {from}");
        return shape.With(open, known == 0 ? 0 : Shape.LengthOf(elements / known));
    }
}
