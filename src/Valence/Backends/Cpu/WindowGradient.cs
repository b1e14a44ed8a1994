using Valence.Kernels;
using Valence.Threading;

namespace Valence.Backends;

/// <summary>The gradient of the matrix that windows are multiplied with: <c>[size, channels, filters]</c>.</summary>
internal unsafe struct WindowGradient : IVectorized
{
    public static int ChannelsPerPiece = int.Parse(Environment.GetEnvironmentVariable("CPP") ?? "16");
    public static int PanelsPerPiece = int.Parse(Environment.GetEnvironmentVariable("PPP") ?? "2");
    private const int InnerBlock = 256;

    public Windows Windows;
    public int Filters;
    public float* X, Dy, Kernel;
    public Workers Workers;

    public readonly void Run<L, V>() where L : struct, ILanes<V> where V : unmanaged
    {
        var panels = Blocks(Filters, Tile<L, V>.Columns);
        var job = new Job<L, V> { Gradient = this, Down = Blocks(Windows.Channels, ChannelsPerPiece), Across = Blocks(panels, PanelsPerPiece), Panels = panels };
        Workers.Run(ref job, job.Down * job.Across);
    }

    private static int Blocks(int length, int block) => Math.Max(1, (length + block - 1) / block);

    private struct Job<L, V> : IJob where L : struct, ILanes<V> where V : unmanaged
    {
        public WindowGradient Gradient;
        public int Down, Across, Panels;

        public readonly void Run(int piece)
        {
            var windows = Gradient.Windows;
            var (down, across) = Math.DivRem(piece, Across);
            var (firstPanel, endPanel) = (across * Panels / Across, (across + 1) * Panels / Across);
            var (channel, endChannel) = (down * windows.Channels / Down, (down + 1) * windows.Channels / Down);
            var channels = endChannel - channel;
            var filter = firstPanel * Tile<L, V>.Columns;
            var filters = Math.Min(Gradient.Filters, endPanel * Tile<L, V>.Columns) - filter;
            var rows = windows.Size * channels;
            var sums = Scratch.Take(ScratchSlot.Sums, (long)rows * filters);
            if (windows.Batch == 0 || windows.Count == 0) new Span<float>(sums, rows * filters).Clear();
            var product = new Product
            {
                M = rows, N = filters, RowA = 1, ColumnA = windows.Strides * channels, RowB = Gradient.Filters, ColumnB = 1,
                C = sums, RowC = filters, ColumnC = 1, RowStart = filters, ColumnStart = 1,
            };
            for (var sequence = 0; sequence < windows.Batch; sequence++)
                for (var first = 0; first < windows.Count; first += InnerBlock)
                {
                    product.K = Math.Min(InnerBlock, windows.Count - first);
                    product.A = windows.Channels_(Gradient.X, sequence, first, product.K, channel, channels);
                    product.B = Gradient.Dy + ((nint)sequence * windows.Count + first) * Gradient.Filters + filter;
                    ProductBlock<L, V>.Multiply(product, 0, rows, 0, endPanel - firstPanel, null);
                    product.Start = sums;
                }
            for (var row = 0; row < rows; row++)
            {
                var (position, within) = Math.DivRem(row, channels);
                var to = Gradient.Kernel + ((nint)position * windows.Channels + channel + within) * Gradient.Filters + filter;
                new ReadOnlySpan<float>(sums + (nint)row * filters, filters).CopyTo(new(to, filters));
            }
        }
    }
}
