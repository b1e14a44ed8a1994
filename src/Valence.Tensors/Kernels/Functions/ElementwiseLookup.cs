using Valence.Threading;

namespace Valence.Kernels;

/// <summary>Applies a function to rows of a table, read where they lie, and the elements of an array.</summary>
internal static unsafe class ElementwiseLookup
{
    private const int ElementsPerPiece = 16 * 1024;

    /// <summary><c>y[i, j] = f(table[ids[i], j], b[i, j])</c></summary>
    /// <param name="function">The function.</param>
    /// <param name="table">Rows of <paramref name="width"/> numbers.</param>
    /// <param name="ids">Indices of rows, all within the table.</param>
    /// <param name="width">Numbers in a row; at least 1.</param>
    /// <param name="b">As many rows as there are ids.</param>
    /// <param name="y">As many rows as there are ids; may be <paramref name="b"/>.</param>
    /// <param name="workers">The threads to use.</param>
    public static void Apply<F>(F function, ReadOnlySpan<float> table, ReadOnlySpan<int> ids, int width,
        ReadOnlySpan<float> b, Span<float> y, Workers workers) where F : struct, IBinary
    {
        if (b.Length != (long)ids.Length * width || y.Length != b.Length)
            throw new ArgumentException($"Expected arrays of {ids.Length} rows of {width} numbers, received {b.Length} "
                + $"and {y.Length} numbers.");
        fixed (float* pTable = table, pb = b, py = y)
        fixed (int* pIds = ids)
        {
            var job = new Job<F>
            {
                Function = function,
                Table = pTable,
                Ids = pIds,
                B = pb,
                Y = py,
                Count = ids.Length,
                Width = width,
                RowsPerPiece = Math.Max(1, ElementsPerPiece / width)
            };
            workers.Run(ref job, (ids.Length + job.RowsPerPiece - 1) / job.RowsPerPiece);
        }
    }

    private struct Job<F> : IJob, IVectorized where F : struct, IBinary
    {
        public F Function;
        public float* Table, B, Y;
        public int* Ids;
        public int Count, Width, RowsPerPiece, Piece;

        public readonly void Run(int piece)
        {
            var work = this with { Piece = piece };
            VectorWidth.Run(ref work);
        }

        public readonly void Run<L, V>() where L : struct, ILanes<V> where V : unmanaged
        {
            for (nint i = Piece * RowsPerPiece; i < Math.Min(Count, (Piece + 1) * RowsPerPiece); i++)
                Stripe<L, V>.Zip(Function, Table + (nint)Ids[i] * Width, B + i * Width, Y + i * Width, Width);
        }
    }
}
