using System.Runtime.CompilerServices;
using Valence.Operations;
using Valence.Threading;

namespace Valence.Backends;

/// <summary>Repeats elements in blocks as large as the equal last axes.</summary>
internal static class ExpandKernel
{
    private const int ElementsPerPiece = 1 << 15;

    public static unsafe void Run(Operands x, ReadOnlySpan<Tensor> y, Workers workers)
    {
        var (from, to) = (x[0].Shape, y[0].Shape);
        var equal = 0;
        while (equal < from.Rank && from[from.Rank - 1 - equal] == to[to.Rank - 1 - equal]) equal++;
        var outer = to[..(to.Rank - equal)];
        var width = to[(to.Rank - equal)..].Count;
        // Where even the last axis repeats, its elements are filled rather than copied.
        var filled = equal == 0 && to.Rank > 0 ? to[^1] : 1;
        fixed (float* source = x[0].Floats, target = y[0].Overwrite<float>())
        {
            var job = new Job
            {
                Of = new(from[..(from.Rank - equal)], outer),
                Source = source,
                Target = target,
                Width = width,
                Filled = filled,
                Blocks = outer.Count / Math.Max(1, filled),
                PerPiece = Math.Max(1, ElementsPerPiece / Math.Max(1, width * filled)),
            };
            workers.Run(ref job, (job.Blocks + job.PerPiece - 1) / job.PerPiece);
        }
    }

    private unsafe struct Job : IJob
    {
        public Broadcast Of;
        public float* Source, Target;
        public int Width, Filled, Blocks, PerPiece;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(int piece)
        {
            for (var block = piece * PerPiece; block < Math.Min(Blocks, (piece + 1) * PerPiece); block++)
                if (Filled > 1) new Span<float>(Target + (nint)block * Filled, Filled).Fill(Source[Of[block * Filled]]);
                else new ReadOnlySpan<float>(Source + (nint)Of[block] * Width, Width)
                    .CopyTo(new(Target + (nint)block * Width, Width));
        }
    }
}
