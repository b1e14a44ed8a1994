using Valence.Kernels;
using Valence.Threading;

namespace Valence.Backends;

/// <summary>The gradient of the matrix that windows are multiplied with, <c>[size, channels, filters]</c>.</summary>
/// <remarks>
/// For a few channels, copied to <c>[positions, channels]</c>, the rows of all positions of a window are neighbours
/// that overlap, so that one copy serves them all.
/// Each element is summed over sequences and windows in ascending order.
/// </remarks>
internal unsafe struct WindowGradient : IVectorized
{
    // The sums of a piece and what a sequence adds to them fit in a 32 KB first-level cache.
    private const int ChannelsPerPiece = 8;
    private const int PanelsPerPiece = 4;
    private const int InnerBlock = 256;

    // Elements that are packed, then used: a few megabytes of the last-level cache.
    private const long PackedTogether = 1 << 20;

    public Windows Windows;
    public int Filters;
    public float* X, Dy, Kernel;
    public Workers Workers;

    public readonly void Run<L, V>() where L : struct, ILanes<V> where V : unmanaged
    {
        if (Windows.Batch == 0 || Windows.Count == 0)
        {
            new Span<float>(Kernel, Windows.Width * Filters).Clear();
            return;
        }
        var panels = Blocks(Filters, Tile<L, V>.Columns);
        var (down, across) = (Blocks(Windows.Channels, ChannelsPerPiece), Blocks(panels, PanelsPerPiece));
        var packedWidth = panels * Tile<L, V>.Columns;
        var seen = (long)Windows.Positions(Windows.Count) * Windows.Channels;
        var sequences = (int)Math.Clamp(PackedTogether / (seen + (long)Windows.Count * packedWidth), 1, Windows.Batch);
        var packedDy = Scratch.Take(ScratchSlot.SharedB, sequences * (long)Windows.Count * packedWidth);
        var packedX = Scratch.Take(ScratchSlot.Windows, sequences * seen);
        var sums = Scratch.Take(ScratchSlot.KernelSums, (long)Windows.Width * Filters);
        var block = Blocks(Windows.Count, Blocks(Windows.Count, InnerBlock));
        for (var first = 0; first < Windows.Batch; first += sequences)
        {
            var end = Math.Min(Windows.Batch, first + sequences);
            var pack = new PackJob<L, V>
            {
                Whole = this,
                PackedX = packedX,
                PackedDy = packedDy,
                PackedWidth = packedWidth,
                First = first,
                Block = block
            };
            Workers.Run(ref pack, end - first);
            var sum = new SumJob<L, V>
            {
                Whole = this,
                PackedX = packedX,
                PackedDy = packedDy,
                PackedWidth = packedWidth,
                Sums = sums,
                First = first,
                End = end,
                Block = block,
                Panels = panels,
                Across = across,
            };
            Workers.Run(ref sum, down * across);
        }
    }

    private static int Blocks(int length, int block) => (length + block - 1) / block;

    // Each piece is a sequence: what is seen of it by groups of channels, the gradients by blocks of windows.
    private struct PackJob<L, V> : IJob where L : struct, ILanes<V> where V : unmanaged
    {
        public WindowGradient Whole;
        public float* PackedX, PackedDy;
        public int PackedWidth, First, Block;

        public readonly void Run(int piece)
        {
            var (windows, count, filters) = (Whole.Windows, Whole.Windows.Count, Whole.Filters);
            var positions = (nint)windows.Positions(count);
            for (var channel = 0; channel < windows.Channels; channel += ChannelsPerPiece)
                windows.Copy(
                    Whole.X, First + piece, 0, count, channel, Math.Min(ChannelsPerPiece, windows.Channels - channel),
                    PackedX + (piece * (nint)windows.Channels + channel) * positions);
            for (var window = 0; window < count; window += Block)
                Packing.Panels(
                    Whole.Dy + ((nint)(First + piece) * count + window) * filters, filters, 1,
                    Math.Min(Block, count - window), filters,
                    Tile<L, V>.Columns, PackedDy + ((nint)piece * count + window) * PackedWidth);
        }
    }

    // Each piece is some channels at all positions, and some filters.
    private struct SumJob<L, V> : IJob where L : struct, ILanes<V> where V : unmanaged
    {
        public WindowGradient Whole;
        public float* PackedX, PackedDy, Sums;
        public int PackedWidth, First, End, Block, Panels, Across;

        public readonly void Run(int piece)
        {
            var (windows, width) = (Whole.Windows, Tile<L, V>.Columns);
            var (down, across) = Math.DivRem(piece, Across);
            var channel = down * ChannelsPerPiece;
            var channels = Math.Min(ChannelsPerPiece, windows.Channels - channel);
            var (firstPanel, endPanel) = (across * Panels / Across, (across + 1) * Panels / Across);
            var filter = firstPanel * width;
            var filters = Math.Min(Whole.Filters, endPanel * width) - filter;
            var rows = windows.Size * channels;
            var sums = Sums + (nint)windows.Size * channel * Whole.Filters + (nint)rows * filter;
            var product = new Product
            {
                M = rows,
                N = filters,
                RowA = 1,
                ColumnA = windows.Strides * channels,
                C = sums,
                RowC = filters,
                ColumnC = 1,
                RowStart = filters,
                ColumnStart = 1,
            };
            var positions = (nint)windows.Positions(windows.Count);
            for (var sequence = First; sequence < End; sequence++)
                for (var window = 0; window < windows.Count; window += Block)
                {
                    product.K = Math.Min(Block, windows.Count - window);
                    product.A = PackedX + ((sequence - First) * (nint)windows.Channels + channel) * positions + window
                        * product.ColumnA;
                    product.Start = sequence == 0 && window == 0 ? null : sums;
                    var b = PackedDy + ((nint)(sequence - First) * windows.Count + window) * PackedWidth
                        + (nint)firstPanel * product.K * width;
                    ProductBlock<L, V>.Multiply(product, 0, rows, 0, endPanel - firstPanel, b);
                }
            if (End < windows.Batch) return;
            for (var row = 0; row < rows; row++)
            {
                var (position, within) = Math.DivRem(row, channels);
                var to = Whole.Kernel + ((nint)position * windows.Channels + channel + within) * Whole.Filters + filter;
                new ReadOnlySpan<float>(sums + (nint)row * filters, filters).CopyTo(new(to, filters));
            }
        }
    }
}
