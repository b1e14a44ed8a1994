using System.Buffers;
using Valence.Kernels;
using Valence.Operations;
using Valence.Threading;

namespace Valence.Backends;

/// <summary>Convolutions as matrix products: a window is a row of adjacent elements, so the sequence itself, read with a stride, is the matrix.</summary>
/// <remarks>Dilated and grouped convolutions run the plain definition; padded ones are copied between zeros first.</remarks>
internal static class Conv1DKernel
{
    private const int KernelPieces = 6;
    private const int LeastKernelRows = 12;
    private const int MostKernelRows = 128;

    public static void Forward(Conv1D operation, Operands x, ReadOnlySpan<Tensor> y, Workers workers)
    {
        if (!Fits(operation.Window, operation.Groups))
        {
            operation.Define(x, y);
            return;
        }
        var sizes = new Sizes(operation.Window, x[0].Shape, y[0].Shape[1], x[1].Shape[2]);
        var buffer = Padded(x[0].Floats, sizes, out var input);
        WindowProduct.Run(sizes.Product, sizes.Batch, sizes.PaddedSequence, input, x[1].Floats, y[0].Floats, x.FloatsOrEmpty(2), workers);
        Return(buffer);
    }

    public static unsafe void KernelGradient(Conv1DKernelGradient operation, Operands x, ReadOnlySpan<Tensor> y, Workers workers)
    {
        if (!Fits(operation.Window, operation.Groups))
        {
            operation.Define(x, y);
            return;
        }
        var sizes = new Sizes(operation.Window, x[0].Shape, x[1].Shape[1], x[1].Shape[2]);
        var buffer = Padded(x[0].Floats, sizes, out var input);
        fixed (float* from = input, dy = x[1].Floats, kernel = y[0].Floats)
        {
            var job = new KernelJob { Sizes = sizes, X = from, Dy = dy, Kernel = kernel, Rows = Math.Clamp((sizes.Width + KernelPieces - 1) / KernelPieces, LeastKernelRows, MostKernelRows) };
            workers.Run(ref job, (sizes.Width + job.Rows - 1) / job.Rows);
        }
        Return(buffer);
    }

    public static unsafe void InputGradient(Conv1DInputGradient operation, Operands x, ReadOnlySpan<Tensor> y, Workers workers)
    {
        if (!Fits(operation.Window, operation.Groups))
        {
            operation.Define(x, y);
            return;
        }
        var sizes = new Sizes(operation.Window, y[0].Shape, x[0].Shape[1], x[1].Shape[2]);
        if (operation.Window.Strides == 1)
        {
            Correlate(sizes, x[0].Floats, x[1].Floats, y[0].Floats, workers);
            return;
        }
        fixed (float* dy = x[0].Floats, kernel = x[1].Floats, dx = y[0].Floats)
        {
            var job = new SpreadJob { Sizes = sizes, Dy = dy, Kernel = kernel, Dx = dx };
            workers.Run(ref job, sizes.Batch);
        }
    }

    // At stride 1 the gradient is a convolution too, with the kernel reversed: each position sees the results of the windows it lies in, the last of them first.
    private static void Correlate(Sizes sizes, ReadOnlySpan<float> dy, ReadOnlySpan<float> kernel, Span<float> dx, Workers workers)
    {
        var (size, channels, filters) = (sizes.Width / sizes.Channels, sizes.Channels, sizes.Filters);
        // Neighbouring sequences share the zeros between them.
        var lead = size - 1 - sizes.Before;
        var period = Math.Max(sizes.Length + sizes.Before, lead + sizes.Steps);
        var (padded, reversed) = ((sizes.Batch * period + size - 1) * filters, size * channels * filters);
        var buffer = ArrayPool<float>.Shared.Rent(padded + reversed);
        var windows = buffer.AsSpan(0, padded);
        windows.Clear();
        for (var b = 0; b < sizes.Batch; b++) dy.Slice(b * sizes.Result, sizes.Result).CopyTo(windows[((b * period + lead) * filters)..]);
        var turned = buffer.AsSpan(padded, reversed);
        for (var j = 0; j < size; j++)
            for (var c = 0; c < channels; c++)
                kernel.Slice((j * channels + c) * filters, filters).CopyTo(turned[((c * size + size - 1 - j) * filters)..]);
        var product = new GemmShape(sizes.Length, channels, size * filters) { StrideA = filters, TransposeB = true };
        WindowProduct.Run(product, sizes.Batch, period * filters, windows, turned, dx, [], workers);
        ArrayPool<float>.Shared.Return(buffer);
    }

