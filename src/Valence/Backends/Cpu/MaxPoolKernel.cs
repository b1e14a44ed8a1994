using System.Numerics;
using System.Runtime.CompilerServices;
using Valence.Operations;
using Valence.Threading;

namespace Valence.Backends;

/// <summary>The largest element of each window, and its gradient, several features at a time; threads share the
/// sequences.</summary>
internal static class MaxPoolKernel
{
    public static unsafe void Forward(MaxPool1D operation, Operands x, ReadOnlySpan<Tensor> y, Workers workers)
    {
        var shape = x[0].Shape;
        fixed (float* from = x[0].Floats, to = y[0].Overwrite<float>())
            RowWise<ForwardRows>.Run(
                new()
                {
                    Window = operation.Window,
                    X = from,
                    Y = to,
                    Length = shape[1],
                    Features = shape[2],
                    Steps = y[0].Shape[1]
                }, shape[0], shape[1] * shape[2], workers);
    }

    public static unsafe void Gradient(MaxPool1DGradient operation, Operands x, ReadOnlySpan<Tensor> y, Workers workers)
    {
        var shape = x[0].Shape;
        fixed (float* from = x[0].Floats, largest = x[1].Floats, dy = x[2].Floats, to = y[0].Overwrite<float>())
            RowWise<GradientRows>.Run(
                new()
                {
                    Window = operation.Window,
                    X = from,
                    Largest = largest,
                    Dy = dy,
                    Dx = to,
                    Length = shape[1],
                    Features = shape[2],
                    Steps = x[1].Shape[1]
                },
                shape[0], shape[1] * shape[2], workers);
    }

    private unsafe struct ForwardRows : IRows
    {
        public SlidingWindow Window;
        public float* X, Y;
        public int Length, Features, Steps;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(int first, int end)
        {
            var before = Window.Before(Length);
            for (var row = first * Steps; row < end * Steps; row++)
            {
                var (sequence, step) = Math.DivRem(row, Steps);
                var to = Y + (nint)row * Features;
                new Span<float>(to, Features).Fill(float.NegativeInfinity);
                for (var j = 0; j < Window.Size; j++)
                {
                    var position = step * Window.Strides - before + j;
                    if ((uint)position >= (uint)Length) continue;
                    var from = X + ((nint)sequence * Length + position) * Features;
                    var c = 0;
                    for (; c + Vector<float>.Count <= Features; c += Vector<float>.Count)
                    {
                        var (value, most) = (Vector.Load(from + c), Vector.Load(to + c));
                        Vector.ConditionalSelect(Vector.GreaterThan(value, most) | ~Vector.Equals(value, value), value,
                            most).Store(to + c);
                    }
                    for (; c < Features; c++)
                        if (from[c] > to[c] || float.IsNaN(from[c])) to[c] = from[c];
                }
            }
        }
    }

    private unsafe struct GradientRows : IRows
    {
        public SlidingWindow Window;
        public float* X, Largest, Dy, Dx;
        public int Length, Features, Steps;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(int first, int end)
        {
            var before = Window.Before(Length);
            new Span<float>(Dx + (nint)first * Length * Features, (end - first) * Length * Features).Clear();
            for (var row = first * Steps; row < end * Steps; row++)
            {
                var (sequence, step) = Math.DivRem(row, Steps);
                var start = step * Window.Strides - before;
                float* largest = Largest + (nint)row * Features, dy = Dy + (nint)row * Features;
                var c = 0;
                for (; c + Vector<float>.Count <= Features; c += Vector<float>.Count)
                {
                    // The first position that equals the maximum takes the whole gradient.
                    var (most, left) = (Vector.Load(largest + c), Vector.Load(dy + c));
                    for (var j = Math.Max(0, -start); j < Window.Size && start + j < Length; j++)
                    {
                        var at = ((nint)sequence * Length + start + j) * Features + c;
                        var here = Vector.Equals(Vector.Load(X + at), most);
                        (Vector.Load(Dx + at) + Vector.ConditionalSelect(here, left, Vector<float>.Zero))
                            .Store(Dx + at);
                        left = Vector.ConditionalSelect(here, Vector<float>.Zero, left);
                    }
                }
                for (; c < Features; c++)
                    for (var j = Math.Max(0, -start); j < Window.Size && start + j < Length; j++)
                    {
                        var at = ((nint)sequence * Length + start + j) * Features + c;
                        if (X[at] != largest[c]) continue;
                        Dx[at] += dy[c];
                        break;
                    }
            }
        }
    }
}
