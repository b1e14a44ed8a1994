namespace Valence.Operations;

/// <summary>The axes in another order: axis i of the result is axis <c>order[i]</c> of the operand.</summary>
public sealed class Transpose : Operation
{
    private static readonly AttributeCache<Transpose> Cache = new(key => new(key));

    private readonly int _code;

    private Transpose(int code) => _code = code;

    /// <summary>The operation for an order of axes.</summary>
    public static Transpose For(ReadOnlySpan<int> order)
    {
        // One octal digit an axis above a leading 1, the last axis lowest.
        var code = 1;
        foreach (var axis in order) code = code << 3 | axis;
        return order.Length <= 4 ? Cache[code] : new(code);
    }

    /// <summary>Axis <paramref name="axis"/> of the operand that becomes axis <paramref name="axis"/> of a result with
    /// <paramref name="rank"/> axes.</summary>
    public int From(int axis, int rank) => _code >> 3 * (rank - 1 - axis) & 7;

    /// <inheritdoc/>
    public override ReadOnlySpan<ElementType> OperandTypes(int index) => [ElementType.Float32, ElementType.Int32];

    /// <inheritdoc/>
    public override void Infer(Operands x, Span<TensorSpec> y)
    {
        var from = x[0].Shape;
        if (_code >> 3 * from.Rank != 1) throw Mismatch($"expected as many axes as the order has, received {from}");
        var to = from;
        for (var i = 0; i < from.Rank; i++) to = to.With(i, from[From(i, from.Rank)]);
        y[0] = new(to, x[0].Type);
    }

    /// <inheritdoc/>
    public override void Define(Operands x, ReadOnlySpan<Tensor> y)
    {
        if (y[0].Type == ElementType.Int32) Move(x[0].Ints, y[0].Overwrite<int>(), x[0].Shape, y[0].Shape);
        else Move(x[0].Floats, y[0].Overwrite<float>(), x[0].Shape, y[0].Shape);
    }

    /// <inheritdoc/>
    public override void Gradient(GradientScope g)
    {
        var rank = g.X[0].Shape.Rank;
        Span<int> inverse = stackalloc int[rank];
        for (var i = 0; i < rank; i++) inverse[From(i, rank)] = i;
        g.Add(0, g.Call.Run(For(inverse), g.Dy));
    }

    private void Move<T>(ReadOnlySpan<T> from, Span<T> to, Shape fromShape, Shape toShape)
    {
        var rank = toShape.Rank;
        Span<int> steps = stackalloc int[rank];
        for (var i = 0; i < rank; i++)
        {
            var step = 1;
            for (var j = From(i, rank) + 1; j < rank; j++) step *= fromShape[j];
            steps[i] = step;
        }
        for (var index = 0; index < to.Length; index++)
        {
            var (rest, element) = (index, 0);
            for (var axis = rank - 1; axis >= 0; axis--)
            {
                (rest, var position) = Math.DivRem(rest, toShape[axis]);
                element += position * steps[axis];
            }
            to[index] = from[element];
        }
    }
}
