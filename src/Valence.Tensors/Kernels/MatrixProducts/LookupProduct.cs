using Valence.Threading;

namespace Valence.Kernels;

/// <summary>Products with a matrix whose rows are rows of a table, by ids. They are copied a stretch at a time into the
/// cache and never all.</summary>
/// <remarks>
/// A batch of texts is many times larger than the table's rows that it uses: written and read whole, it would take
/// longer than its products. What rows have in
/// common at their beginning, the padding before the text, is multiplied once for all of them.
/// </remarks>
internal static unsafe class LookupProduct
{
    /// <summary>Columns of the left matrix that are copied at a time: a few rows of them fill a first-level
    /// cache.</summary>
    private const int Stretch = 256;

    /// <summary><c>C = X · B + bias</c>, where row i of X is the rows <c>ids[i · Places] …</c> of the table.</summary>
    /// <param name="shape">Sizes.</param>
    /// <param name="table">Rows of <c>Width</c> numbers.</param>
    /// <param name="ids">Rows · Places indices of rows.</param>
    /// <param name="b">B, <c>[Places · Width, Columns]</c>.</param>
    /// <param name="c">C, <c>[Rows, Columns]</c>.</param>
    /// <param name="bias">What each column's sums start from; empty for zero.</param>
    /// <param name="workers">The threads to use; the caller alone when null.</param>
    /// <remarks>Bits as <see cref="Gemm"/> has them.</remarks>
    public static void Multiply(
        LookupShape shape, ReadOnlySpan<float> table, ReadOnlySpan<int> ids, ReadOnlySpan<float> b, Span<float> c,
        ReadOnlySpan<float> bias = default, Workers? workers = null)
    {
        fixed (float* pTable = table, pb = b, pc = c, pBias = bias)
        fixed (int* pIds = ids)
        {
            var pointers = new LookupPointers
            {
                Shape = shape,
                Table = pTable,
                Ids = pIds,
                B = pb,
                C = pc,
                Start = pBias
            };
            var plan = new RowsPlan { Pointers = pointers, Workers = workers };
            VectorWidth.Run(ref plan);
        }
    }

    /// <summary><c>C = Xᵀ · D</c>: the gradient of B from that of the product.</summary>
    /// <param name="shape">Sizes of the product.</param>
    /// <param name="table">Rows of <c>Width</c> numbers.</param>
    /// <param name="ids">Rows · Places indices of rows.</param>
    /// <param name="d">D, <c>[Rows, Columns]</c>.</param>
    /// <param name="c">C, <c>[Places · Width, Columns]</c>.</param>
    /// <param name="workers">The threads to use; the caller alone when null.</param>
    public static void MultiplyTransposed(LookupShape shape, ReadOnlySpan<float> table, ReadOnlySpan<int> ids,
        ReadOnlySpan<float> d, Span<float> c, Workers? workers = null)
    {
        fixed (float* pTable = table, pd = d, pc = c)
        fixed (int* pIds = ids)
        {
            var pointers = new LookupPointers { Shape = shape, Table = pTable, Ids = pIds, D = pd, C = pc };
            var plan = new ColumnsPlan { Pointers = pointers, Workers = workers };
            VectorWidth.Run(ref plan);
        }
    }

    /// <summary>The rows of <c>D · Bᵀ</c>, cut into parts of <c>Width</c> numbers and summed by number: the gradient of
    /// the table's rows.</summary>
    /// <param name="shape">Sizes of the product.</param>
    /// <param name="d">D, <c>[Rows, Columns]</c>.</param>
    /// <param name="b">B, <c>[Places · Width, Columns]</c>.</param>
    /// <param name="numbers">Rows · Places numbers of sums.</param>
    /// <param name="sums">Sums of <c>Width</c> numbers.</param>
    /// <param name="workers">The threads to use; the caller alone when null.</param>
    public static void SumByNumber(LookupShape shape, ReadOnlySpan<float> d, ReadOnlySpan<float> b,
        ReadOnlySpan<int> numbers, Span<float> sums, Workers? workers = null)
    {
        sums.Clear();
        fixed (float* pd = d, pb = b, pc = sums)
        fixed (int* pNumbers = numbers)
        {
            var pointers = new LookupPointers { Shape = shape, Ids = pNumbers, D = pd, B = pb, C = pc };
            var plan = new SumsPlan { Pointers = pointers, Workers = workers };
            VectorWidth.Run(ref plan);
        }
    }

    internal static int Blocks(int length, int block) => (length + block - 1) / block;

    /// <summary>How many rows of the table lie side by side in a stretch.</summary>
    internal static int PlacesPerStretch(LookupShape shape) => Math.Max(1, Stretch / shape.Width);

    private static void Run<TJob>(ref TJob job, int pieces, Workers? workers) where TJob : struct, IJob
    {
        if (workers is not null) workers.Run(ref job, pieces);
        else
            for (var piece = 0; piece < pieces; piece++) job.Run(piece);
    }

    private struct RowsPlan : IVectorized
    {
        public LookupPointers Pointers;
        public Workers? Workers;

        public readonly void Run<L, V>() where L : struct, ILanes<V> where V : unmanaged
        {
            var job = new LookupRows<L, V> { Pointers = Pointers.WithRuns() };
            LookupProduct.Run(ref job, Blocks(Pointers.Shape.Rows, LookupRows<L, V>.RowsPerPiece), Workers);
        }
    }

    private struct ColumnsPlan : IVectorized
    {
        public LookupPointers Pointers;
        public Workers? Workers;

        public readonly void Run<L, V>() where L : struct, ILanes<V> where V : unmanaged
        {
            var job = new LookupColumns<L, V> { Pointers = Pointers.WithRuns() };
            LookupProduct.Run(ref job, Blocks(Pointers.Shape.Places, PlacesPerStretch(Pointers.Shape)), Workers);
        }
    }

    private struct SumsPlan : IVectorized
    {
        public LookupPointers Pointers;
        public Workers? Workers;

        public readonly void Run<L, V>() where L : struct, ILanes<V> where V : unmanaged
        {
            var job = new LookupSums<L, V> { Pointers = Pointers.WithRuns() };
            LookupProduct.Run(ref job, Blocks(Pointers.Shape.Width, Tile<L, V>.Columns), Workers);
        }
    }
}
