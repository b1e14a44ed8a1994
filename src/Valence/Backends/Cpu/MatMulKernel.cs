using Valence.Kernels;
using Valence.Operations;
using Valence.Threading;

namespace Valence.Backends;

/// <summary>Matrix products by <see cref="Gemm"/>: one large one where b is shared, a batch of small ones otherwise.</summary>
internal static class MatMulKernel
{
    public static void Run(MatMul operation, Operands x, ReadOnlySpan<Tensor> y, Workers workers)
    {
        var (batch, m, n, k) = operation.Sizes(x[0].Shape, x[1].Shape);
        var shape = new GemmShape(m, n, k) { TransposeA = operation.TransposeA, TransposeB = operation.TransposeB };
        if (batch == 1) Gemm.Multiply(shape, x[0].Floats, x[1].Floats, y[0].Floats, x.FloatsOrEmpty(2), workers);
        else Gemm.Batched(shape, new GemmBatch(batch, m * k, x[1].Shape.Rank == 2 ? 0 : k * n, m * n), x[0].Floats, x[1].Floats, y[0].Floats, x.FloatsOrEmpty(2), workers);
    }
}
