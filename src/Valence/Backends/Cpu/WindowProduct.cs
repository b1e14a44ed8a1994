using System.Buffers;
using Valence.Kernels;
using Valence.Threading;

namespace Valence.Backends;

/// <summary>The product of the windows of several sequences, which lie one behind the other, with one matrix.</summary>
/// <remarks>Where sequences are a whole number of window distances apart, the windows that begin in one and end in the next are computed too and dropped: one large product is worth it.</remarks>
internal static class WindowProduct
{
    // Among how many windows one may be dropped.
    private const int WindowsPerDropped = 8;

    /// <summary>Multiplies, for each of <paramref name="batch"/> sequences, the windows that <paramref name="shape"/> describes.</summary>
    public static unsafe void Run(
        GemmShape shape, int batch, int period, ReadOnlySpan<float> x, ReadOnlySpan<float> matrix, Span<float> y, ReadOnlySpan<float> bias, Workers workers)
    {
        var result = shape.M * shape.N;
        var rows = shape.StrideA == 0 ? 0 : period / shape.StrideA;
        var all = shape with { M = Math.Max(0, (batch - 1) * rows + shape.M) };
        if (shape.StrideA == 0 || period % shape.StrideA != 0 || (rows - shape.M) * WindowsPerDropped > rows)
        {
            Gemm.Batched(shape, new GemmBatch(batch, period, 0, result), x, matrix, y, bias, workers);
            return;
        }
        if (rows == shape.M || batch <= 1)
        {
            if (batch > 0) Gemm.Multiply(all, x, matrix, y, bias, workers);
            return;
        }
        var buffer = ArrayPool<float>.Shared.Rent(all.M * shape.N);
        Gemm.Multiply(all, x, matrix, buffer, bias, workers);
        fixed (float* from = buffer, to = y)
        {
            var job = new CopyJob { From = from, To = to, Distance = rows * shape.N, Count = result };
            workers.Run(ref job, batch);
        }
        ArrayPool<float>.Shared.Return(buffer);
    }

    private unsafe struct CopyJob : IJob
    {
        public float* From, To;
        public int Distance, Count;

        public readonly void Run(int piece) => new ReadOnlySpan<float>(From + (nint)piece * Distance, Count).CopyTo(new(To + (nint)piece * Count, Count));
    }
}
