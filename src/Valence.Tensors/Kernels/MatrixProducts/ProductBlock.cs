using System.Runtime.CompilerServices;

namespace Valence.Kernels;

/// <summary>Computes a rectangle of a product on the calling thread.</summary>
internal static unsafe class ProductBlock<L, V> where L : struct, ILanes<V> where V : unmanaged
{
    private const int MaxWidth = 32;

    // Below these uses of each packed number, copying costs more than it saves.
    private const int PanelsWorthPackingA = 8;
    private const int StepsWorthPackingA = 64;
    private const int RowsWorthPackingB = 12;

    /// <summary>Rows <paramref name="firstRow"/> to <paramref name="endRow"/> and panels <paramref name="firstPanel"/>
    /// to <paramref name="endPanel"/> of C.</summary>
    /// <param name="part">The product; its inner axis is short enough for the caches.</param>
    /// <param name="firstRow">First row.</param>
    /// <param name="endRow">Row after the last.</param>
    /// <param name="firstPanel">First panel: a group of as many columns as a tile has.</param>
    /// <param name="endPanel">Panel after the last.</param>
    /// <param name="packedPanels">The packed panels from <paramref name="firstPanel"/> on; null to read or pack them
    /// here.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(in Product part, int firstRow, int endRow, int firstPanel, int endPanel,
        float* packedPanels)
    {
        var width = Tile<L, V>.Columns;
        var rows = endRow - firstRow;
        var tiles = (rows + Tile<L, V>.MaxRows - 1) / Tile<L, V>.MaxRows;
        var temporary = stackalloc float[Tile<L, V>.MaxRows * MaxWidth];
        var zeros = stackalloc float[MaxWidth];
        new Span<float>(zeros, MaxWidth).Clear();

        var packedA = PacksRows(part, endPanel - firstPanel) ? PackRows(part, firstRow, rows, tiles) : null;
        if (packedPanels == null && !ReadsPanelsInPlace(part, rows, endPanel))
        {
            var columns = Math.Min(part.N, endPanel * width) - firstPanel * width;
            packedPanels = Scratch.Take(ScratchSlot.PackedB, (long)part.K * (endPanel - firstPanel) * width);
            Packing.Panels(part.B + firstPanel * width * part.ColumnB, part.RowB, part.ColumnB, part.K, columns, width,
                packedPanels);
        }
        for (var panel = firstPanel; panel < endPanel; panel++)
        {
            var column = panel * width;
            var columns = Math.Min(width, part.N - column);
            var whole = columns == width || columns == L.Count;
            var b = part.B + column;
            var stepB = part.RowB;
            if (packedPanels != null)
            {
                b = packedPanels + (panel - firstPanel) * (nint)part.K * width;
                stepB = width;
            }

            var vectors = columns > L.Count ? 2 : 1;
            var direct = whole && part.ColumnC == 1 && (part.Start == null || part.ColumnStart == 1);
            for (var tile = 0; tile < tiles; tile++)
            {
                var before = TileStart(tile, rows, tiles);
                var height = TileStart(tile + 1, rows, tiles) - before;
                var row = firstRow + before;
                var a = packedA == null ? part.A + row * part.RowA : packedA + before * (nint)part.K;
                var (rowA, stepA) = packedA == null ? (part.RowA, part.ColumnA) : (1, height);
                var c = part.C + row * part.RowC + column * part.ColumnC;
                if (direct)
                {
                    var start = part.Start == null ? zeros : part.Start + row * part.RowStart + column;
                    Tile<L, V>.Multiply(height, vectors, part.K, a, rowA, stepA, b, stepB, start, part.Start == null ? 0
                        : part.RowStart, L.Count, c, part.RowC);
                }
                else
                {
                    if (part.Start == null) new Span<float>(temporary, height * width).Clear();
                    else Move(part.Start + row * part.RowStart + column * part.ColumnStart, part.RowStart,
                        part.ColumnStart, temporary, width, 1, height, columns);
                    Tile<L, V>.Multiply(height, vectors, part.K, a, rowA, stepA, b, stepB, temporary, width, L.Count,
                        temporary, width);
                    Move(temporary, width, 1, c, part.RowC, part.ColumnC, height, columns);
                }
            }
        }
    }

    // Rows that overlap lie closer together than their copies would.
    private static bool PacksRows(in Product part, int panels) =>
        part.K >= StepsWorthPackingA
        && (part.RowA == 1 ? part.ColumnA >= part.M && panels >= PanelsWorthPackingA / 2 : part.RowA >= part.K
            && panels >= PanelsWorthPackingA);

    private static bool ReadsPanelsInPlace(in Product part, int rows, int endPanel) =>
        part.ColumnB == 1
        && (rows <= RowsWorthPackingB || part.RowB == Tile<L, V>.Columns || part.ReadsPanelsInPlace)
        && Math.Min(part.N, endPanel * Tile<L, V>.Columns) % L.Count == 0;

    /// <summary>Rows in tiles of nearly equal height, because a low tile costs almost as much as a full one.</summary>
    private static int TileStart(int tile, int rows, int tiles) => (int)((uint)(tile * rows) / (uint)tiles);

    private static float* PackRows(in Product part, int firstRow, int rows, int tiles)
    {
        var packed = Scratch.Take(ScratchSlot.PackedA, (long)rows * part.K + 8);
        for (var tile = 0; tile < tiles; tile++)
        {
            var before = TileStart(tile, rows, tiles);
            var height = TileStart(tile + 1, rows, tiles) - before;
            Packing.Rows(part.A + (firstRow + before) * part.RowA, part.RowA, part.ColumnA, part.K, height,
                packed + before * (nint)part.K);
        }
        return packed;
    }

    private static void Move(float* source, nint row, nint column, float* destination, nint toRow, nint toColumn,
        int rows, int columns)
    {
        for (var r = 0; r < rows; r++)
            for (var j = 0; j < columns; j++) destination[r * toRow + j * toColumn] = source[r * row + j * column];
    }
}
