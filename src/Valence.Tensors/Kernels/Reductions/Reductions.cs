using Valence.Threading;

namespace Valence.Kernels;

/// <summary>Sums, maxima and statistics in an order that depends on the lengths alone.</summary>
internal static unsafe class Reductions
{
    private const int PerPiece = 16 * 1024;
    private const int ColumnsPerPiece = 64;

    /// <summary>Rows that are summed before their sum is added to that of the others: the error of a sum grows with the
    /// number of terms.</summary>
    private const int RowsPerSum = 16_384;

    /// <summary>Σ x; 0 for none.</summary>
    public static float Sum(ReadOnlySpan<float> x) => Whole(x, x, RowKind.Sum);

    /// <summary>Σ x²; 0 for none.</summary>
    public static float SumOfSquares(ReadOnlySpan<float> x) => Whole(x, x, RowKind.SumOfSquares);

    /// <summary>Σ x·y; 0 for none.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static float Dot(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        Matches(nameof(y), y.Length, x.Length);
        return Whole(x, y, RowKind.Dot);
    }

    /// <summary>The largest element; −∞ for none, NaN when there is one.</summary>
    public static float Max(ReadOnlySpan<float> x) => Whole(x, x, RowKind.Max);

    /// <summary><c>y[r] = Σⱼ x[r, j]</c>, one sum per row.</summary>
    /// <param name="x">A matrix of as many rows as <paramref name="y"/> has elements.</param>
    /// <param name="y">The sums.</param>
    /// <param name="workers">The threads to use; the caller alone when null.</param>
    public static void SumEachRow(ReadOnlySpan<float> x, Span<float> y, Workers? workers = null) =>
        EachRow(x, y, RowKind.Sum, workers);

    /// <summary><c>y[r] = maxⱼ x[r, j]</c>, one maximum per row.</summary>
    /// <inheritdoc cref="SumEachRow"/>
    public static void MaxEachRow(ReadOnlySpan<float> x, Span<float> y, Workers? workers = null) =>
        EachRow(x, y, RowKind.Max, workers);

    /// <summary><c>y[j] = Σᵣ x[r, j]</c>, taken in ascending row order, beyond 16,384 rows as the sum of
    /// the sums of so many: the gradient of a bias.</summary>
    /// <param name="x">A matrix of as many columns as <paramref name="y"/> has elements.</param>
    /// <param name="y">The sums.</param>
    /// <param name="accumulate">Whether the sums start from what <paramref name="y"/> holds instead of 0.</param>
    /// <param name="workers">The threads to use; the caller alone when null.</param>
    public static void SumRows(ReadOnlySpan<float> x, Span<float> y, bool accumulate = false, Workers? workers = null)
    {
        if (y.IsEmpty) return;
        var rows = Rows(x.Length, y.Length);
        if (!accumulate) y.Clear();
        fixed (float* px = x, py = y)
        {
            var job = new SumRowsJob { X = px, Y = py, Rows = rows, Columns = y.Length };
            Run(ref job, (y.Length + ColumnsPerPiece - 1) / ColumnsPerPiece, x.Length < PerPiece ? null : workers);
        }
    }

    /// <summary>Mean and population variance of every row.</summary>
    /// <param name="x">A matrix of as many rows as <paramref name="means"/> has elements.</param>
    /// <param name="means">The means.</param>
    /// <param name="variances">The means of the squared distances from the mean; as long as
    /// <paramref name="means"/>.</param>
    /// <param name="workers">The threads to use; the caller alone when null.</param>
    public static void RowStatistics(ReadOnlySpan<float> x, Span<float> means, Span<float> variances,
        Workers? workers = null)
    {
        Matches(nameof(variances), variances.Length, means.Length);
        fixed (float* px = x, pm = means, pv = variances) EachRow(
            px, pm, pv, means.Length, x.Length, RowKind.Statistics, workers);
    }

    private static float Whole(ReadOnlySpan<float> x, ReadOnlySpan<float> y, RowKind kind)
    {
        var result = 0f;
        fixed (float* px = x, py = y)
        {
            var job = new RowJob
            {
                X = px,
                Other = py,
                Y = &result,
                Rows = 1,
                Columns = x.Length,
                RowsPerPiece = 1,
                Kind = kind
            };
            job.Run(0);
        }
        return result;
    }

    private static void EachRow(ReadOnlySpan<float> x, Span<float> y, RowKind kind, Workers? workers)
    {
        fixed (float* px = x, py = y) EachRow(px, py, null, y.Length, x.Length, kind, workers);
    }

    private static void EachRow(float* x, float* y, float* other, int rows, int length, RowKind kind, Workers? workers)
    {
        if (rows == 0) return;
        var columns = Rows(length, rows);
        var job = new RowJob
        {
            X = x,
            Y = y,
            Other = other,
            Rows = rows,
            Columns = columns,
            RowsPerPiece = Math.Max(1, PerPiece / Math.Max(1, columns)),
            Kind = kind
        };
        Run(ref job, (rows + job.RowsPerPiece - 1) / job.RowsPerPiece, workers);
    }

    internal static void Run<TJob>(ref TJob job, int pieces, Workers? workers) where TJob : struct, IJob
    {
        if (workers is not null) workers.Run(ref job, pieces);
        else for (var piece = 0; piece < pieces; piece++) job.Run(piece);
    }

    internal static int Rows(int length, int columns) => length % columns == 0
        ? length / columns
        : throw new ArgumentException($"Expected a multiple of {columns} elements, received {length}.");

    internal static void Matches(string name, int length, int expected)
    {
        if (length != expected) throw new ArgumentException($"Expected {expected} elements, received {length}.", name);
    }

    private enum RowKind
    {
        Sum,
        SumOfSquares,
        Dot,
        Max,
        Statistics,
    }

    private struct RowJob : IJob, IVectorized
    {
        public float* X, Y, Other;
        public int Rows, Columns, RowsPerPiece, Piece;
        public RowKind Kind;

        public readonly void Run(int piece)
        {
            var work = this with { Piece = piece };
            VectorWidth.Run(ref work);
        }

        public readonly void Run<L, V>() where L : struct, ILanes<V> where V : unmanaged
        {
            for (var r = Piece * RowsPerPiece; r < Math.Min(Rows, (Piece + 1) * RowsPerPiece); r++)
            {
                var x = X + (nint)r * Columns;
                switch (Kind)
                {
                    case RowKind.Sum: Y[r] = ReductionRow<L, V>.Sum(x, Columns); break;
                    case RowKind.SumOfSquares: Y[r] = ReductionRow<L, V>.SumOfSquares(x, Columns); break;
                    case RowKind.Dot: Y[r] = ReductionRow<L, V>.Dot(x, Other, Columns); break;
                    case RowKind.Max: Y[r] = ReductionRow<L, V>.Max(x, Columns); break;
                    default:
                        Y[r] = ReductionRow<L, V>.Sum(x, Columns) / Columns;
                        Other[r] = ReductionRow<L, V>.SumOfSquaredDistances(x, Y[r], Columns) / Columns;
                        break;
                }
            }
        }
    }

    private struct SumRowsJob : IJob, IVectorized
    {
        public float* X, Y;
        public int Rows, Columns, Piece;

        public readonly void Run(int piece)
        {
            var work = this with { Piece = piece };
            VectorWidth.Run(ref work);
        }

        public readonly void Run<L, V>() where L : struct, ILanes<V> where V : unmanaged
        {
            var from = Piece * ColumnsPerPiece;
            var columns = Math.Min(ColumnsPerPiece, Columns - from);
            AddRows<L, V>(0, Math.Min(Rows, RowsPerSum), from, Y + from, columns);
            if (Rows <= RowsPerSum) return;
            var sum = stackalloc float[ColumnsPerPiece];
            for (var first = RowsPerSum; first < Rows; first += RowsPerSum)
            {
                new Span<float>(sum, columns).Clear();
                AddRows<L, V>(first, Math.Min(RowsPerSum, Rows - first), from, sum, columns);
                Stripe<L, V>.Zip(new Binary.Add(), Y + from, sum, Y + from, columns);
            }
        }

        private readonly void AddRows<L, V>(int first, int count, int from, float* to, int columns)
            where L : struct, ILanes<V> where V : unmanaged
        {
            for (nint r = first; r < first + count; r++)
                Stripe<L, V>.Zip(new Binary.Add(), to, X + r * Columns + from, to, columns);
        }
    }
}
