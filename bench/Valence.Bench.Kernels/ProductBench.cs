using System.Globalization;
using Valence.Kernels;
using Valence.Threading;

namespace Valence.Bench;

/// <summary>Matrix products against OpenBLAS.</summary>
internal static unsafe class ProductBench
{
    private static readonly (int M, int K, int N, bool TransposeA, bool TransposeB)[] Shapes =
    [
        (2048, 2048, 2048, false, false), (2048, 2048, 2048, false, true), (512, 512, 512, false, false),
        (25600, 32, 256, false, false), (25600, 256, 32, false, true), (128, 64, 256, false, false),
        (32, 64, 256, false, false),
        (128, 16000, 16, false, false), (128, 16, 16000, false, true), (16000, 128, 16, true, false),
        (2880, 640, 64, false, false),
        (6400, 32, 32, false, false), (64, 25600, 256, true, false), (32, 25600, 256, true, false),
        (96, 25600, 256, true, false), (32, 1450, 256, true, false), (1450, 32, 256, false, false),
        (1450, 256, 32, false, true),
        (128, 16000, 1, false, false), (128, 16, 1, false, false), (1, 64, 256, false, false),
        (1, 1024, 1024, false, false), (200, 32, 200, false, true), (200, 200, 32, false, false),
    ];

    public static void Run()
    {
        Console.WriteLine("m, k, n                 threads  GFLOP/s  OpenBLAS  ratio");
        foreach (var (m, k, n, transposeA, transposeB) in Shapes)
            foreach (var threads in (int[])[1, 2])
                Compare(m, k, n, transposeA, transposeB, threads);
    }

    private static void Compare(int m, int k, int n, bool transposeA, bool transposeB, int threads)
    {
        using var workers = new Workers(threads);
        var (a, b, c) = (Random(m * k), Random(k * n), new Tensor([m * n]));
        var shape = new GemmShape(m, n, k) { TransposeA = transposeA, TransposeB = transposeB };
        var work = 2e-6 * m * n * k;
        var ours = 0.0;
        var theirs = 0.0;
        for (var round = 0; round < 3; round++)
        {
            ours = Math.Max(ours,
                work / Best.Milliseconds(() => Gemm.Multiply(shape, a.Floats, b.Floats, c.Change<float>(), default,
                    workers),
                    0.25));
            if (!OpenBlas.IsInstalled) continue;
            OpenBlas.UseThreads(threads);
            theirs = Math.Max(theirs, work / Best.Milliseconds(
                () =>
                {
                    fixed (float* pa = a.Floats, pb = b.Floats, pc = c.Floats)
                        OpenBlas.Multiply(transposeA, transposeB, m, n, k, pa, transposeA ? m : k, pb, transposeB ? k
                            : n, pc);
                },
                0.25));
        }
        var name = $"{m}{(transposeA ? "ᵀ" : "")}, {k}, {n}{(transposeB ? "ᵀ" : "")}";
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture,
                $"{name,-24}{threads,7}{ours,9:F1}{theirs,10:F1}{ours / theirs,7:F2}"));
    }

    private static Tensor Random(int count)
    {
        var random = new Random(1);
        var tensor = new Tensor([count]);
        foreach (ref var x in tensor.Change<float>()) x = random.NextSingle() - 0.5f;
        return tensor;
    }
}
