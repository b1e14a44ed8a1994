using System.Buffers;
using Valence.Kernels;
using Valence.Operations;
using Valence.Threading;

namespace Valence.Backends;

/// <summary>Convolutions as matrix products: a window is a row of adjacent elements, so the sequence itself, read with
/// a stride, is the matrix.</summary>
/// <remarks>Dilated and grouped convolutions run the plain definition.</remarks>
internal static unsafe class Conv1DKernel
{
    public static void Forward(Conv1DOperation operation, Operands x, ReadOnlySpan<Tensor> y, Workers workers)
    {
        if (!Fits(operation.Window, operation.Groups))
        {
            operation.Define(x, y);
            return;
        }
        var windows = new Windows(operation.Window, x[0].Shape, y[0].Shape[1]);
        var (channels, filters) = (windows.Channels, x[1].Shape[2]);
        fixed (float* from = x[0].Floats, kernel = x[1].Floats, bias = x.FloatsOrEmpty(2), to = y[0].Overwrite<float>())
        {
            var matrix = new WindowMatrix
            {
                Rows = channels,
                Columns = filters,
                First = kernel,
                NextPosition = (nint)channels * filters,
                NextRow = filters,
                NextColumn = 1
            };
            var product = new WindowProduct
            {
                Windows = windows,
                Matrix = matrix,
                X = from,
                Y = to,
                Bias = bias,
                Workers = workers
            };
            VectorWidth.Run(ref product);
        }
    }

    public static void KernelGradient(Conv1DKernelGradient operation, Operands x, ReadOnlySpan<Tensor> y,
        Workers workers)
    {
        if (!Fits(operation.Window, operation.Groups))
        {
            operation.Define(x, y);
            return;
        }
        var windows = new Windows(operation.Window, x[0].Shape, x[1].Shape[1]);
        fixed (float* from = x[0].Floats, dy = x[1].Floats, to = y[0].Overwrite<float>())
        {
            var gradient = new WindowGradient
            {
                Windows = windows,
                Filters = x[1].Shape[2],
                X = from,
                Dy = dy,
                Kernel = to,
                Workers = workers
            };
            VectorWidth.Run(ref gradient);
        }
    }

    public static void InputGradient(Conv1DInputGradient operation, Operands x, ReadOnlySpan<Tensor> y, Workers workers)
    {
        if (!Fits(operation.Window, operation.Groups))
        {
            operation.Define(x, y);
            return;
        }
        var windows = new Windows(operation.Window, y[0].Shape, x[0].Shape[1]);
        fixed (float* dy = x[0].Floats, kernel = x[1].Floats, dx = y[0].Overwrite<float>())
        {
            if (windows.Strides == 1)
            {
                Correlate(windows, x[1].Shape[2], dy, kernel, dx, workers);
                return;
            }
            var job = new SpreadJob { Windows = windows, Filters = x[1].Shape[2], Dy = dy, Kernel = kernel, Dx = dx };
            workers.Run(ref job, windows.Batch);
        }
    }

    private static bool Fits(SlidingWindow window, int groups) => window.Dilation == 1 && groups == 1;

    // At stride 1 the gradient is a convolution too, with the kernel reversed: each position sees the results of the
    // windows it lies in, the last of them first.
    private static void Correlate(Windows windows, int filters, float* dy, float* kernel, float* dx, Workers workers)
    {
        var area = (nint)windows.Channels * filters;
        var product = new WindowProduct
        {
            Windows = new(windows.Batch, windows.Count, filters, windows.Length, windows.Size, 1,
                windows.Size - 1 - windows.Before),
            Matrix = new()
            {
                Rows = filters,
                Columns = windows.Channels,
                First = kernel + (windows.Size - 1) * area,
                NextPosition = -area,
                NextRow = 1,
                NextColumn = filters
            },
            X = dy,
            Y = dx,
            Workers = workers,
        };
        VectorWidth.Run(ref product);
    }

    // Each piece is one sequence: the gradients of its windows, added where the windows lie.
    private struct SpreadJob : IJob
    {
        public Windows Windows;
        public int Filters;
        public float* Dy, Kernel, Dx;

        public readonly void Run(int piece)
        {
            var (steps, width, result, sequence) =
                (Windows.Count, Windows.Width, Windows.Count * Filters, Windows.Length * Windows.Channels);
            var gradients = ArrayPool<float>.Shared.Rent(steps * width);
            Gemm.Multiply(
                new GemmShape(steps, width, Filters) { TransposeB = true },
                new ReadOnlySpan<float>(Dy + (nint)piece * result, result),
                new ReadOnlySpan<float>(Kernel, width * Filters), gradients);
            var to = new Span<float>(Dx + (nint)piece * sequence, sequence);
            to.Clear();
            for (var step = 0; step < steps; step++)
            {
                var start = step * Windows.Stride - Windows.Before * Windows.Channels;
                var (first, end) = (Math.Max(0, start), Math.Min(sequence, start + width));
                if (end > first)
                    Elementwise.AddScaled(1, gradients.AsSpan(step * width + first - start, end - first),
                        to[first..end]);
            }
            ArrayPool<float>.Shared.Return(gradients);
        }
    }
}
