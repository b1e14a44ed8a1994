using Valence.Kernels;
using Valence.Threading;

namespace Valence.Backends;

/// <summary>Sums over an axis in the middle: <c>[outer, summed, inner] → [outer, inner]</c>, in ascending
/// order.</summary>
internal static class MiddleSums
{
    public static unsafe void Run(Tensor from, Tensor to, int outer, Workers workers)
    {
        if (outer == 1)
        {
            Reductions.SumRows(from.Floats, to.Overwrite<float>(), accumulate: false, workers);
            return;
        }
        fixed (float* source = from.Floats, target = to.Overwrite<float>())
        {
            var job = new Job { Source = source, Target = target, Part = from.Count / outer, Inner = to.Count / outer };
            workers.Run(ref job, outer);
        }
    }

    private unsafe struct Job : IJob
    {
        public float* Source, Target;
        public int Part, Inner;

        public readonly void Run(int piece) =>
            Reductions.SumRows(new ReadOnlySpan<float>(Source + (nint)piece * Part, Part),
                new Span<float>(Target + (nint)piece * Inner, Inner));
    }
}
