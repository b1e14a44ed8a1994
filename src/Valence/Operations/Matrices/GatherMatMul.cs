namespace Valence.Operations;

/// <summary>The product of a matrix and rows of a table side by side, <c>a · b</c> plus an optional row vector or
/// <c>aᵀ · b</c>: a has for each place of a row of ids the row of the table that the id names.</summary>
/// <remarks>
/// Operands: the table <c>[rows, w]</c>; ids <c>[m, p]</c>, so that a is <c>[m, p·w]</c>; b <c>[p·w, n]</c>, or where a
/// is transposed <c>[m, n]</c>; the bias <c>[n]</c>, not where a is transposed; and, to sum the gradients of rows that
/// occur more than once, each id once <c>[count]</c> and which of them is at each place <c>[m·p]</c>.
/// Result: <c>[m, n]</c>, or where a is transposed <c>[p·w, n]</c>.
/// </remarks>
public sealed class GatherMatMul : Operation
{
    internal const int Table = 0, Ids = 1, B = 2, Bias = 3, Distinct = 4, Numbers = 5;

    /// <summary>The product <c>a · b</c>.</summary>
    internal static readonly GatherMatMul Plain = new(false);

    /// <summary>The product <c>aᵀ · b</c>.</summary>
    internal static readonly GatherMatMul Transposed = new(true);

    private GatherMatMul(bool transposes) => Transposes = transposes;

    /// <summary>Whether the axes of a are swapped first.</summary>
    public bool Transposes { get; }

    /// <inheritdoc/>
    public override ReadOnlySpan<ElementType> OperandTypes(int index) =>
        index is Ids or Distinct or Numbers ? [ElementType.Int32] : [ElementType.Float32];

    /// <inheritdoc/>
    public override void Infer(Operands x, Span<TensorSpec> y)
    {
        if (x[Table].Shape is not [_, var width] || x[Ids].Shape is not [var m, var places])
            throw Mismatch($"expected a table [rows, w] and ids [m, p], received {x[Table].Shape} and {x[Ids].Shape}");
        var inner = Transposes ? m : Shape.LengthOf((long)places * width);
        if (x[B].Shape is not [var k, var n] || k != inner)
            throw Mismatch($"expected a matrix [{inner}, n], received {x[B].Shape}");
        if (x.Has(Bias) && (Transposes || x[Bias].Shape != [n]))
            throw Mismatch($"expected {(Transposes ? "no bias" : $"a bias of shape [{n}]")}, received {x[Bias].Shape}");
        y[0] = Transposes ? new([Shape.LengthOf((long)places * width), n])
            : new([m, n], MostRows: x[Ids].MostRows);
    }

    /// <inheritdoc/>
    /// <exception cref="IdOutOfRangeException">An id is negative or not below the number of rows.</exception>
    public override void Define(Operands x, ReadOnlySpan<Tensor> y)
    {
        IdOutOfRangeException.Check(x[Ids], x[Table].Shape[0]);
        ReadOnlySpan<float> table = x[Table].Floats, b = x[B].Floats, bias = x.FloatsOrEmpty(Bias);
        var ids = x[Ids].Ints;
        var (m, places, width, n) = (x[Ids].Shape[0], x[Ids].Shape[1], x[Table].Shape[1], x[B].Shape[1]);
        var to = y[0].Overwrite<float>();
        for (var i = 0; i < y[0].Shape[0]; i++)
            for (var j = 0; j < n; j++)
            {
                var sum = bias.IsEmpty ? 0 : bias[j];
                for (var l = 0; l < x[B].Shape[0]; l++)
                {
                    var (row, column) = Transposes ? (l, i) : (i, l);
                    sum += table[ids[row * places + column / width] * width + column % width] * b[l * n + j];
                }
                to[i * n + j] = sum;
            }
    }

    /// <inheritdoc/>
    public override void Gradient(GradientScope g)
    {
        var (table, ids, b, dy) = (g.X[Table], g.X[Ids], g.X[B], g.Dy);
        if (g.Needs(Table) && g.X.Has(Distinct) && !Transposes)
            g.AddRows(Table, g.X[Distinct],
                g.Call.Run(MatMulRowSums.Instance, dy, b, g.X[Numbers], g.X[Distinct]));
        else if (g.Needs(Table))
            g.AddRows(Table, ids, Transposes ? g.Call.MatMul(b, dy, false, true) : g.Call.MatMul(dy, b, false, true));
        if (g.Needs(B)) g.Add(B, g.Call.Run(Transposes ? Plain : Transposed, table, ids, dy));
        if (g.Needs(Bias)) g.Add(Bias, g.Call.SumTo(dy, g.X[Bias]));
    }
}
