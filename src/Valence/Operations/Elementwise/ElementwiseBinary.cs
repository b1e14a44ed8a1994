namespace Valence.Operations;

/// <summary>A function of pairs of elements of one type, with NumPy's broadcasting.</summary>
public abstract class ElementwiseBinary : Operation
{
    /// <summary>Whether pairs of integers are taken too, which give integers; false unless overridden.</summary>
    protected virtual bool TakesIntegers => false;

    /// <summary>The element type of the result for operands of type <paramref name="type"/>.</summary>
    protected virtual ElementType ResultType(ElementType type) => type;

    /// <summary>The function.</summary>
    protected abstract float Value(float a, float b);

    /// <summary>The function of integers, exact but for overflow, where <see cref="TakesIntegers"/>.</summary>
    /// <exception cref="InvalidOperationException">The operation takes integers and has no such function.</exception>
    // Not abstract: most operations take floats alone, and comparisons of integers give truth values.
    protected virtual int Value(int a, int b) =>
        throw new InvalidOperationException($"{Name} takes integers and has no function of them.");

    /// <inheritdoc/>
    public sealed override ReadOnlySpan<ElementType> OperandTypes(int index) =>
        TakesIntegers ? [ElementType.Float32, ElementType.Int32] : [ElementType.Float32];

    /// <inheritdoc/>
    public sealed override void Infer(Operands x, Span<TensorSpec> y)
    {
        if (x[0].Type != x[1].Type) throw Mismatch($"expected elements of one type, "
            + $"received {x[0].TypeAndShape} and {x[1].TypeAndShape}");
        y[0] = new(Broadcast.Join(x[0].Shape, x[1].Shape)
            ?? throw Mismatch($"expected shapes that broadcast, received {x[0].Shape} and {x[1].Shape}"),
            ResultType(x[0].Type), MostRows(x[0], x[1]));
    }

    private static int MostRows(Tensor a, Tensor b) => a.Shape.Rank == b.Shape.Rank ? Math.Max(a.MostRows, b.MostRows)
        : a.Shape.Rank > b.Shape.Rank ? a.MostRows : b.MostRows;

    /// <inheritdoc/>
    public sealed override void Define(Operands x, ReadOnlySpan<Tensor> y)
    {
        var (ofA, ofB) = (new Broadcast(x[0].Shape, y[0].Shape), new Broadcast(x[1].Shape, y[0].Shape));
        if (x[0].Type == ElementType.Int32) DefineIntegers(x[0].Ints, x[1].Ints, y[0], ofA, ofB);
        else
        {
            ReadOnlySpan<float> a = x[0].Floats, b = x[1].Floats;
            var to = y[0].Overwrite<float>();
            for (var i = 0; i < to.Length; i++) to[i] = Value(a[ofA[i]], b[ofB[i]]);
        }
    }

    /// <summary>The plain definition for integers.</summary>
    private protected virtual void DefineIntegers(ReadOnlySpan<int> a, ReadOnlySpan<int> b, Tensor y, Broadcast ofA,
        Broadcast ofB)
    {
        var to = y.Overwrite<int>();
        for (var i = 0; i < to.Length; i++) to[i] = Value(a[ofA[i]], b[ofB[i]]);
    }
}
