using System.Numerics;
using System.Runtime.CompilerServices;
using Valence.Operations;
using Valence.Threading;

namespace Valence.Backends;

/// <summary>Maxima over the middle axis of <c>[outer, reduced, inner]</c>; all other axes run the plain
/// definition.</summary>
internal static class MaxKernel
{
    public static unsafe void Run(Max operation, Operands x, ReadOnlySpan<Tensor> y, Workers workers)
    {
        var axis = BitOperations.TrailingZeroCount((uint)operation.Axes);
        var shape = x[0].Shape;
        if (BitOperations.PopCount((uint)operation.Axes) != 1 || axis == 0 || axis == shape.Rank - 1 || x[0].Count == 0)
        {
            operation.Define(x, y);
            return;
        }
        fixed (float* from = x[0].Floats, to = y[0].Overwrite<float>())
            RowWise<Rows>.Run(new() { X = from, Y = to, Length = shape[axis], Inner = shape[(axis + 1)..].Count },
                shape[..axis].Count, shape[axis] * shape[(axis + 1)..].Count, workers);
    }

    private unsafe struct Rows : IRows
    {
        public float* X, Y;
        public int Length, Inner;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(int first, int end)
        {
            for (var row = first; row < end; row++)
            {
                float* from = X + (nint)row * Length * Inner, to = Y + (nint)row * Inner;
                new Span<float>(to, Inner).Fill(float.NegativeInfinity);
                for (var t = 0; t < Length; t++, from += Inner)
                {
                    var i = 0;
                    for (; i + Vector<float>.Count <= Inner; i += Vector<float>.Count)
                    {
                        var (value, most) = (Vector.Load(from + i), Vector.Load(to + i));
                        // NaN wins, as in the plain definition.
                        Vector.ConditionalSelect(Vector.GreaterThan(value, most) | ~Vector.Equals(value, value), value,
                            most).Store(to + i);
                    }
                    for (; i < Inner; i++)
                        if (from[i] > to[i] || float.IsNaN(from[i])) to[i] = from[i];
                }
            }
        }
    }
}
