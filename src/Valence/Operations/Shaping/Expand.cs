namespace Valence.Operations;

/// <summary>Repeats the elements of the first operand to the shape of the second, under NumPy's broadcasting.</summary>
public sealed class Expand : Operation
{
    internal static readonly Expand Instance = new();

    /// <inheritdoc/>
    public override ReadOnlySpan<ElementType> OperandTypes(int index) => [ElementType.Float32, ElementType.Int32];

    /// <inheritdoc/>
    public override void Infer(Operands x, Span<TensorSpec> y)
    {
        if (Broadcast.Join(x[0].Shape, x[1].Shape) != x[1].Shape)
            throw Mismatch($"expected a shape that repeats to {x[1].Shape}, received {x[0].Shape}");
        y[0] = new(x[1].Shape, x[0].Type);
    }

    /// <inheritdoc/>
    public override void Define(Operands x, ReadOnlySpan<Tensor> y)
    {
        if (y[0].Type == ElementType.Int32) Fill<int>(x[0].Ints, y[0].Overwrite<int>(), new(x[0].Shape, y[0].Shape));
        else Fill<float>(x[0].Floats, y[0].Overwrite<float>(), new(x[0].Shape, y[0].Shape));
    }

    /// <inheritdoc/>
    public override void Gradient(GradientScope g)
    {
        if (g.Needs(0)) g.Add(0, g.Call.SumTo(g.Dy, g.X[0]));
    }

    private static void Fill<T>(ReadOnlySpan<T> from, Span<T> to, Broadcast of)
    {
        for (var i = 0; i < to.Length; i++) to[i] = from[of[i]];
    }
}
