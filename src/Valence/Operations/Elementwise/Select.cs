namespace Valence.Operations;

/// <summary>The second operand where the first is not 0, the third elsewhere; all broadcast together.</summary>
public sealed class Select : Operation
{
    internal static readonly Select Instance = new();

    /// <inheritdoc/>
    public override ReadOnlySpan<ElementType> OperandTypes(int index) =>
        index == 0 ? [ElementType.Float32] : [ElementType.Float32, ElementType.Int32];

    /// <inheritdoc/>
    public override void Infer(Operands x, Span<TensorSpec> y)
    {
        if (x[1].Type != x[2].Type) throw Mismatch($"expected elements of one type, "
            + $"received {x[1].TypeAndShape} and {x[2].TypeAndShape}");
        var joined = Broadcast.Join(x[1].Shape, x[2].Shape);
        if (joined is { } both) joined = Broadcast.Join(both, x[0].Shape);
        y[0] = new(joined ?? throw Mismatch($"expected shapes that broadcast, received {x[0].Shape}, {x[1].Shape} "
            + $"and {x[2].Shape}"), x[1].Type);
    }

    /// <inheritdoc/>
    public override void Define(Operands x, ReadOnlySpan<Tensor> y)
    {
        if (y[0].Type == ElementType.Int32) Choose<int>(x, x[1].Ints, x[2].Ints, y[0].Overwrite<int>(), y[0].Shape);
        else Choose<float>(x, x[1].Floats, x[2].Floats, y[0].Overwrite<float>(), y[0].Shape);
    }

    /// <inheritdoc/>
    public override void Gradient(GradientScope g)
    {
        var zero = g.Call.Scalar(0);
        if (g.Needs(1)) g.Add(1, g.Call.SumTo(g.Call.Select(g.X[0], g.Dy, zero), g.X[1]));
        if (g.Needs(2)) g.Add(2, g.Call.SumTo(g.Call.Select(g.X[0], zero, g.Dy), g.X[2]));
    }

    private static void Choose<T>(Operands x, ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> to, Shape shape)
    {
        ReadOnlySpan<float> condition = x[0].Floats;
        var ofCondition = new Broadcast(x[0].Shape, shape);
        var (ofA, ofB) = (new Broadcast(x[1].Shape, shape), new Broadcast(x[2].Shape, shape));
        for (var i = 0; i < to.Length; i++) to[i] = condition[ofCondition[i]] != 0 ? a[ofA[i]] : b[ofB[i]];
    }
}
