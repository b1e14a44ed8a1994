namespace Valence.Operations;

/// <summary>A function of pairs of elements, with NumPy's broadcasting.</summary>
public abstract class ElementwiseBinary : Operation
{
    /// <summary>The function.</summary>
    protected abstract float Value(float a, float b);

    /// <inheritdoc/>
    public sealed override void Infer(Operands x, Span<TensorSpec> y) =>
        y[0] = new(Broadcast.Join(x[0].Shape, x[1].Shape)
            ?? throw Mismatch($"expected shapes that broadcast, received {x[0].Shape} and {x[1].Shape}"));

    /// <inheritdoc/>
    internal sealed override int MostRows(Operands x, int index)
    {
        var (a, b) = (x[0], x[1]);
        return a.Shape.Rank == b.Shape.Rank ? Math.Max(a.MostRows, b.MostRows) : a.Shape.Rank > b.Shape.Rank
            ? a.MostRows : b.MostRows;
    }

    /// <inheritdoc/>
    public sealed override void Define(Operands x, ReadOnlySpan<Tensor> y)
    {
        var a = x[0].Floats;
        var b = x[1].Floats;
        var to = y[0].Floats;
        var (ofA, ofB) = (new Broadcast(x[0].Shape, y[0].Shape), new Broadcast(x[1].Shape, y[0].Shape));
        for (var i = 0; i < to.Length; i++) to[i] = Value(a[ofA[i]], b[ofB[i]]);
    }
}
