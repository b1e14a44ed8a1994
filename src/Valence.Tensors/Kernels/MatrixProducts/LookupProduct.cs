using System.Runtime.CompilerServices;
using Valence.Threading;

namespace Valence.Kernels;

/// <summary>Products with a matrix whose rows are rows of a table, by ids. They are copied a stretch at a time into the cache and never all.</summary>
/// <remarks>A batch of texts is hundreds of times larger than the table's rows that it uses: written and read whole, it would take longer than its products.</remarks>
public static unsafe class LookupProduct
{
    /// <summary>Columns of the left matrix that are copied at a time: a few rows of them fill a first-level cache.</summary>
    private const int Stretch = 256;

    /// <summary>Rows that are copied at a time.</summary>
    private const int RowBlock = 128;

    private const int RowsPerPiece = 32;

    /// <summary>Successive rows lie in different sets of the first-level cache.</summary>
    private const int Apart = 16;

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
        LookupShape shape, ReadOnlySpan<float> table, ReadOnlySpan<int> ids, ReadOnlySpan<float> b, Span<float> c, ReadOnlySpan<float> bias = default, Workers? workers = null)
    {
        fixed (float* pTable = table, pb = b, pc = c, pBias = bias)
        fixed (int* pIds = ids)
        {
            var plan = new Plan { Work = Work.Rows, Shape = shape, Table = pTable, Ids = pIds, B = pb, C = pc, Bias = pBias, Workers = workers };
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
    public static void MultiplyTransposed(LookupShape shape, ReadOnlySpan<float> table, ReadOnlySpan<int> ids, ReadOnlySpan<float> d, Span<float> c, Workers? workers = null)
    {
        fixed (float* pTable = table, pd = d, pc = c)
        fixed (int* pIds = ids)
        {
            var plan = new Plan { Work = Work.Columns, Shape = shape, Table = pTable, Ids = pIds, D = pd, C = pc, Workers = workers };
            VectorWidth.Run(ref plan);
        }
    }

    /// <summary>The rows of <c>D · Bᵀ</c>, cut into parts of <c>Width</c> numbers and summed by number: the gradient of the table's rows.</summary>
    /// <param name="shape">Sizes of the product.</param>
    /// <param name="d">D, <c>[Rows, Columns]</c>.</param>
    /// <param name="b">B, <c>[Places · Width, Columns]</c>.</param>
    /// <param name="numbers">Rows · Places numbers of sums.</param>
    /// <param name="sums">Sums of <c>Width</c> numbers.</param>
    /// <param name="workers">The threads to use; the caller alone when null.</param>
    public static void SumByNumber(LookupShape shape, ReadOnlySpan<float> d, ReadOnlySpan<float> b, ReadOnlySpan<int> numbers, Span<float> sums, Workers? workers = null)
    {
        sums.Clear();
        fixed (float* pd = d, pb = b, pc = sums)
        fixed (int* pNumbers = numbers)
        {
            var plan = new Plan { Work = Work.Sums, Shape = shape, Ids = pNumbers, D = pd, B = pb, C = pc, Workers = workers };
            VectorWidth.Run(ref plan);
        }
    }

    private enum Work
    {
        Rows,
        Columns,
        Sums,
    }

    private struct Plan : IVectorized
    {
        public Work Work;
        public LookupShape Shape;
        public float* Table, B, C, D, Bias;
        public int* Ids;
        public Workers? Workers;

        public readonly void Run<L, V>() where L : struct, ILanes<V> where V : unmanaged
        {
            var job = new Job<L, V> { Plan = this };
            var pieces = Work switch
            {
                Work.Rows => Blocks(Shape.Rows, RowsPerPiece),
                Work.Columns => Blocks(Shape.Places, PlacesPerStretch(Shape)),
                _ => Blocks(Shape.Width, Tile<L, V>.Columns),
            };
            if (Workers is not null) Workers.Run(ref job, pieces);
            else
                for (var piece = 0; piece < pieces; piece++) job.Run(piece);
        }
    }

    private static int Blocks(int length, int block) => (length + block - 1) / block;

    private static int PlacesPerStretch(LookupShape shape) => Math.Max(1, Stretch / shape.Width);

    private struct Job<L, V> : IJob where L : struct, ILanes<V> where V : unmanaged
    {
        public Plan Plan;

        public readonly void Run(int piece)
        {
            switch (Plan.Work)
            {
                case Work.Rows: Rows(piece); break;
                case Work.Columns: Columns(piece); break;
                default: Sums(piece); break;
            }
        }

        private readonly void Rows(int piece)
        {
            var shape = Plan.Shape;
            var (from, rows) = (piece * RowsPerPiece, Math.Min(RowsPerPiece, shape.Rows - piece * RowsPerPiece));
            var (perStretch, n) = (PlacesPerStretch(shape), shape.Columns);
            var stride = perStretch * shape.Width + Apart;
            var copies = Scratch.Take(ScratchSlot.LookedUp, (long)rows * stride);
            var c = Plan.C + (nint)from * n;
            for (var place = 0; place < shape.Places; place += perStretch)
            {
                var places = Math.Min(perStretch, shape.Places - place);
                Copy(from, rows, place, places, copies, stride);
                var product = new Product
                {
                    M = rows, N = n, K = places * shape.Width, A = copies, RowA = stride, ColumnA = 1, B = Plan.B + (nint)place * shape.Width * n, RowB = n, ColumnB = 1,
                    ReadsPanelsInPlace = n <= Tile<L, V>.Columns, C = c, RowC = n, ColumnC = 1, Start = place == 0 ? Plan.Bias : c, RowStart = place == 0 ? 0 : n, ColumnStart = 1,
                };
                ProductBlock<L, V>.Multiply(product, 0, rows, 0, Blocks(n, Tile<L, V>.Columns), null);
            }
        }

        private readonly void Columns(int piece)
        {
            var shape = Plan.Shape;
            var (perStretch, n) = (PlacesPerStretch(shape), shape.Columns);
            var (place, places) = (piece * perStretch, Math.Min(perStretch, shape.Places - piece * perStretch));
            var stride = perStretch * shape.Width + Apart;
            var copies = Scratch.Take(ScratchSlot.LookedUp, (long)Math.Min(RowBlock, shape.Rows) * stride);
            var c = Plan.C + (nint)place * shape.Width * n;
            for (var from = 0; from < shape.Rows; from += RowBlock)
            {
                var rows = Math.Min(RowBlock, shape.Rows - from);
                Copy(from, rows, place, places, copies, stride);
                var product = new Product
                {
                    M = places * shape.Width, N = n, K = rows, A = copies, RowA = 1, ColumnA = stride, B = Plan.D + (nint)from * n, RowB = n, ColumnB = 1,
                    ReadsPanelsInPlace = n <= Tile<L, V>.Columns, C = c, RowC = n, ColumnC = 1, Start = from == 0 ? null : c, RowStart = n, ColumnStart = 1,
                };
                ProductBlock<L, V>.Multiply(product, 0, product.M, 0, Blocks(n, Tile<L, V>.Columns), null);
            }
        }

        /// <summary>One tile's width of every sum: a piece owns its columns, so that no two threads add to the same number.</summary>
        private readonly void Sums(int piece)
        {
            var shape = Plan.Shape;
            var (perStretch, n, width) = (PlacesPerStretch(shape), shape.Columns, Tile<L, V>.Columns);
            var column = piece * width;
            var columns = Math.Min(width, shape.Width - column);
            var stride = perStretch * width;
            var products = Scratch.Take(ScratchSlot.LookedUp, (long)Math.Min(RowBlock, shape.Rows) * stride + (long)perStretch * n * width);
            var panels = products + (nint)Math.Min(RowBlock, shape.Rows) * stride;
            for (var place = 0; place < shape.Places; place += perStretch)
            {
                var places = Math.Min(perStretch, shape.Places - place);
                for (var i = 0; i < places; i++)
                    Packing.Panels(Plan.B + ((nint)(place + i) * shape.Width + column) * n, 1, n, n, columns, width, panels + (nint)i * n * width);
                for (var from = 0; from < shape.Rows; from += RowBlock)
                {
                    var rows = Math.Min(RowBlock, shape.Rows - from);
                    var product = new Product { M = rows, N = places * width, K = n, A = Plan.D + (nint)from * n, RowA = n, ColumnA = 1, C = products, RowC = stride, ColumnC = 1 };
                    ProductBlock<L, V>.Multiply(product, 0, rows, 0, places, panels);
                    Add(products, stride, from, rows, place, places, column, columns);
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void Add(float* products, nint stride, int from, int rows, int place, int places, int column, int columns)
        {
            for (nint row = 0; row < rows; row++)
            {
                var numbers = Plan.Ids + (from + row) * Plan.Shape.Places + place;
                for (nint i = 0; i < places; i++)
                    UnitBlocks<L, V>.Add(products + row * stride + i * Tile<L, V>.Columns, Plan.C + (nint)numbers[i] * Plan.Shape.Width + column, columns);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void Copy(int from, int rows, int place, int places, float* copies, nint stride)
        {
            var width = Plan.Shape.Width;
            for (nint row = 0; row < rows; row++)
            {
                var ids = Plan.Ids + (from + row) * Plan.Shape.Places + place;
                var to = copies + row * stride;
                for (nint i = 0; i < places; i++) UnitBlocks<L, V>.Copy(Plan.Table + (nint)ids[i] * width, to + i * width, width);
            }
        }
    }
}
