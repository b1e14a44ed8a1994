using Valence.Kernels;
using Valence.Operations;
using Valence.Threading;

namespace Valence.Backends;

/// <summary>Matrix products by <see cref="Gemm"/>: one large one where b is shared, a batch of small ones otherwise.
/// Where a stands for rows of a table, they are read there.</summary>
internal static class MatMulKernel
{
    public static void Run(MatMul operation, Operands x, ReadOnlySpan<Tensor> y, Workers workers)
    {
        if (operation.ReadsRows(x[0], x[1]) is { } rows)
        {
            Lookup(operation, rows, x, y[0], workers);
            return;
        }
        var (batch, m, n, k) = operation.Sizes(x[0].Shape, x[1].Shape);
        var shape = new GemmShape(m, n, k) { TransposeA = operation.TransposeA, TransposeB = operation.TransposeB };
        if (batch == 1) Gemm.Multiply(shape, x[0].Floats, x[1].Floats, y[0].Floats, x.FloatsOrEmpty(2), workers);
        else Gemm.Batched(shape, new GemmBatch(batch, m * k, x[1].Shape.Rank == 2 ? 0 : k * n, m * n), x[0].Floats,
            x[1].Floats, y[0].Floats, x.FloatsOrEmpty(2), workers);
    }

    public static void RowSums(Operands x, Tensor y, Workers workers)
    {
        var (places, width) = MatMulRowSums.Sizes(x);
        IdOutOfRangeException.Check(x[MatMulRowSums.Numbers], y.Shape[0]);
        var (dy, b) = (x[MatMulRowSums.Dy], x[MatMulRowSums.B]);
        LookupProduct.SumByNumber(new(dy.Shape[0], places, width, dy.Shape[1]), dy.Floats, b.Floats,
            x[MatMulRowSums.Numbers].Ints, y.Floats, workers);
    }

    private static void Lookup(MatMul operation, TableRows rows, Operands x, Tensor y, Workers workers)
    {
        var (count, inner) = (x[0].Shape[0], x[0].Shape[1]);
        var shape = new LookupShape(count, inner / rows.Width, rows.Width, x[1].Shape[1]);
        if (operation.TransposeA)
            LookupProduct.MultiplyTransposed(shape, rows.Elements, rows.Ids, x[1].Floats, y.Floats, workers);
        else LookupProduct.Multiply(shape, rows.Elements, rows.Ids, x[1].Floats, y.Floats, x.FloatsOrEmpty(2), workers);
    }
}
