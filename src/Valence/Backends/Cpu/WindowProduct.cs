using Valence.Kernels;
using Valence.Threading;

namespace Valence.Backends;

/// <summary>The product of windows with a matrix: <c>[batch, windows, columns]</c>.</summary>
/// <remarks>Neighbouring windows overlap and so lie close together: they are rows of the product where they are,
/// without a copy.</remarks>
internal unsafe struct WindowProduct : IVectorized
{
    // Few enough that a small batch keeps all threads busy to the end.
    private const int WindowsPerPiece = 60;

    // Elements of a window in one pass: so many rows of a panel take two thirds of a 32 KB first-level cache.
    private const int InnerBlock = 320;
    private const int TileRows = 6;

    public Windows Windows;
    public WindowMatrix Matrix;
    public float* X, Y;

    /// <summary>What each column's sums start from; null for zero.</summary>
    public float* Bias;
    public Workers Workers;

    public readonly void Run<L, V>() where L : struct, ILanes<V> where V : unmanaged
    {
        var panels = Blocks(Matrix.Columns, Tile<L, V>.Columns);
        var packed = Scratch.Take(ScratchSlot.SharedB, (long)panels * Windows.Width * Tile<L, V>.Columns);
        var pack = new PackJob<L, V> { Matrix = Matrix, Positions = Windows.Size, Packed = packed };
        Workers.Run(ref pack, panels);
        var blocks = Blocks(Windows.Count, WindowsPerPiece);
        var rows = Blocks(Blocks(Windows.Count, blocks), TileRows) * TileRows;
        var multiply = new MultiplyJob<L, V>
        {
            Whole = this,
            Packed = packed,
            Panels = panels,
            Blocks = blocks,
            Rows = rows
        };
        Workers.Run(ref multiply, Windows.Batch * blocks);
    }

    private static int Blocks(int length, int block) => (length + block - 1) / block;

    // Each piece is a panel of columns.
    private struct PackJob<L, V> : IJob where L : struct, ILanes<V> where V : unmanaged
    {
        public WindowMatrix Matrix;
        public int Positions;
        public float* Packed;

        public readonly void Run(int piece)
        {
            var width = Tile<L, V>.Columns;
            var column = piece * width;
            for (var position = 0; position < Positions; position++)
                Packing.Panels(
                    Matrix.First + position * Matrix.NextPosition + column * Matrix.NextColumn, Matrix.NextRow,
                    Matrix.NextColumn, Matrix.Rows,
                    Math.Min(width, Matrix.Columns - column), width,
                    Packed + ((nint)piece * Positions + position) * Matrix.Rows * width);
        }
    }

    // Each piece is some windows of a sequence.
    private struct MultiplyJob<L, V> : IJob where L : struct, ILanes<V> where V : unmanaged
    {
        public WindowProduct Whole;
        public float* Packed;
        public int Panels, Blocks, Rows;

        public readonly void Run(int piece)
        {
            var (sequence, block) = Math.DivRem(piece, Blocks);
            var (windows, columns) = (Whole.Windows, Whole.Matrix.Columns);
            var first = block * Rows;
            var rows = Math.Min(Rows, windows.Count - first);
            if (rows <= 0) return;
            var product = new Product
            {
                M = rows,
                N = columns,
                K = windows.Width,
                A = windows.Read(Whole.X, sequence, first, rows),
                RowA = windows.Stride,
                ColumnA = 1,
                C = Whole.Y + ((nint)sequence * windows.Count + first) * columns,
                RowC = columns,
                ColumnC = 1,
                Start = Whole.Bias,
                ColumnStart = 1,
            };
            var passes = Math.Max(1, WindowProduct.Blocks(windows.Width, InnerBlock));
            for (var panel = 0; panel < Panels; panel++)
                for (var pass = 0; pass < passes; pass++)
                {
                    var from = (int)((long)pass * windows.Width / passes);
                    var end = (int)((pass + 1L) * windows.Width / passes);
                    var b = Packed + ((nint)panel * windows.Width + from) * Tile<L, V>.Columns;
                    ProductBlock<L, V>.Multiply(product.Inner(from, end - from), 0, rows, panel, panel + 1, b);
                }
        }
    }
}
