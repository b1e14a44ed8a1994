using System.Buffers;
using Valence.Kernels;
using Valence.Operations;
using Valence.Threading;

namespace Valence.Backends;

/// <summary>Convolutions as matrix products: a window is a row of adjacent elements, so the sequence itself, read with a stride, is the matrix.</summary>
/// <remarks>Dilated and grouped convolutions run the plain definition; padded ones are copied between zeros first.</remarks>
internal static class Conv1DKernel
{
    public static void Forward(Conv1D operation, Operands x, ReadOnlySpan<Tensor> y, Workers workers)
    {
        if (!Fits(operation.Window, operation.Groups))
        {
            operation.Define(x, y);
            return;
        }
        var sizes = new Sizes(operation.Window, x[0].Shape, y[0].Shape[1], x[1].Shape[2]);
        var buffer = Padded(x[0].Floats, sizes, out var input);
        Gemm.Batched(sizes.Product, new GemmBatch(sizes.Batch, sizes.PaddedSequence, 0, sizes.Result), input, x[1].Floats, y[0].Floats, x.FloatsOrEmpty(2), workers);
        Return(buffer);
    }

    public static void KernelGradient(Conv1DKernelGradient operation, Operands x, ReadOnlySpan<Tensor> y, Workers workers)
    {
        if (!Fits(operation.Window, operation.Groups))
        {
            operation.Define(x, y);
            return;
        }
        var sizes = new Sizes(operation.Window, x[0].Shape, x[1].Shape[1], x[1].Shape[2]);
        var buffer = Padded(x[0].Floats, sizes, out var input);
        var product = new GemmShape(sizes.Width, sizes.Filters, sizes.Steps) { TransposeA = true, StrideA = sizes.Stride };
        for (var b = 0; b < sizes.Batch; b++)
            Gemm.Multiply(product with { Accumulate = b > 0 }, input[(b * sizes.PaddedSequence)..], x[1].Floats.Slice(b * sizes.Result, sizes.Result), y[0].Floats, workers: workers);
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
        fixed (float* dy = x[0].Floats, kernel = x[1].Floats, dx = y[0].Floats)
        {
            var job = new SpreadJob { Sizes = sizes, Dy = dy, Kernel = kernel, Dx = dx };
            workers.Run(ref job, sizes.Batch);
        }
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
