namespace Valence.Operations;

/// <summary>Sums of rows of a table: <c>y[i] = Σₚ table[ids[i, p]]</c>, over the places whose mask is not 0 where there
/// is one.</summary>
/// <remarks>
/// Operands: the table <c>[rows, w]</c>; ids <c>[m, p]</c>; a mask <c>[m, p]</c> or none, in which no gradient goes;
/// and, to sum the gradients of rows that occur more than once, each id once <c>[count]</c> and which of them is at
/// each place <c>[m·p]</c>. Result: <c>[m, w]</c>, summed in the order of places.
/// </remarks>
public sealed class GatherSum : Operation
{
    internal const int Table = 0, Ids = 1, Mask = 2, Distinct = 3, Numbers = 4;

    internal static readonly GatherSum Instance = new();

    /// <inheritdoc/>
    public override ReadOnlySpan<ElementType> OperandTypes(int index) =>
        index is Ids or Distinct or Numbers ? [ElementType.Int32] : [ElementType.Float32];

    /// <inheritdoc/>
    public override void Infer(Operands x, Span<TensorSpec> y)
    {
        if (x[Table].Shape is not [_, var width] || x[Ids].Shape is not [var m, _])
            throw Mismatch($"expected a table [rows, w] and ids [m, p], received {x[Table].Shape} and {x[Ids].Shape}");
        if (x.Has(Mask) && x[Mask].Shape != x[Ids].Shape)
            throw Mismatch($"expected a mask {x[Ids].Shape}, received {x[Mask].Shape}");
        y[0] = new([m, width], MostRows: x[Ids].MostRows);
    }

    /// <inheritdoc/>
    /// <exception cref="IdOutOfRangeException">An id is negative or not below the number of rows.</exception>
    public override void Define(Operands x, ReadOnlySpan<Tensor> y)
    {
        IdOutOfRangeException.Check(x[Ids], x[Table].Shape[0]);
        ReadOnlySpan<float> table = x[Table].Floats, mask = x.FloatsOrEmpty(Mask);
        var ids = x[Ids].Ints;
        var width = x[Table].Shape[1];
        var sums = y[0].Overwrite<float>();
        sums.Clear();
        for (var place = 0; place < ids.Length; place++)
            for (var j = 0; j < width && (mask.IsEmpty || mask[place] != 0); j++)
                sums[place / x[Ids].Shape[1] * width + j] += table[ids[place] * width + j];
    }

    /// <inheritdoc/>
    public override void Gradient(GradientScope g)
    {
        if (!g.Needs(Table)) return;
        var (table, ids, mask) = (g.X[Table], g.X[Ids], g.X.Optional(Mask));
        if (g.X.Has(Distinct))
        {
            g.AddRows(Table, g.X[Distinct],
                g.Call.Run(GatherSumRows.Instance, g.Dy, g.X[Numbers], g.X[Distinct], mask));
            return;
        }
        var rows = g.Call.Gather(table, ids);
        var dy = g.Call.ExpandLike(g.Call.Reshape(g.Dy, g.Dy.Shape.Insert(1, 1)), rows);
        g.AddRows(Table, ids, mask is null ? dy
            : g.Call.Select(g.Call.Reshape(mask, mask.Shape.Insert(2, 1)), dy, g.Call.Scalar(0)));
    }
}