    private static bool Fits(SlidingWindow window, int groups) => window.Dilation == 1 && groups == 1;

    // The sequences between the zeros that padding adds; the operand itself where it adds none.
    private static float[]? Padded(ReadOnlySpan<float> x, Sizes sizes, out ReadOnlySpan<float> padded)
    {
        padded = x;
        if (sizes.PaddedSequence == sizes.Sequence) return null;
        var buffer = ArrayPool<float>.Shared.Rent(sizes.Batch * sizes.PaddedSequence);
        var to = buffer.AsSpan(0, sizes.Batch * sizes.PaddedSequence);
        to.Clear();
        for (var b = 0; b < sizes.Batch; b++) x.Slice(b * sizes.Sequence, sizes.Sequence).CopyTo(to[(b * sizes.PaddedSequence + sizes.Before * sizes.Channels)..]);
        padded = to;
        return buffer;
    }

    private static void Return(float[]? buffer)
    {
        if (buffer is not null) ArrayPool<float>.Shared.Return(buffer);
    }

    private readonly struct Sizes
    {
        public Sizes(SlidingWindow window, Shape x, int steps, int filters)
        {
            (Batch, Steps, Channels, Filters, Length) = (x[0], steps, x[2], filters, x[1]);
            Width = window.Size * Channels;
            Stride = window.Strides * Channels;
            Before = window.Before(x[1]);
            Sequence = x[1] * Channels;
            var needed = ((steps - 1) * window.Strides + window.Size) * Channels;
            PaddedSequence = Math.Max(Before * Channels + Sequence, needed);
        }

        public int Batch { get; }

        public int Steps { get; }

        public int Channels { get; }

        public int Filters { get; }

        public int Length { get; }

        /// <summary>Elements of a window.</summary>
        public int Width { get; }

        /// <summary>Elements from one window's start to the next.</summary>
        public int Stride { get; }

        /// <summary>Steps of padding before a sequence.</summary>
        public int Before { get; }

        public int Sequence { get; }

        public int PaddedSequence { get; }

        public int Result => Steps * Filters;

        public GemmShape Product => new(Steps, Filters, Width) { StrideA = Stride };
    }

    // Each piece is a range of the kernel's rows, small enough to stay in the first-level cache while all sequences are added to it.
    private unsafe struct KernelJob : IJob
    {
        public Sizes Sizes;
        public float* X, Dy, Kernel;
        public int Rows;

        public readonly void Run(int piece)
        {
            var first = piece * Rows;
            var rows = Math.Min(Rows, Sizes.Width - first);
            var kernel = new Span<float>(Kernel + (nint)first * Sizes.Filters, rows * Sizes.Filters);
            if (Sizes.Batch == 0) kernel.Clear();
            for (var b = 0; b < Sizes.Batch; b++)
                Gemm.Multiply(
                    new GemmShape(rows, Sizes.Filters, Sizes.Steps) { TransposeA = true, StrideA = Sizes.Stride, Accumulate = b > 0 },
                    new ReadOnlySpan<float>(X + (nint)b * Sizes.PaddedSequence + first, Sizes.PaddedSequence - first),
                    new ReadOnlySpan<float>(Dy + (nint)b * Sizes.Result, Sizes.Result), kernel);
        }
    }

    // Each piece is one sequence: the gradients of its windows, added where the windows lie.
    private unsafe struct SpreadJob : IJob
    {
        public Sizes Sizes;
        public float* Dy, Kernel, Dx;

        public readonly void Run(int piece)
        {
            var windows = ArrayPool<float>.Shared.Rent(Sizes.Steps * Sizes.Width);
            Gemm.Multiply(
                new GemmShape(Sizes.Steps, Sizes.Width, Sizes.Filters) { TransposeB = true },
                new ReadOnlySpan<float>(Dy + (nint)piece * Sizes.Result, Sizes.Result), new ReadOnlySpan<float>(Kernel, Sizes.Width * Sizes.Filters), windows);
            var to = new Span<float>(Dx + (nint)piece * Sizes.Sequence, Sizes.Sequence);
            to.Clear();
            for (var step = 0; step < Sizes.Steps; step++)
            {
                var start = step * Sizes.Stride - Sizes.Before * Sizes.Channels;
                var (first, end) = (Math.Max(0, start), Math.Min(Sizes.Sequence, start + Sizes.Width));
                if (end > first) Elementwise.AddScaled(1, windows.AsSpan(step * Sizes.Width + first - start, end - first), to[first..end]);
            }
            ArrayPool<float>.Shared.Return(windows);
        }
    }
}
