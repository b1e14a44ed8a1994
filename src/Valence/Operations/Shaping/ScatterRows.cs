namespace Valence.Operations;

/// <summary>From ids, rows and a table: zeros of the table's shape to whose row <c>ids[i]</c> each <c>rows[i]</c> is
/// added, in the order of i.</summary>
public sealed class ScatterRows : Operation
{
    internal static readonly ScatterRows Instance = new();

    /// <inheritdoc/>
    public override ReadOnlySpan<ElementType> OperandTypes(int index) =>
        index == 0 ? [ElementType.Int32] : [ElementType.Float32];

    /// <inheritdoc/>
    public override void Infer(Operands x, Span<TensorSpec> y)
    {
        var table = x[2].Shape;
        if (table.Rank == 0 || x[1].Count != x[0].Count * table[1..].Count)
            throw Mismatch($"expected {x[0].Count} rows as wide as those of {table}, received {x[1].Shape}");
        y[0] = new(table);
    }

    /// <inheritdoc/>
    public override void Define(Operands x, ReadOnlySpan<Tensor> y)
    {
        var ids = x[0].Ints;
        var rows = x[1].Floats;
        var to = y[0].Overwrite<float>();
        var width = y[0].Shape[1..].Count;
        IdOutOfRangeException.Check(x[0], y[0].Shape[0]);
        to.Clear();
        for (var i = 0; i < ids.Length; i++)
            for (var j = 0; j < width; j++) to[ids[i] * width + j] += rows[i * width + j];
    }

    /// <inheritdoc/>
    public override void Gradient(GradientScope g)
    {
        if (g.Needs(1)) g.Add(1, g.Call.ReshapeLike(g.Call.Gather(g.Dy, g.X[0]), g.X[1]));
    }
}
