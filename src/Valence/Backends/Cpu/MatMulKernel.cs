using Valence.Kernels;
using Valence.Operations;
using Valence.Threading;

namespace Valence.Backends;

/// <summary>Matrix products by <see cref="Gemm"/>: one large one where b is shared, a batch of small ones otherwise;
/// and products with rows of a table, which are read there.</summary>
internal static class MatMulKernel
{
    public static void Run(MatMul operation, Operands x, ReadOnlySpan<Tensor> y, Workers workers)
    {
        var (batch, m, n, k) = operation.Sizes(x[0].Shape, x[1].Shape);
        var shape = new GemmShape(m, n, k) { TransposeA = operation.TransposeA, TransposeB = operation.TransposeB };
        if (batch == 1) Gemm.Multiply(shape, x[0].Floats, x[1].Floats, y[0].Overwrite<float>(), x.FloatsOrEmpty(2),
            workers);
        else Gemm.Batched(shape, new GemmBatch(batch, m * k, x[1].Shape.Rank == 2 ? 0 : k * n, m * n), x[0].Floats,
            x[1].Floats, y[0].Overwrite<float>(), x.FloatsOrEmpty(2), workers);
    }

    public static void RowSums(Operands x, Tensor y, Workers workers)
    {
        var (places, width) = MatMulRowSums.Sizes(x);
        IdOutOfRangeException.Check(x[MatMulRowSums.Numbers], y.Shape[0]);
        var (dy, b) = (x[MatMulRowSums.Dy], x[MatMulRowSums.B]);
        LookupProduct.SumByNumber(new(dy.Shape[0], places, width, dy.Shape[1]), dy.Floats, b.Floats,
            x[MatMulRowSums.Numbers].Ints, y.Overwrite<float>(), workers);
    }

    public static void OfRows(GatherMatMul operation, Operands x, Tensor y, Workers workers)
    {
        var (table, ids, b) = (x[GatherMatMul.Table], x[GatherMatMul.Ids], x[GatherMatMul.B]);
        IdOutOfRangeException.Check(ids, table.Shape[0]);
        var (places, width) = (ids.Shape[1], table.Shape[1]);
        var rows = table.Storage.ReadRows(ids.Ints, width).Elements<float>(table.Count);
        var shape = new LookupShape(ids.Shape[0], places, width, b.Shape[1]);
        var to = y.Overwrite<float>();
        if (operation.Transposes) LookupProduct.MultiplyTransposed(shape, rows, ids.Ints, b.Floats, to, workers);
        else LookupProduct.Multiply(shape, rows, ids.Ints, b.Floats, to, x.FloatsOrEmpty(GatherMatMul.Bias), workers);
    }
}
