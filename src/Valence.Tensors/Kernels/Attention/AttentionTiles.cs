using System.Numerics;
using Valence.Threading;

namespace Valence.Kernels;

/// <summary>Attention of several heads without a matrix of scores in memory: some queries of one head are held against
/// all keys at a time.</summary>
/// <remarks>
/// A query's result depends on the query, the open keys and their values alone: not on other queries, rows or heads, on
/// keys that are closed, or on how many queries are held at once. Weights are summed in vectors whose lanes a key's
/// place decides, and products add in ascending order of keys, of queries for the gradients of keys and values.
/// </remarks>
internal static unsafe class AttentionTiles
{
    // Scores of that many floats stay in a second-level cache.
    private const int TileFloats = 1 << 16;
    private const int MostRows = 192, RowsOfTile = 6;

    // Four of the widest vectors: sums of rows then have one order, however long the rows are.
    private const int RowUnit = 64;

    /// <summary><c>y = softmax(scale · q · kᵀ, where open) · v</c> for each head.</summary>
    /// <param name="shape">The sizes.</param>
    /// <param name="rule">Which keys are open.</param>
    /// <param name="q">The queries.</param>
    /// <param name="k">The keys.</param>
    /// <param name="v">The values.</param>
    /// <param name="mask">0 where a key is closed; empty where none is.</param>
    /// <param name="y">The results, <c>[batch, queries, heads · valueWidth]</c>.</param>
    /// <param name="workers">The threads to use.</param>
    public static void Forward(AttentionShape shape, AttentionRule rule, ReadOnlySpan<float> q, ReadOnlySpan<float> k,
        ReadOnlySpan<float> v, ReadOnlySpan<float> mask, Span<float> y, Workers workers)
    {
        if (shape.Keys == 0) y.Clear();
        else fixed (float* pq = q, pk = k, pv = v, pm = mask, py = y)
        {
            var job = new ForwardJob { Tile = new(shape, rule, pq, pk, pv, pm), Y = py };
            workers.Run(ref job, shape.Batch * shape.Heads * job.Tile.Blocks);
        }
    }

    /// <summary>The gradients of <see cref="Forward"/>.</summary>
    /// <param name="shape">The sizes.</param>
    /// <param name="rule">Which keys are open, with the same draws.</param>
    /// <param name="q">The queries.</param>
    /// <param name="k">The keys.</param>
    /// <param name="v">The values.</param>
    /// <param name="mask">0 where a key is closed; empty where none is.</param>
    /// <param name="dy">The gradient of the results.</param>
    /// <param name="dq">Becomes that of the queries.</param>
    /// <param name="dk">Becomes that of the keys.</param>
    /// <param name="dv">Becomes that of the values.</param>
    /// <param name="workers">The threads to use.</param>
    public static void Backward(AttentionShape shape, AttentionRule rule, ReadOnlySpan<float> q, ReadOnlySpan<float> k,
        ReadOnlySpan<float> v, ReadOnlySpan<float> mask, ReadOnlySpan<float> dy, Span<float> dq, Span<float> dk,
        Span<float> dv, Workers workers)
    {
        dk.Clear();
        dv.Clear();
        if (shape.Keys == 0) dq.Clear();
        else fixed (float* pq = q, pk = k, pv = v, pm = mask, pdy = dy, pdq = dq, pdk = dk, pdv = dv)
        {
            var tile = new Tile(shape, rule, pq, pk, pv, pm);
            var job = new BackwardJob { Tile = tile, Dy = pdy, Dq = pdq, Dk = pdk, Dv = pdv };
            workers.Run(ref job, shape.Batch * shape.KeyHeads);
        }
    }

