using System.Runtime.CompilerServices;
using Valence.Threading;

namespace Valence.Kernels;

/// <summary>One tile's width of the sums by number: a piece owns its columns, so that no two threads add to the same
/// number.</summary>
internal unsafe struct LookupSums<L, V> : IJob where L : struct, ILanes<V> where V : unmanaged
{
    public LookupPointers Pointers;

    public readonly void Run(int piece)
    {
        var shape = Pointers.Shape;
        var (perStretch, n, width) = (LookupProduct.PlacesPerStretch(shape), shape.Columns, Tile<L, V>.Columns);
        var column = piece * width;
        var columns = Math.Min(width, shape.Width - column);
        var stride = perStretch * width;
        var most = Math.Min(LookupStretch<L, V>.RowBlock, shape.Rows) + 1;
        var products = Scratch.Take(ScratchSlot.LookedUp, most * ((long)stride + n) + (long)perStretch * n * width);
        var d = products + most * (nint)stride;
        var panels = d + most * (nint)n;
        var product = new Product { K = n, A = d, RowA = n, ColumnA = 1, C = products, RowC = stride, ColumnC = 1 };
        for (var place = 0; place < shape.Places; place += perStretch)
        {
            var places = Math.Min(perStretch, shape.Places - place);
            for (var i = 0; i < places; i++)
                Packing.Panels(Pointers.B + ((nint)(place + i) * shape.Width + column) * n, 1, n, n, columns, width,
                    panels + (nint)i * n * width);
            var rows = new LookupStretch<L, V>(Pointers, place + places, d);
            while (rows.Next())
            {
                (product.M, product.N) = (rows.Count, places * width);
                ProductBlock<L, V>.Multiply(product, 0, rows.Count, 0, places, panels);
                for (var i = 0; i < rows.Count; i++)
                    Add(products + i * (nint)stride, rows[i], place, places, column, columns);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Add(float* products, int row, int place, int places, int column, int columns)
    {
        var numbers = Pointers.Ids + (nint)row * Pointers.Shape.Places + place;
        for (nint i = 0; i < places; i++)
            UnitBlocks<L, V>.Add(products + i * Tile<L, V>.Columns,
                Pointers.C + numbers[i] * (nint)Pointers.Shape.Width + column, columns);
    }
}
