using System.Runtime.CompilerServices;
using Valence.Operations;
using Valence.Threading;

namespace Valence.Backends;

/// <summary>Copies rows of a table, shared among threads.</summary>
internal static class GatherKernel
{
    private const int ElementsPerPiece = 1 << 15;

    public static unsafe void Run(Operands x, ReadOnlySpan<Tensor> y, Workers workers)
    {
        var ids = x[1].Ints;
        IdOutOfRangeException.Check(x[1], x[0].Shape[0]);
        var width = x[0].Shape[1..].Count;
        fixed (float* table = x[0].FloatsOf(ids), to = y[0].Floats)
        fixed (int* rows = ids)
        {
            var job = new Job { Table = table, Rows = rows, To = to, Count = ids.Length, Width = width, PerPiece = Math.Max(1, ElementsPerPiece / Math.Max(1, width)) };
            workers.Run(ref job, (ids.Length + job.PerPiece - 1) / job.PerPiece);
        }
    }

    private unsafe struct Job : IJob
    {
        public float* Table, To;
        public int* Rows;
        public int Count, Width, PerPiece;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(int piece)
        {
            for (var i = piece * PerPiece; i < Math.Min(Count, (piece + 1) * PerPiece); i++)
                new ReadOnlySpan<float>(Table + (nint)Rows[i] * Width, Width).CopyTo(new(To + (nint)i * Width, Width));
        }
    }
}
