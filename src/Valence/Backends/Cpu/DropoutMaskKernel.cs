using Valence.Operations;
using Valence.Randomness;
using Valence.Threading;

namespace Valence.Backends;

/// <summary>Draws dropout masks in pieces: each element is a function of its index, so the pieces do not matter.</summary>
internal static class DropoutMaskKernel
{
    private const int ElementsPerPiece = 1 << 14;

    public static unsafe void Run(DropoutMask operation, Operands x, ReadOnlySpan<Tensor> y, Workers workers)
    {
        fixed (float* to = y[0].Floats)
        {
            var job = new Job { To = to, Count = y[0].Count, Random = new(x[1].Ints), Rate = operation.Rate, Kept = operation.Kept };
            workers.Run(ref job, (y[0].Count + ElementsPerPiece - 1) / ElementsPerPiece);
        }
    }

    private unsafe struct Job : IJob
    {
        public float* To;
        public int Count;
        public CounterRandom Random;
        public float Rate, Kept;

        public readonly void Run(int piece)
        {
            var first = piece * ElementsPerPiece;
            var to = new Span<float>(To + first, Math.Min(ElementsPerPiece, Count - first));
            Random.Uniforms(to, (ulong)first);
            for (var i = 0; i < to.Length; i++) to[i] = to[i] >= Rate ? Kept : 0;
        }
    }
}
