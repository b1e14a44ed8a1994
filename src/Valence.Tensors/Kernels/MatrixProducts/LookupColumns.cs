using Valence.Threading;

namespace Valence.Kernels;

/// <summary>A stretch of the rows of <c>Xᵀ · D</c>. The rows of X that are padding there come last, as one with the sum
/// of their rows of D.</summary>
internal unsafe struct LookupColumns<L, V> : IJob where L : struct, ILanes<V> where V : unmanaged
{
    public LookupPointers Pointers;

    public readonly void Run(int piece)
    {
        var shape = Pointers.Shape;
        var (perStretch, n) = (LookupProduct.PlacesPerStretch(shape), shape.Columns);
        var (place, places) = (piece * perStretch, Math.Min(perStretch, shape.Places - piece * perStretch));
        var stride = LookedUp<L, V>.Stride(shape);
        var most = Math.Min(LookupStretch<L, V>.RowBlock, shape.Rows) + 1;
        var copies = Scratch.Take(ScratchSlot.LookedUp, most * ((long)stride + n));
        var c = Pointers.C + (nint)place * shape.Width * n;
        var product = new Product
        {
            M = places * shape.Width,
            N = n,
            A = copies,
            RowA = 1,
            ColumnA = stride,
            B = copies + most * (nint)stride,
            RowB = n,
            ColumnB = 1,
            ReadsPanelsInPlace = n <= Tile<L, V>.Columns,
            C = c,
            RowC = n,
            ColumnC = 1,
            RowStart = n,
            ColumnStart = 1,
        };
        var rows = new LookupStretch<L, V>(Pointers, place + places, product.B);
        while (rows.Next())
        {
            for (var i = 0; i < rows.Count; i++)
                LookedUp<L, V>.Copy(Pointers, rows[i], place, places, copies + i * (nint)stride);
            product.K = rows.Count;
            ProductBlock<L, V>.Multiply(product, 0, product.M, 0, LookupProduct.Blocks(n, Tile<L, V>.Columns), null);
            product.Start = c;
        }
    }
}
