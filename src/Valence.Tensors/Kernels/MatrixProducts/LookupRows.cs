using System.Runtime.CompilerServices;
using Valence.Threading;

namespace Valence.Kernels;

/// <summary>Some rows of <c>X · B</c>, one stretch of the inner axis after another.</summary>
/// <remarks>
/// Rows that begin with the same padding have the same sums as long as it lasts. One row stands for all of them, and
/// each takes over its sums where its text
/// begins: the bits are those of a row of its own.
/// </remarks>
internal unsafe struct LookupRows<L, V> : IJob where L : struct, ILanes<V> where V : unmanaged
{
    public const int RowsPerPiece = 32;

    public LookupPointers Pointers;

    public readonly void Run(int piece)
    {
        var shape = Pointers.Shape;
        var (from, n) = (piece * RowsPerPiece, shape.Columns);
        var rows = Math.Min(RowsPerPiece, shape.Rows - from);
        var order = stackalloc int[RowsPerPiece];
        SortByRun(from, rows, order);
        var perStretch = LookupProduct.PlacesPerStretch(shape);
        var stride = LookedUp<L, V>.Stride(shape);
        var copies = Scratch.Take(ScratchSlot.LookedUp, (rows + 1) * ((long)stride + n));
        var sums = copies + (rows + 1) * (nint)stride;
        var begun = 0;
        for (var place = 0; place < shape.Places; place += perStretch)
        {
            var places = Math.Min(perStretch, shape.Places - place);
            // The row after those that have begun stands for the others.
            for (; begun < rows && Pointers.Runs[order[begun]] < place + places; begun++)
                if (place > 0) UnitBlocks<L, V>.Copy(sums + begun * (nint)n, sums + (begun + 1) * (nint)n, n);
            var count = Math.Min(begun + 1, rows);
            for (var i = 0; i < count; i++)
                LookedUp<L, V>.Copy(Pointers, order[i], place, places, copies + i * (nint)stride);
            var product = new Product
            {
                M = count,
                N = n,
                K = places * shape.Width,
                A = copies,
                RowA = stride,
                ColumnA = 1,
                B = Pointers.B + (nint)place * shape.Width * n,
                RowB = n,
                ColumnB = 1,
                ReadsPanelsInPlace = n <= Tile<L, V>.Columns,
                C = sums,
                RowC = n,
                ColumnC = 1,
                Start = place == 0
                    ? Pointers.Start : sums,
                RowStart = place == 0 ? 0 : n,
                ColumnStart = 1,
            };
            ProductBlock<L, V>.Multiply(product, 0, count, 0, LookupProduct.Blocks(n, Tile<L, V>.Columns), null);
        }
        for (var i = 0; i < rows; i++)
            UnitBlocks<L, V>.Copy(sums + Math.Min(i, begun) * (nint)n, Pointers.C + order[i] * (nint)n, n);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void SortByRun(int from, int rows, int* order)
    {
        for (var i = 0; i < rows; i++)
        {
            var at = i;
            for (; at > 0 && Pointers.Runs[order[at - 1]] > Pointers.Runs[from + i]; at--) order[at] = order[at - 1];
            order[at] = from + i;
        }
    }
}
