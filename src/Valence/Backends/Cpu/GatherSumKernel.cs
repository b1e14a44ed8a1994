using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Valence.Kernels;
using Valence.Operations;
using Valence.Threading;

namespace Valence.Backends;

/// <summary>Sums of rows of a table, which are read where they lie, the gradient of the rows, and sums of the steps of
/// sequences.</summary>
internal static class GatherSumKernel
{
    // Each looks through all numbers and sums its own: few enough that looking costs little.
    private const int Ranges = 4;
    private const int PlacesAtOnce = 512;

    public static unsafe void Sums(Operands x, ReadOnlySpan<Tensor> y, Workers workers)
    {
        var (ids, table) = (x[GatherSum.Ids], x[GatherSum.Table]);
        IdOutOfRangeException.Check(ids, table.Shape[0]);
        if (y[0].Count == 0) return;
        var (places, width) = (ids.Shape[1], table.Shape[1]);
        fixed (float* rows = table.Storage.ReadRows(ids.Ints, width).Elements<float>(table.Count),
            mask = x.FloatsOrEmpty(GatherSum.Mask), to = y[0].Overwrite<float>())
        fixed (int* which = ids.Ints)
            RowWise<SumRows>.Run(new()
            {
                Table = rows,
                Mask = mask,
                To = to,
                Ids = which,
                Places = places,
                Width = width
            }, ids.Shape[0], places * width, workers);
    }

    /// <summary><see cref="MaskedSum"/> of a tensor with elements of its own.</summary>
    public static unsafe void Steps(Operands x, ReadOnlySpan<Tensor> y, Workers workers)
    {
        var shape = x[0].Shape;
        fixed (float* steps = x[0].Floats, mask = x[1].Floats, to = y[0].Overwrite<float>())
            RowWise<SumRows>.Run(new() { Table = steps, Mask = mask, To = to, Places = shape[1], Width = shape[2] },
                shape[0], shape[1] * shape[2], workers);
    }

    public static unsafe void Rows(Operands x, ReadOnlySpan<Tensor> y, Workers workers)
    {
        var (dy, numbers) = (x[GatherSumRows.Dy], x[GatherSumRows.Numbers]);
        var (count, width) = (y[0].Shape[0], dy.Shape[1]);
        fixed (float* from = dy.Floats, mask = x.FloatsOrEmpty(GatherSumRows.Mask), to = y[0].Overwrite<float>())
        fixed (int* which = numbers.Ints)
        {
            var job = new SumByNumber
            {
                Dy = from,
                Mask = mask,
                To = to,
                Numbers = which,
                Rows = dy.Shape[0],
                Places = numbers.Count / dy.Shape[0],
                Width = width,
                Count = count,
            };
            workers.Run(ref job, Ranges);
        }
    }

    private unsafe struct SumRows : IRows
    {
        public float* Table, Mask, To;

        // Null where each row has a table of its own, as long as it has places.
        public int* Ids;
        public int Places, Width;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(int first, int end)
        {
            var some = stackalloc int[PlacesAtOnce];
            for (var row = first; row < end; row++)
            {
                var ids = Ids + (nint)row * Places;
                var to = new Span<float>(To + (nint)row * Width, Width);
                if (Mask == null)
                {
                    RowSums.Run(ref *Table, Width, new(ids, Places), to);
                    continue;
                }
                var (mask, table) = ((nint)row * Places, Ids == null ? (nint)row * Places * Width : 0);
                to.Clear();
                for (var place = 0; place < Places;)
                {
                    var count = 0;
                    for (; place < Places && count < PlacesAtOnce; place++)
                        if (Mask[mask + place] != 0) some[count++] = Ids == null ? place : ids[place];
                    RowSums.Run(ref Table[table], Width, new(some, count), to, accumulate: true);
                }
            }
        }
    }

    private unsafe struct SumByNumber : IJob
    {
        public float* Dy, Mask, To;
        public int* Numbers;
        public int Rows, Places, Width, Count;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(int piece)
        {
            var (first, end) = ((int)((long)Count * piece / Ranges), (int)((long)Count * (piece + 1) / Ranges));
            new Span<float>(To + (nint)first * Width, (end - first) * Width).Clear();
            for (var row = 0; row < Rows; row++)
            {
                var dy = Dy + (nint)row * Width;
                var at = (nint)row * Places;
                for (var place = 0; place < Places; place++)
                {
                    var number = Numbers[at + place];
                    if (number < first || number >= end || Mask != null && Mask[at + place] == 0) continue;
                    Add(dy, To + (nint)number * Width);
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private readonly void Add(float* from, float* to)
        {
            var j = 0;
            for (; j <= Width - Vector<float>.Count; j += Vector<float>.Count)
                Vector.Store(Vector.Load(to + j) + Vector.Load(from + j), to + j);
            for (; j < Width; j++) to[j] += from[j];
        }
    }
}
