using Valence.Threading;

namespace Valence.Kernels;

/// <summary>Cuts a product into pieces for the caches and the threads. No choice made here changes a bit of the
/// result.</summary>
internal unsafe struct ProductPlan(Product product, Workers? workers) : IVectorized
{
    /// <summary>Inner steps per pass: a panel of B then takes half of a 32 KB first-level cache.</summary>
    private const int InnerBlock = 256;

    /// <summary>Rows per piece: packed, they take a quarter of a 512 KB second-level cache.</summary>
    private const int RowBlock = 144;

    /// <summary>Inner indices that all pieces of a product finish before any goes on: as many as two operands of a few
    /// hundred columns fit in the cache.</summary>
    private const int InnerStretch = 1024;

    /// <summary>Columns per pass: packed, they take a few megabytes of the last-level cache.</summary>
    private const int ColumnBlock = 4096;

    private const int RowsWorthSharingPanels = 240;
    private const int LeastRowsPerPiece = 24;
    private const int PanelsPerPiece = 4;
    private const int PackedPanelsPerPiece = 8;
    private const long FloatsWorthPackingTogether = 1 << 15;
    private const double MultiplyAddsWorthAPiece = 150_000;
    private const int PiecesPerThread = 4;

    public readonly void Run<L, V>() where L : struct, ILanes<V> where V : unmanaged
    {
        if (product.M > RowsWorthSharingPanels) SharePanels<L, V>();
        else Grid<L, V>();
    }

    private static int Blocks(int length, int block) => Math.Max(1, (length + block - 1) / block);

    private readonly int Pieces => workers is null || workers.Count == 1
        ? 1
        : (int)Math.Clamp((double)product.M * product.N * product.K / MultiplyAddsWorthAPiece, 1,
            PiecesPerThread * workers.Count);

    private static void Run<TJob>(ref TJob job, int pieces, Workers? workers) where TJob : struct, IJob
    {
        if (workers is not null) workers.Run(ref job, pieces);
        else for (var piece = 0; piece < pieces; piece++) job.Run(piece);
    }

    private readonly void Grid<L, V>() where L : struct, ILanes<V> where V : unmanaged
    {
        var panels = Blocks(product.N, Tile<L, V>.Columns);
        var across = Math.Min(Pieces, Math.Max(panels / PanelsPerPiece, Math.Min(panels, workers?.Count ?? 1)));
        var down = Math.Min(Math.Max(1, Pieces / across), Math.Max(1, product.M / LeastRowsPerPiece));
        // All pieces work through one stretch of the inner axis before the next begins, so that what they share is
        // still in the cache.
        var stretches = across * down == 1 ? 1 : Blocks(product.K, InnerStretch);
        for (var stretch = 0; stretch < stretches; stretch++)
        {
            var job = new GridJob<L, V>
            {
                Product = InnerPart(product, stretch, stretches),
                Panels = panels,
                Across = across,
                Down = down
            };
            Run(ref job, across * down, workers);
        }
    }

    private readonly void SharePanels<L, V>() where L : struct, ILanes<V> where V : unmanaged
    {
        var width = Tile<L, V>.Columns;
        var panels = Blocks(product.N, width);
        var steps = Blocks(product.K, InnerBlock);
        var rows = Math.Clamp((product.M / Pieces + 5) / 6 * 6, LeastRowsPerPiece, RowBlock);
        for (var first = 0; first < panels; first += ColumnBlock / width)
        {
            var end = Math.Min(panels, first + ColumnBlock / width);
            for (var step = 0; step < steps; step++)
            {
                var part = InnerPart(product, step, steps);
                var packed = part.ColumnB == 1 && part.RowB == width && part.N == width
                    ? part.B
                    : Scratch.Take(ScratchSlot.SharedB, (long)(end - first) * part.K * width);
                if (packed != part.B)
                {
                    var pack = new PackJob<L, V>
                    {
                        Part = part,
                        First = first,
                        End = end,
                        Packed = packed,
                        Group = PackedPanelsPerPiece
                    };
                    var together = (long)part.K * part.N >= FloatsWorthPackingTogether;
                    Run(ref pack, Blocks(end - first, PackedPanelsPerPiece), together ? workers : null);
                }
                var multiply = new RowsJob<L, V>
                {
                    Part = part,
                    Rows = rows,
                    First = first,
                    End = end,
                    Packed = packed
                };
                Run(ref multiply, Blocks(part.M, rows), workers);
            }
        }
    }

    private static Product InnerPart(in Product product, int step, int steps)
    {
        var from = (int)((long)step * product.K / steps);
        return product.Inner(from, (int)((step + 1L) * product.K / steps) - from);
    }

    private struct GridJob<L, V> : IJob where L : struct, ILanes<V> where V : unmanaged
    {
        public Product Product;
        public int Panels, Across, Down;

        public readonly void Run(int piece)
        {
            var (row, column) = (piece / Across, piece % Across);
            var steps = Blocks(Product.K, InnerBlock);
            for (var step = 0; step < steps; step++)
                ProductBlock<L, V>.Multiply(
                    InnerPart(Product, step, steps), row * Product.M / Down, (row + 1) * Product.M / Down,
                    column * Panels / Across, (column + 1) * Panels / Across, null);
        }
    }

    private struct PackJob<L, V> : IJob where L : struct, ILanes<V> where V : unmanaged
    {
        public Product Part;
        public int First, End, Group;
        public float* Packed;

        public readonly void Run(int piece)
        {
            var width = Tile<L, V>.Columns;
            var from = First + piece * Group;
            var columns = Math.Min(Part.N, Math.Min(End, from + Group) * width) - from * width;
            Packing.Panels(
                Part.B + from * width * Part.ColumnB, Part.RowB, Part.ColumnB, Part.K, columns, width,
                Packed + (from - First) * (nint)Part.K * width);
        }
    }

    private struct RowsJob<L, V> : IJob where L : struct, ILanes<V> where V : unmanaged
    {
        public Product Part;
        public int Rows, First, End;
        public float* Packed;

        public readonly void Run(int piece) =>
            ProductBlock<L, V>.Multiply(Part, piece * Rows, Math.Min(Part.M, (piece + 1) * Rows), First, End, Packed);
    }
}