    // C = A · B, or C += A · B, of matrices whose rows and columns are so far apart.
    private static void Multiply(int m, int n, int k, float* a, nint rowA, nint columnA, float* b, nint rowB,
        nint columnB, float* c, nint rowC, bool accumulate = false) => Gemm.Multiply(new Product
        {
            M = m,
            N = n,
            K = k,
            A = a,
            RowA = rowA,
            ColumnA = columnA,
            B = b,
            RowB = rowB,
            ColumnB = columnB,
            C = c,
            RowC = rowC,
            ColumnC = 1,
            Start = accumulate ? c : null,
            RowStart = accumulate ? rowC : 0,
            ColumnStart = 1,
        }, null);

    private struct ForwardJob : IJob
    {
        public Tile Tile;
        public float* Y;

        public readonly void Run(int piece)
        {
            var (shape, blocks) = (Tile.Shape, Tile.Blocks);
            var at = new Place(piece / blocks / shape.Heads, piece / blocks % shape.Heads,
                piece % blocks * Tile.RowsAtOnce, Tile);
            var scores = Scratch.Take(ScratchSlot.Attention, at.Rows * ((long)Tile.RowLength + shape.Width));
            Tile.Weigh(at, scores, scores + at.Rows * (nint)Tile.RowLength);
            if (Tile.Rule.DropoutRate > 0) Tile.Drop(at, scores, scores);
            Multiply(at.Rows, shape.ValueWidth, at.Keys, scores, Tile.RowLength, 1, Tile.Values(at),
                shape.KeyHeads * (nint)shape.ValueWidth, 1, Y + Tile.Result(at),
                shape.Heads * (nint)shape.ValueWidth);
        }
    }

    private struct BackwardJob : IJob
    {
        public Tile Tile;
        public float* Dy, Dq, Dk, Dv;

        // One head of keys and values with all queries that it serves: nobody else adds to its gradients.
        public readonly void Run(int piece)
        {
            var (row, keyHead) = (piece / Tile.Shape.KeyHeads, piece % Tile.Shape.KeyHeads);
            for (var i = 0; i < Tile.Shape.Repeats; i++)
                for (var block = 0; block < Tile.Blocks; block++)
                    Run(new Place(row, keyHead * Tile.Shape.Repeats + i, block * Tile.RowsAtOnce, Tile));
        }

        private readonly void Run(in Place at)
        {
            var (shape, length) = (Tile.Shape, Tile.RowLength);
            var size = at.Rows * (nint)length;
            var drops = Tile.Rule.DropoutRate > 0;
            var weights = Scratch.Take(ScratchSlot.Attention,
                (drops ? 3 : 2) * (long)size + at.Rows * (long)shape.Width);
            var slopes = weights + size;
            var dropped = drops ? weights + 2 * size : weights;
            var scaled = weights + (drops ? 3 : 2) * size;
            Tile.Weigh(at, weights, scaled);
            if (drops) Tile.Drop(at, weights, dropped);
            var dy = Dy + Tile.Result(at);
            var rowDy = shape.Heads * (nint)shape.ValueWidth;
            var (rowKey, rowValue) = (shape.KeyHeads * (nint)shape.Width, shape.KeyHeads * (nint)shape.ValueWidth);
            Multiply(at.Keys, shape.ValueWidth, at.Rows, dropped, 1, length, dy, rowDy, 1, Dv + Tile.ValuePlace(at),
                rowValue, accumulate: true);
            Multiply(at.Rows, at.Keys, shape.ValueWidth, dy, rowDy, 1, Tile.Values(at), 1, rowValue, slopes, length);
            if (drops) Tile.Drop(at, slopes, slopes);
            Tile.Slopes(at, weights, slopes);
            var dq = Dq + Tile.QueryPlace(at);
            var rowQuery = shape.Heads * (nint)shape.Width;
            Multiply(at.Rows, shape.Width, at.Keys, slopes, length, 1, Tile.KeysOf(at), rowKey, 1, dq, rowQuery);
            for (var i = 0; i < at.Rows; i++) Tile.Scale(dq + i * rowQuery, dq + i * rowQuery);
            Multiply(at.Keys, shape.Width, at.Rows, slopes, 1, length, scaled, shape.Width, 1, Dk + Tile.KeyPlace(at),
                rowKey, accumulate: true);
        }
    }

