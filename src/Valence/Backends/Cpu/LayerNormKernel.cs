using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Valence.Kernels;
using Valence.Operations;
using Valence.Threading;

namespace Valence.Backends;

/// <summary>Layer normalization row by row, and its gradients.</summary>
internal static class LayerNormKernel
{
    private const int RowsOfBlock = 64;

    public static unsafe void Forward(LayerNorm operation, Operands x, ReadOnlySpan<Tensor> y, Workers workers)
    {
        var width = x[0].Shape[^1];
        fixed (float* from = x[0].Floats, scale = x.FloatsOrEmpty(1), offset = x.FloatsOrEmpty(2),
            to = y[0].Overwrite<float>())
            RowWise<ForwardRows>.Run(new()
            {
                X = from,
                Scale = scale,
                Offset = offset,
                Y = to,
                Width = width,
                Epsilon = operation.Epsilon
            }, y[0].Count / Math.Max(1, width), width, workers);
    }

    public static unsafe void InputGradient(LayerNormInputGradient operation, Operands x, ReadOnlySpan<Tensor> y,
        Workers workers)
    {
        var width = x[0].Shape[^1];
        fixed (float* from = x[0].Floats, scale = x.FloatsOrEmpty(1), dy = x[2].Floats, to = y[0].Overwrite<float>())
            RowWise<GradientRows>.Run(new()
            {
                X = from,
                Scale = scale,
                Dy = dy,
                Dx = to,
                Width = width,
                Epsilon = operation.Epsilon
            }, y[0].Count / Math.Max(1, width), width, workers);
    }

    public static unsafe void ScaleGradient(LayerNormScaleGradient operation, Operands x, ReadOnlySpan<Tensor> y,
        Workers workers)
    {
        var width = x[0].Shape[^1];
        var to = y[0].Overwrite<float>();
        var rows = x[0].Count / Math.Max(1, width);
        var blocks = (rows + RowsOfBlock - 1) / RowsOfBlock;
        var sums = Scratch.Take(ScratchSlot.Shares, Math.Max(1, (long)blocks * width));
        fixed (float* from = x[0].Floats, dy = x[2].Floats)
        {
            var job = new ScaleBlocks
            {
                X = from,
                Dy = dy,
                Sums = sums,
                Width = width,
                Rows = rows,
                Epsilon = operation.Epsilon,
            };
            workers.Run(ref job, blocks);
        }
        Reductions.SumRows(new(sums, blocks * width), to, accumulate: false, workers);
    }

    /// <summary>A row's mean and <c>1 / √(variance + epsilon)</c>, from sums in a fixed order.</summary>
    private static (float Mean, float Inverse) Moments(ReadOnlySpan<float> row, float epsilon)
    {
        var mean = Reductions.Sum(row) / row.Length;
        var squares = 0f;
        var lanes = Vector<float>.Zero;
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(row);
        foreach (var vector in vectors)
        {
            var distance = vector - new Vector<float>(mean);
            lanes += distance * distance;
        }
        squares += Vector.Sum(lanes);
        for (var i = vectors.Length * Vector<float>.Count; i < row.Length; i++)
            squares += (row[i] - mean) * (row[i] - mean);
        return (mean, 1 / MathF.Sqrt(squares / row.Length + epsilon));
    }

    private unsafe struct ForwardRows : IRows
    {
        public float* X, Scale, Offset, Y;
        public int Width;
        public float Epsilon;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(int first, int end)
        {
            for (var row = first; row < end; row++)
            {
                var from = new ReadOnlySpan<float>(X + (nint)row * Width, Width);
                var to = Y + (nint)row * Width;
                var (mean, inverse) = Moments(from, Epsilon);
                var i = 0;
                for (; i + Vector<float>.Count <= Width; i += Vector<float>.Count)
                {
                    var normal = (new Vector<float>(from[i..]) - new Vector<float>(mean)) * inverse;
                    if (Scale != null) normal *= Vector.Load(Scale + i);
                    if (Offset != null) normal += Vector.Load(Offset + i);
                    normal.Store(to + i);
                }
                for (; i < Width; i++)
                {
                    var normal = (from[i] - mean) * inverse;
                    if (Scale != null) normal *= Scale[i];
                    to[i] = Offset != null ? normal + Offset[i] : normal;
                }
            }
        }
    }

    private unsafe struct GradientRows : IRows
    {
        public float* X, Scale, Dy, Dx;
        public int Width;
        public float Epsilon;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(int first, int end)
        {
            for (var row = first; row < end; row++)
            {
                float* x = X + (nint)row * Width, dy = Dy + (nint)row * Width, dx = Dx + (nint)row * Width;
                var (mean, inverse) = Moments(new(x, Width), Epsilon);
                var (sums, products) = (Vector<float>.Zero, Vector<float>.Zero);
                var i = 0;
                for (; i + Vector<float>.Count <= Width; i += Vector<float>.Count)
                {
                    var g = Scale == null ? Vector.Load(dy + i) : Vector.Load(dy + i) * Vector.Load(Scale + i);
                    sums += g;
                    products += g * ((Vector.Load(x + i) - new Vector<float>(mean)) * inverse);
                }
                var (sum, product) = (Vector.Sum(sums), Vector.Sum(products));
                for (; i < Width; i++)
                {
                    var g = Scale == null ? dy[i] : dy[i] * Scale[i];
                    sum += g;
                    product += g * ((x[i] - mean) * inverse);
                }
                var (meanSum, meanProduct) = (sum / Width, product / Width);
                for (i = 0; i + Vector<float>.Count <= Width; i += Vector<float>.Count)
                {
                    var g = Scale == null ? Vector.Load(dy + i) : Vector.Load(dy + i) * Vector.Load(Scale + i);
                    var normal = (Vector.Load(x + i) - new Vector<float>(mean)) * inverse;
                    ((g - new Vector<float>(meanSum) - normal * meanProduct) * inverse).Store(dx + i);
                }
                for (; i < Width; i++)
                {
                    var g = Scale == null ? dy[i] : dy[i] * Scale[i];
                    dx[i] = (g - meanSum - (x[i] - mean) * inverse * meanProduct) * inverse;
                }
            }
        }
    }

    // Rows are summed in blocks, and these are added in their order, whatever the number of threads.
    private unsafe struct ScaleBlocks : IJob
    {
        public float* X, Dy, Sums;
        public int Width, Rows;
        public float Epsilon;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(int block)
        {
            var sums = Sums + (nint)block * Width;
            new Span<float>(sums, Width).Clear();
            for (var row = block * RowsOfBlock; row < Math.Min(Rows, (block + 1) * RowsOfBlock); row++)
            {
                float* x = X + (nint)row * Width, dy = Dy + (nint)row * Width;
                var (mean, inverse) = Moments(new(x, Width), Epsilon);
                var i = 0;
                for (; i + Vector<float>.Count <= Width; i += Vector<float>.Count)
                    (Vector.Load(sums + i) + Vector.Load(dy + i)
                        * ((Vector.Load(x + i) - new Vector<float>(mean)) * inverse)).Store(sums + i);
                for (; i < Width; i++) sums[i] += dy[i] * ((x[i] - mean) * inverse);
            }
        }
    }
}
