using System.Runtime.InteropServices;

namespace Valence.Bench;

/// <summary>The library that the matrix products are compared with, where it is installed.</summary>
internal static unsafe partial class OpenBlas
{
    private const string Library = "libopenblas.so.0";
    private const int RowMajor = 101;
    private const int NoTranspose = 111;
    private const int Transpose = 112;

    public static bool IsInstalled { get; } = NativeLibrary.TryLoad(Library, out _);

    public static void UseThreads(int threads) => SetThreads(threads);

    public static void Multiply(bool transposeA, bool transposeB, int m, int n, int k, float* a, int lda, float* b,
        int ldb, float* c) =>
        Sgemm(RowMajor, transposeA ? Transpose : NoTranspose, transposeB ? Transpose : NoTranspose, m, n, k, 1, a, lda,
            b, ldb, 0, c, n);

    [LibraryImport(Library, EntryPoint = "openblas_set_num_threads")]
    private static partial void SetThreads(int threads);

    [LibraryImport(Library, EntryPoint = "cblas_sgemm")]
    private static partial void Sgemm(
        int order, int transposeA, int transposeB, int m, int n, int k, float alpha, float* a, int lda, float* b,
        int ldb, float beta, float* c, int ldc);
}