    /// <summary>Some queries of one head of one row.</summary>
    private readonly struct Place
    {
        public readonly int Row, Head, First, Rows, Keys;

        public Place(int row, int head, int first, in Tile tile)
        {
            (Row, Head, First) = (row, head, first);
            Rows = Math.Min(tile.RowsAtOnce, tile.Shape.Queries - first);
            Keys = tile.KeysNeeded(this);
        }
    }

    private readonly struct Tile
    {
        private readonly float* _q, _k, _v, _mask;

        public Tile(AttentionShape shape, AttentionRule rule, float* q, float* k, float* v, float* mask)
        {
            (Shape, Rule) = (shape, rule);
            _q = q;
            _k = k;
            _v = v;
            _mask = mask;
            RowLength = (shape.Keys + RowUnit - 1) / RowUnit * RowUnit;
            var most = Math.Clamp(TileFloats / Math.Max(1, RowLength), RowsOfTile, MostRows);
            var blocks = Math.Max(1, (shape.Queries + most - 1) / most);
            // About equally many, of whole tiles of the products.
            RowsAtOnce = Math.Max(1, (shape.Queries + blocks * RowsOfTile - 1) / (blocks * RowsOfTile) * RowsOfTile);
            Blocks = (shape.Queries + RowsAtOnce - 1) / RowsAtOnce;
        }

        public AttentionShape Shape { get; }

        public AttentionRule Rule { get; }

        /// <summary>Floats from one query's scores to the next one's.</summary>
        public int RowLength { get; }

        public int RowsAtOnce { get; }

        public int Blocks { get; }

        public long QueryPlace(in Place at) =>
            ((long)at.Row * Shape.Queries + at.First) * Shape.Heads * Shape.Width + at.Head * Shape.Width;

        public long Result(in Place at) =>
            ((long)at.Row * Shape.Queries + at.First) * Shape.Heads * Shape.ValueWidth + at.Head * Shape.ValueWidth;

        public long KeyPlace(in Place at) =>
            (long)at.Row * Shape.Keys * Shape.KeyHeads * Shape.Width + at.Head / Shape.Repeats * Shape.Width;

        public long ValuePlace(in Place at) =>
            (long)at.Row * Shape.Keys * Shape.KeyHeads * Shape.ValueWidth + at.Head / Shape.Repeats * Shape.ValueWidth;

        public float* KeysOf(in Place at) => _k + KeyPlace(at);

        public float* Values(in Place at) => _v + ValuePlace(at);

        /// <summary>Keys after which all are closed to these queries; all keys where a query without an open one
        /// attends to each of them.</summary>
        public int KeysNeeded(in Place at)
        {
            var needed = 0;
            for (var i = at.First; i < at.First + at.Rows; i++)
            {
                var last = LastOpen(at, i);
                if (last < 0 && !Rule.ClosedAttendNothing) return Shape.Keys;
                needed = Math.Max(needed, last + 1);
            }
            return Math.Max(1, needed);
        }

        /// <summary>The weights of the keys, zeros behind the last one; and the queries times the scale.</summary>
        public void Weigh(in Place at, float* scores, float* scaled)
        {
            var rowQuery = Shape.Heads * (nint)Shape.Width;
            var from = _q + QueryPlace(at);
            for (var i = 0; i < at.Rows; i++) Scale(from + i * rowQuery, scaled + i * (nint)Shape.Width);
            Multiply(at.Rows, at.Keys, Shape.Width, scaled, Shape.Width, 1, KeysOf(at), 1,
                Shape.KeyHeads * (nint)Shape.Width, scores, RowLength);
            var work = new WeighRows { Tile = this, At = at, Scores = scores };
            VectorWidth.Run(ref work);
        }

        /// <summary>A head of one query, or of its gradient, times the scale.</summary>
        public void Scale(float* from, float* to)
        {
            var i = 0;
            for (; i <= Shape.Width - Vector<float>.Count; i += Vector<float>.Count)
                (Vector.Load(from + i) * Rule.Scale).Store(to + i);
            for (; i < Shape.Width; i++) to[i] = from[i] * Rule.Scale;
        }

        /// <summary>Numbers times the factors of dropout at their places.</summary>
        public void Drop(in Place at, float* from, float* to)
        {
            var draws = new Span<float>(Scratch.Take(ScratchSlot.Row, at.Keys), at.Keys);
            for (var i = 0; i < at.Rows; i++)
            {
                var source = from + i * (nint)RowLength;
                var target = to + i * (nint)RowLength;
                Rule.Draws.Uniforms(draws, (((ulong)at.Row * (ulong)Shape.Heads + (ulong)at.Head) * (ulong)Shape.Queries
                    + (ulong)(at.First + i)) * (ulong)Shape.Keys);
                for (var j = 0; j < draws.Length; j++)
                    target[j] = draws[j] >= Rule.DropoutRate ? source[j] * Rule.Kept : 0;
            }
        }

        /// <summary>The gradients of the scores in the place of those of the weights.</summary>
        public void Slopes(in Place at, float* weights, float* slopes)
        {
            for (var i = 0; i < at.Rows; i++)
            {
                var slope = new Span<float>(slopes + i * (nint)RowLength, RowLength);
                slope[at.Keys..].Clear();
                // Weights that are all alike follow no score.
                if (LastOpen(at, at.First + i) < 0) slope.Clear();
                else Softmax.Backward(new(weights + i * (nint)RowLength, RowLength), slope, slope, RowLength);
            }
        }

        private int LastOpen(in Place at, int query)
        {
            var (from, to) = Rule.Open(query, Shape.Keys);
            if (_mask == null) return from < to ? to - 1 : -1;
            var mask = MaskOf(at, query);
            if (Rule.MaskSteps.Keys == 0) return mask[0] != 0 && from < to ? to - 1 : -1;
            for (var j = to - 1; j >= from; j--)
                if (mask[j] != 0) return j;
            return -1;
        }

        private float* MaskOf(in Place at, int query) => _mask + at.Row * (nint)Rule.MaskSteps.Batch
            + at.Head * (nint)Rule.MaskSteps.Heads + query * (nint)Rule.MaskSteps.Queries;

        private struct WeighRows : IVectorized
        {
            public Tile Tile;
            public Place At;
            public float* Scores;

            public readonly void Run<L, V>() where L : struct, ILanes<V> where V : unmanaged
            {
                for (var i = 0; i < At.Rows; i++)
                {
                    var row = new Span<float>(Scores + i * (nint)Tile.RowLength, Tile.RowLength);
                    if (Tile.LastOpen(At, At.First + i) < 0)
                    {
                        row[..At.Keys].Fill(Tile.Rule.ClosedAttendNothing ? 0 : 1f / Tile.Shape.Keys);
                        row[At.Keys..].Clear();
                        continue;
                    }
                    Close(row, At.First + i);
                    var scores = Scores + i * (nint)Tile.RowLength;
                    Softmax.Row<L, V>(scores, scores, At.Keys, Tile.RowLength);
                }
            }

            // What is closed weighs nothing.
            private readonly void Close(Span<float> row, int query)
            {
                var (from, to) = Tile.Rule.Open(query, At.Keys);
                row[..from].Fill(float.NegativeInfinity);
                if (to < At.Keys) row[to..At.Keys].Fill(float.NegativeInfinity);
                if (Tile._mask == null || Tile.Rule.MaskSteps.Keys == 0) return;
                var mask = Tile.MaskOf(At, query);
                for (var j = from; j < to; j++)
                    if (mask[j] == 0) row[j] = float.NegativeInfinity;
            }
        }
    }
}
