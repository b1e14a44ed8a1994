using System.Runtime.CompilerServices;
using Valence.Threading;

namespace Valence.Kernels;

/// <summary>Softmax and log-softmax of every row of a matrix. A row's result depends on that row alone.</summary>
/// <remarks>Spans hold <c>[rows, columns]</c>; a destination may be a source. A row with NaN or +∞, or of −∞ only,
/// becomes NaN.</remarks>
internal static unsafe class Softmax
{
    private const int PerPiece = 8 * 1024;

    /// <summary><c>y = exp(x − max x) / Σ exp(x − max x)</c></summary>
    public static void Forward(ReadOnlySpan<float> x, Span<float> y, int columns, Workers? workers = null) =>
        Run(x, x, y, columns, Kind.Forward, workers);

    /// <summary><c>dx = y · (dy − Σ y·dy)</c></summary>
    public static void Backward(ReadOnlySpan<float> y, ReadOnlySpan<float> dy, Span<float> dx, int columns,
        Workers? workers = null) =>
        Run(y, dy, dx, columns, Kind.Backward, workers);

    /// <summary><c>y = x − max x − log Σ exp(x − max x)</c></summary>
    public static void LogForward(ReadOnlySpan<float> x, Span<float> y, int columns, Workers? workers = null) =>
        Run(x, x, y, columns, Kind.LogForward, workers);

    /// <summary><c>dx = dy − exp(y) · Σ dy</c></summary>
    public static void LogBackward(ReadOnlySpan<float> y, ReadOnlySpan<float> dy, Span<float> dx, int columns,
        Workers? workers = null) =>
        Run(y, dy, dx, columns, Kind.LogBackward, workers);

    /// <summary>The softmax of one row, whose sum is taken in the order of a longer one with zeros behind it.</summary>
    /// <param name="x">The row.</param>
    /// <param name="y">Where it goes.</param>
    /// <param name="columns">Its length.</param>
    /// <param name="length">The length of the longer one, which <paramref name="y"/> has room for.</param>
    internal static void Row<L, V>(float* x, float* y, nint columns, nint length) where L : struct, ILanes<V>
        where V : unmanaged
    {
        Stripe<L, V>.Map(new ExpOfDistance(ReductionRow<L, V>.Max(x, columns)), x, y, columns);
        new Span<float>(y + columns, (int)(length - columns)).Clear();
        Stripe<L, V>.ZipScalar(new Binary.Divide(), y, ReductionRow<L, V>.Sum(y, length), y, columns);
    }

    private static void Run(ReadOnlySpan<float> x, ReadOnlySpan<float> dy, Span<float> y, int columns, Kind kind,
        Workers? workers)
    {
        Reductions.Matches(nameof(x), x.Length, y.Length);
        Reductions.Matches(nameof(dy), dy.Length, y.Length);
        if (y.IsEmpty) return;
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        var rows = Reductions.Rows(y.Length, columns);
        fixed (float* px = x, pd = dy, py = y)
        {
            var job = new RowJob
            {
                X = px,
                Dy = pd,
                Y = py,
                Rows = rows,
                Columns = columns,
                RowsPerPiece = Math.Max(1, PerPiece / columns),
                Kind = kind
            };
            Reductions.Run(ref job, (rows + job.RowsPerPiece - 1) / job.RowsPerPiece, workers);
        }
    }

    private enum Kind
    {
        Forward,
        Backward,
        LogForward,
        LogBackward,
    }

    private struct RowJob : IJob, IVectorized
    {
        public float* X, Dy, Y;
        public int Rows, Columns, RowsPerPiece, Piece;
        public Kind Kind;

        public readonly void Run(int piece)
        {
            var work = this with { Piece = piece };
            VectorWidth.Run(ref work);
        }

        public readonly void Run<L, V>() where L : struct, ILanes<V> where V : unmanaged
        {
            for (var r = Piece * RowsPerPiece; r < Math.Min(Rows, (Piece + 1) * RowsPerPiece); r++)
            {
                var (at, n) = ((nint)r * Columns, Columns);
                switch (Kind)
                {
                    case Kind.Forward: Row<L, V>(X + at, Y + at, n, n); break;
                    case Kind.Backward:
                        Stripe<L, V>.Zip(new DistanceTimes(ReductionRow<L, V>.Dot(X + at, Dy + at, n)), X + at, Dy + at,
                            Y + at, n);
                        break;
                    case Kind.LogForward:
                        var (max, sum) = (ReductionRow<L, V>.Max(X + at, n), 0f);
                        var exponentials = Scratch.Take(ScratchSlot.Row, n);
                        Stripe<L, V>.Map(new ExpOfDistance(max), X + at, exponentials, n);
                        sum = ReductionRow<L, V>.Sum(exponentials, n);
                        Stripe<L, V>.Map(new Unary.Log(), &sum, &sum, 1);
                        Stripe<L, V>.Map(new LessTwo(max, sum), X + at, Y + at, n);
                        break;
                    default:
                        Stripe<L, V>.Zip(new LessExpTimes(ReductionRow<L, V>.Sum(Dy + at, n)), X + at, Dy + at, Y + at,
                            n);
                        break;
                }
            }
        }
    }

    private readonly struct ExpOfDistance(float max) : IUnary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<L, V>(V x) where L : struct, ILanes<V> where V : unmanaged =>
            VectorMath<L, V>.Exp(L.Subtract(x, L.Create(max)));
    }

    private readonly struct LessTwo(float first, float second) : IUnary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<L, V>(V x) where L : struct, ILanes<V> where V : unmanaged =>
            L.Subtract(L.Subtract(x, L.Create(first)), L.Create(second));
    }

    private readonly struct DistanceTimes(float sum) : IBinary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<L, V>(V y, V dy) where L : struct, ILanes<V> where V : unmanaged =>
            L.Multiply(y, L.Subtract(dy, L.Create(sum)));
    }

    private readonly struct LessExpTimes(float sum) : IBinary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<L, V>(V y, V dy) where L : struct, ILanes<V> where V : unmanaged =>
            L.Subtract(dy, L.Multiply(VectorMath<L, V>.Exp(y), L.Create(sum)));
    }
}
