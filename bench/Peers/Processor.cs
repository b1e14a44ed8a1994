using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Valence.Threading;

namespace Valence.Bench.Peers;

/// <summary>What the processor does at most: multiply-adds of registers, and numbers from and to memory.</summary>
internal sealed class Processor(Workers workers)
{
    // Several pieces a thread, so that one which was interrupted doesn't keep the others waiting.
    private const int PiecesPerThread = 8;
    private const int Rounds = 100_000;
    private const int Chains = 12;
    private const int Numbers = 1 << 24;

    private readonly Lazy<(float[] A, float[] B, float[] C)> _memory =
        new(() => (new float[Numbers], Enumerable.Repeat(1f, Numbers).ToArray(), new float[Numbers]));

    private int Pieces => PiecesPerThread * workers.Count;

    /// <summary>Floating-point operations of a call for <c>fma</c>, bytes read and written of one for
    /// <c>triad</c>.</summary>
    public static double Amount(string task, int threads) => task == "fma"
        ? 2.0 * Chains * Rounds * PiecesPerThread * threads * (Vector512.IsHardwareAccelerated ? 16 : 8)
        : 3.0 * sizeof(float) * Numbers;

    public void Call(string task)
    {
        if (task == "fma")
        {
            var multiplyAdds = new MultiplyAdds();
            workers.Run(ref multiplyAdds, Pieces);
            return;
        }
        var (a, b, c) = _memory.Value;
        var triad = new Triad { A = a, B = b, C = c, Length = Numbers / Pieces };
        workers.Run(ref triad, Pieces);
    }

    private struct MultiplyAdds : IJob
    {
        public float Sum;

        public void Run(int piece) => Volatile.Write(ref Sum, Vector512.IsHardwareAccelerated ? Wide() : Narrow());

        // Twelve chains: two units with four or five cycles from multiply-add to multiply-add keep at most ten busy.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static float Wide()
        {
            var (x, y) = (Vector512.Create(0.999f), Vector512.Create(0.001f));
            Vector512<float> a = x, b = x, c = x, d = x, e = x, f = x, g = x, h = x, i = x, j = x, k = x, l = x;
            for (var round = 0; round < Rounds; round++)
            {
                a = Vector512.FusedMultiplyAdd(a, x, y);
                b = Vector512.FusedMultiplyAdd(b, x, y);
                c = Vector512.FusedMultiplyAdd(c, x, y);
                d = Vector512.FusedMultiplyAdd(d, x, y);
                e = Vector512.FusedMultiplyAdd(e, x, y);
                f = Vector512.FusedMultiplyAdd(f, x, y);
                g = Vector512.FusedMultiplyAdd(g, x, y);
                h = Vector512.FusedMultiplyAdd(h, x, y);
                i = Vector512.FusedMultiplyAdd(i, x, y);
                j = Vector512.FusedMultiplyAdd(j, x, y);
                k = Vector512.FusedMultiplyAdd(k, x, y);
                l = Vector512.FusedMultiplyAdd(l, x, y);
            }
            return Vector512.Sum(a + b + c + d + e + f + g + h + i + j + k + l);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static float Narrow()
        {
            var (x, y) = (Vector256.Create(0.999f), Vector256.Create(0.001f));
            Vector256<float> a = x, b = x, c = x, d = x, e = x, f = x, g = x, h = x, i = x, j = x, k = x, l = x;
            for (var round = 0; round < Rounds; round++)
            {
                a = Vector256.FusedMultiplyAdd(a, x, y);
                b = Vector256.FusedMultiplyAdd(b, x, y);
                c = Vector256.FusedMultiplyAdd(c, x, y);
                d = Vector256.FusedMultiplyAdd(d, x, y);
                e = Vector256.FusedMultiplyAdd(e, x, y);
                f = Vector256.FusedMultiplyAdd(f, x, y);
                g = Vector256.FusedMultiplyAdd(g, x, y);
                h = Vector256.FusedMultiplyAdd(h, x, y);
                i = Vector256.FusedMultiplyAdd(i, x, y);
                j = Vector256.FusedMultiplyAdd(j, x, y);
                k = Vector256.FusedMultiplyAdd(k, x, y);
                l = Vector256.FusedMultiplyAdd(l, x, y);
            }
            return Vector256.Sum(a + b + c + d + e + f + g + h + i + j + k + l);
        }
    }

    private struct Triad : IJob
    {
        public float[] A, B, C;
        public int Length;

        public readonly void Run(int piece)
        {
            var range = piece * Length;
            var a = MemoryMarshal.Cast<float, Vector256<float>>(A.AsSpan(range, Length));
            var b = MemoryMarshal.Cast<float, Vector256<float>>(B.AsSpan(range, Length));
            var c = MemoryMarshal.Cast<float, Vector256<float>>(C.AsSpan(range, Length));
            var factor = Vector256.Create(3f);
            for (var i = 0; i < c.Length; i++) c[i] = Vector256.FusedMultiplyAdd(b[i], factor, a[i]);
        }
    }
}
