using Valence.Kernels;
using Valence.Threading;

namespace Valence.Backends;

/// <summary>The product of windows with one matrix: <c>y [batch, windows, columns]</c>.</summary>
/// <remarks>Neighbouring windows overlap, so their rows of the product are read where they lie: few of them are in the cache at a time.</remarks>
internal unsafe struct WindowProduct : IVectorized
{
    // Windows of a piece: their results for a panel of columns and what they see fit in the nearest caches.
    private const int MostRowsPerPiece = 60;
    private const int TileRows = 6;

    // A panel of so many inner steps takes half of a 32 KB first-level cache.
    private const int InnerBlock = 256;

    public Windows Windows;
    public WindowMatrix Matrix;
    public float* X, Y, Bias;
    public Workers Workers;

    public readonly void Run<L, V>() where L : struct, ILanes<V> where V : unmanaged
    {
        var panels = Blocks(Matrix.Columns, Tile<L, V>.Columns);
        var packed = Scratch.Take(ScratchSlot.SharedB, (long)panels * Windows.Width * Tile<L, V>.Columns);
        var pack = new PackJob<L, V> { Matrix = Matrix, Positions = Windows.Size, Packed = packed };
        Workers.Run(ref pack, panels);
        var blocks = Blocks(Windows.Count, MostRowsPerPiece);
        var multiply = new MultiplyJob<L, V> { Product = this, Packed = packed, Panels = panels, Blocks = blocks, Rows = Blocks(Blocks(Windows.Count, blocks), TileRows) * TileRows };
        Workers.Run(ref multiply, Windows.Batch * blocks);
    }

    private static int Blocks(int length, int block) => Math.Max(1, (length + block - 1) / block);

    private struct PackJob<L, V> : IJob where L : struct, ILanes<V> where V : unmanaged
    {
        public WindowMatrix Matrix;
        public int Positions;
        public float* Packed;

        public readonly void Run(int piece)
        {
            var width = Tile<L, V>.Columns;
            var (column, area) = (piece * width, (nint)Matrix.Rows * width);
            for (var position = 0; position < Positions; position++)
                Packing.Panels(
                    Matrix.First + position * Matrix.NextPosition + column * Matrix.NextColumn, Matrix.NextRow, Matrix.NextColumn, Matrix.Rows,
                    Math.Min(width, Matrix.Columns - column), width, Packed + ((nint)piece * Positions + position) * area);
        }
    }

    private struct MultiplyJob<L, V> : IJob where L : struct, ILanes<V> where V : unmanaged
    {
        public WindowProduct Product;
        public float* Packed;
        public int Panels, Blocks, Rows;

        public readonly void Run(int piece)
        {
            var (sequence, block) = Math.DivRem(piece, Blocks);
            var windows = Product.Windows;
            var (first, columns, width) = (block * Rows, Product.Matrix.Columns, Tile<L, V>.Columns);
            var rows = Math.Min(Rows, windows.Count - first);
            if (rows <= 0) return;
            var product = new Product
            {
                M = rows, N = columns, K = windows.Width,
                A = windows.Elements(Product.X, sequence, first, rows), RowA = windows.Stride, ColumnA = 1,
                C = Product.Y + ((nint)sequence * windows.Count + first) * columns, RowC = columns, ColumnC = 1,
                Start = Product.Bias, ColumnStart = 1,
            };
            var steps = WindowProduct.Blocks(windows.Width, InnerBlock);
            for (var panel = 0; panel < Panels; panel++)
                for (var step = 0; step < steps; step++)
                {
                    var (from, end) = ((int)((long)step * windows.Width / steps), (int)((step + 1L) * windows.Width / steps));
                    ProductBlock<L, V>.Multiply(product.Inner(from, end - from), 0, rows, panel, panel + 1, Packed + ((nint)panel * windows.Width + from) * width);
                }
        }
    }
}
