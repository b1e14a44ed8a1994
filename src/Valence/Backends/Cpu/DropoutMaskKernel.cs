using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Valence.Operations;
using Valence.Randomness;
using Valence.Threading;

namespace Valence.Backends;

/// <summary>Draws dropout masks in pieces: each element is a function of its index, so the pieces do not
/// matter.</summary>
internal static class DropoutMaskKernel
{
    // 16 KB: a piece is still in the first-level cache when the draws become factors.
    private const int ElementsPerPiece = 1 << 12;

    public static unsafe void Run(DropoutMask operation, Operands x, ReadOnlySpan<Tensor> y, Workers workers)
    {
        fixed (float* to = y[0].Overwrite<float>())
        {
            var job = new Job
            {
                To = to,
                Count = y[0].Count,
                Random = new(x[1].Ints),
                Rate = operation.Rate,
                Kept = operation.Kept
            };
            workers.Run(ref job, (y[0].Count + ElementsPerPiece - 1) / ElementsPerPiece);
        }
    }

    private unsafe struct Job : IJob
    {
        public float* To;
        public int Count;
        public CounterRandom Random;
        public float Rate, Kept;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(int piece)
        {
            var first = piece * ElementsPerPiece;
            var to = new Span<float>(To + first, Math.Min(ElementsPerPiece, Count - first));
            Random.Uniforms(to, (ulong)first);
            var lanes = MemoryMarshal.Cast<float, Vector<float>>(to);
            var (rate, kept) = (new Vector<float>(Rate), new Vector<float>(Kept));
            for (var i = 0; i < lanes.Length; i++)
                lanes[i] = Vector.ConditionalSelect(Vector.GreaterThanOrEqual(lanes[i], rate), kept,
                    Vector<float>.Zero);
            for (var i = lanes.Length * Vector<float>.Count; i < to.Length; i++) to[i] = to[i] >= Rate ? Kept : 0;
        }
    }
}
