using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Valence.Bench;

/// <summary>The machine's unit: the rate at which OpenBLAS multiplies two matrices of 2048 × 2048.</summary>
internal static partial class OpenBlas
{
    private const int Size = 2048;
    private const int RowMajor = 101;
    private const int NoTranspose = 111;

    /// <summary>Billions of floating-point operations a second on <paramref name="threads"/> threads, the best of several runs; null where the library is not installed.</summary>
    public static double? GigaFlops(int threads)
    {
        try
        {
            SetThreads(threads);
            var (a, b, c) = (new float[Size * Size], new float[Size * Size], new float[Size * Size]);
            Array.Fill(a, 0.5f);
            Array.Fill(b, 0.25f);
            var best = double.MaxValue;
            for (var run = 0; run < 8; run++)
            {
                var watch = Stopwatch.StartNew();
                Multiply(RowMajor, NoTranspose, NoTranspose, Size, Size, Size, 1, a, Size, b, Size, 0, c, Size);
                best = Math.Min(best, watch.Elapsed.TotalSeconds);
            }
            return 2.0 * Size * Size * Size / best / 1e9;
        }
        catch (DllNotFoundException)
        {
            return null;
        }
    }

    [LibraryImport("libopenblas.so.0", EntryPoint = "openblas_set_num_threads")]
    private static partial void SetThreads(int threads);

    [LibraryImport("libopenblas.so.0", EntryPoint = "cblas_sgemm")]
    private static partial void Multiply(int order, int transA, int transB, int m, int n, int k, float alpha, float[] a, int lda, float[] b, int ldb, float beta, float[] c, int ldc);
}
