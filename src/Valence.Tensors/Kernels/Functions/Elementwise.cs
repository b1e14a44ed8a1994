using Valence.Threading;

namespace Valence.Kernels;

/// <summary>Applies a function to every element. A result depends on the element's values alone, never on its position
/// or the length.</summary>
/// <remarks>Destinations may be one of the sources. Empty spans are fine. Threads share long spans when there are
/// any.</remarks>
internal static unsafe class Elementwise
{
    private const int PerPiece = 16 * 1024;

    /// <summary><c>y = f(x)</c></summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Apply<F>(F function, ReadOnlySpan<float> x, Span<float> y, Workers? workers = null)
        where F : struct, IUnary
    {
        Same(x.Length, y.Length);
        fixed (float* px = x, py = y)
        {
            var job = new MapJob<F> { Function = function, X = px, Y = py, Count = y.Length };
            Run(ref job, y.Length, workers);
        }
    }

    /// <summary><c>y = f(a, b)</c></summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Apply<F>(F function, ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> y,
        Workers? workers = null) where F : struct, IBinary
    {
        Same(a.Length, y.Length);
        Same(b.Length, y.Length);
        fixed (float* pa = a, pb = b, py = y)
        {
            var job = new ZipJob<F> { Function = function, A = pa, B = pb, Y = py, Count = y.Length };
            Run(ref job, y.Length, workers);
        }
    }

    /// <summary><c>y = f(a, b)</c> with one number b for all.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Apply<F>(F function, ReadOnlySpan<float> a, float b, Span<float> y, Workers? workers = null)
        where F : struct, IBinary
    {
        Same(a.Length, y.Length);
        fixed (float* pa = a, py = y)
        {
            var job = new ScalarJob<F> { Function = function, A = pa, B = b, Y = py, Count = y.Length };
            Run(ref job, y.Length, workers);
        }
    }

    /// <summary><c>y[r, j] = f(a[r, j], row[j])</c> for matrices of as many columns as <paramref name="row"/> has
    /// elements: adding a bias.</summary>
    /// <exception cref="ArgumentException">The lengths differ, or are no multiple of the row's.</exception>
    public static void ApplyRow<F>(F function, ReadOnlySpan<float> a, ReadOnlySpan<float> row, Span<float> y,
        Workers? workers = null) where F : struct, IBinary
    {
        Same(a.Length, y.Length);
        var rows = Rows(y.Length, row.Length);
        fixed (float* pa = a, pb = row, py = y)
        {
            var job = new RowJob<F>
            {
                Function = function,
                A = pa,
                Row = pb,
                Y = py,
                Rows = rows,
                Columns = row.Length,
                RowsPerPiece = Math.Max(1, PerPiece / Math.Max(1, row.Length))
            };
            Run(ref job, (rows + job.RowsPerPiece - 1) / job.RowsPerPiece, workers, pieces: true);
        }
    }

    /// <summary><c>y[r, j] = f(a[r, j], column[r])</c> for matrices of as many rows as <paramref name="column"/> has
    /// elements: a mask over time steps.</summary>
    /// <exception cref="ArgumentException">The lengths differ, or are no multiple of the column's.</exception>
    public static void ApplyColumn<F>(F function, ReadOnlySpan<float> a, ReadOnlySpan<float> column, Span<float> y,
        Workers? workers = null) where F : struct, IBinary
    {
        Same(a.Length, y.Length);
        var columns = Rows(y.Length, column.Length);
        fixed (float* pa = a, pb = column, py = y)
        {
            var job = new ColumnJob<F>
            {
                Function = function,
                A = pa,
                Column = pb,
                Y = py,
                Rows = column.Length,
                Columns = columns,
                RowsPerPiece = Math.Max(1, PerPiece / Math.Max(1, columns))
            };
            Run(ref job, (column.Length + job.RowsPerPiece - 1) / job.RowsPerPiece, workers, pieces: true);
        }
    }

    /// <summary><c>y += factor · x</c></summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void AddScaled(float factor, ReadOnlySpan<float> x, Span<float> y, Workers? workers = null)
    {
        Same(x.Length, y.Length);
        fixed (float* px = x, py = y)
        {
            var job = new AddScaledJob { Factor = factor, X = px, Y = py, Count = y.Length };
            Run(ref job, y.Length, workers);
        }
    }

    private static void Run<TJob>(ref TJob job, int count, Workers? workers, bool pieces = false)
        where TJob : struct, IJob
    {
        if (!pieces) count = (int)(((long)count + PerPiece - 1) / PerPiece);
        if (workers is not null) workers.Run(ref job, count);
        else for (var piece = 0; piece < count; piece++) job.Run(piece);
    }

    private static void Same(int length, int expected)
    {
        if (length != expected)
            throw new ArgumentException($"Expected spans of one length, received {length} and {expected} elements.");
    }

    private static int Rows(int length, int columns)
    {
        if (length == 0) return 0;
        if (columns == 0 || length % columns != 0)
            throw new ArgumentException($"Expected a multiple of {columns} elements, received {length}.");
        return length / columns;
    }

    private struct MapJob<F> : IJob, IVectorized where F : struct, IUnary
    {
        public F Function;
        public float* X, Y;
        public int Count, Piece;

        public readonly void Run(int piece)
        {
            var work = this with { Piece = piece };
            VectorWidth.Run(ref work);
        }

        public readonly void Run<L, V>() where L : struct, ILanes<V> where V : unmanaged
        {
            var from = (nint)Piece * PerPiece;
            Stripe<L, V>.Map(Function, X + from, Y + from, Math.Min(PerPiece, Count - from));
        }
    }

    private struct ZipJob<F> : IJob, IVectorized where F : struct, IBinary
    {
        public F Function;
        public float* A, B, Y;
        public int Count, Piece;

        public readonly void Run(int piece)
        {
            var work = this with { Piece = piece };
            VectorWidth.Run(ref work);
        }

        public readonly void Run<L, V>() where L : struct, ILanes<V> where V : unmanaged
        {
            var from = (nint)Piece * PerPiece;
            Stripe<L, V>.Zip(Function, A + from, B + from, Y + from, Math.Min(PerPiece, Count - from));
        }
    }

    private struct ScalarJob<F> : IJob, IVectorized where F : struct, IBinary
    {
        public F Function;
        public float* A, Y;
        public float B;
        public int Count, Piece;

        public readonly void Run(int piece)
        {
            var work = this with { Piece = piece };
            VectorWidth.Run(ref work);
        }

        public readonly void Run<L, V>() where L : struct, ILanes<V> where V : unmanaged
        {
            var from = (nint)Piece * PerPiece;
            Stripe<L, V>.ZipScalar(Function, A + from, B, Y + from, Math.Min(PerPiece, Count - from));
        }
    }

    private struct RowJob<F> : IJob, IVectorized where F : struct, IBinary
    {
        public F Function;
        public float* A, Row, Y;
        public int Rows, Columns, RowsPerPiece, Piece;

        public readonly void Run(int piece)
        {
            var work = this with { Piece = piece };
            VectorWidth.Run(ref work);
        }

        public readonly void Run<L, V>() where L : struct, ILanes<V> where V : unmanaged
        {
            for (var r = Piece * RowsPerPiece; r < Math.Min(Rows, (Piece + 1) * RowsPerPiece); r++)
                Stripe<L, V>.Zip(Function, A + (nint)r * Columns, Row, Y + (nint)r * Columns, Columns);
        }
    }

    private struct ColumnJob<F> : IJob, IVectorized where F : struct, IBinary
    {
        public F Function;
        public float* A, Column, Y;
        public int Rows, Columns, RowsPerPiece, Piece;

        public readonly void Run(int piece)
        {
            var work = this with { Piece = piece };
            VectorWidth.Run(ref work);
        }

        public readonly void Run<L, V>() where L : struct, ILanes<V> where V : unmanaged
        {
            for (var r = Piece * RowsPerPiece; r < Math.Min(Rows, (Piece + 1) * RowsPerPiece); r++)
                Stripe<L, V>.ZipScalar(Function, A + (nint)r * Columns, Column[r], Y + (nint)r * Columns, Columns);
        }
    }

    private struct AddScaledJob : IJob, IVectorized
    {
        public float Factor;
        public float* X, Y;
        public int Count, Piece;

        public readonly void Run(int piece)
        {
            var work = this with { Piece = piece };
            VectorWidth.Run(ref work);
        }

        public readonly void Run<L, V>() where L : struct, ILanes<V> where V : unmanaged
        {
            var from = (nint)Piece * PerPiece;
            Stripe<L, V>.AddScaled(Factor, X + from, Y + from, Math.Min(PerPiece, Count - from));
        }
    }
}
