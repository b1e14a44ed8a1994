using TorchSharp;
using Valence.Kernels;
using Valence.Threading;

namespace Valence.Bench.Peers;

/// <summary>The products by each library.</summary>
internal static unsafe class Multiplication
{
    public static Action ByValence(Product product, Workers workers)
    {
        var (m, k, n) = (product.M, product.K, product.N);
        var factors = new Factors(product);
        var shape = new GemmShape(m, n, k) { TransposeA = product.TransposeA, TransposeB = product.TransposeB };
        var batch = new GemmBatch(product.Count, m * k, k * n, m * n);
        return product.Count == 1
            ? () => Gemm.Multiply(shape, factors.A, factors.B, factors.C, default, workers)
            : () => Gemm.Batched(shape, batch, factors.A, factors.B, factors.C, default, workers);
    }

    /// <summary>Many products one after another: the library's interface in C has no others.</summary>
    public static Action ByOpenBlas(Product product)
    {
        var (m, k, n) = (product.M, product.K, product.N);
        var factors = new Factors(product);
        return () =>
        {
            fixed (float* a = factors.A, b = factors.B, c = factors.C)
                for (var i = 0; i < product.Count; i++)
                    OpenBlas.Multiply(product.TransposeA, product.TransposeB, m, n, k, a + i * m * k,
                        product.TransposeA ? m : k, b + i * k * n, product.TransposeB ? k : n, c + i * m * n);
        };
    }

    public static Action ByTorch(Product product)
    {
        var (m, k, n) = (product.M, product.K, product.N);
        var factors = new Factors(product);
        var a = Matrix(factors.A, m, k, product.TransposeA);
        var b = Matrix(factors.B, k, n, product.TransposeB);
        return () =>
        {
            using var none = torch.inference_mode();
            using var c = a.matmul(b);
        };

        torch.Tensor Matrix(float[] values, int rows, int columns, bool transposed)
        {
            long[] shape = transposed ? [columns, rows] : [rows, columns];
            var matrix = torch.tensor(values).reshape(product.Count > 1 ? [product.Count, .. shape] : shape);
            return transposed ? matrix.transpose(-1, -2) : matrix;
        }
    }
}
