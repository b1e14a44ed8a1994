using System.Runtime.CompilerServices;
using Valence.Kernels;
using Valence.Operations;
using Valence.Threading;

namespace Valence.Backends;

/// <summary>The storage of a tensor that stands for rows of a table until somebody asks for its elements: then they are
/// copied. Who works with table and ids needs no copy.</summary>
/// <remarks>One belongs to a tensor of a step's memory and serves step after step. Views of the tensor share it. The
/// backend's operations that need no copy are chosen by <see cref="Multiply"/> and <see cref="Project"/>.</remarks>
internal sealed class GatheredRows : Storage
{
    private const int ElementsPerPiece = 1 << 15;
    private const int None = -1;
    private const int FewestColumns = 8;
    private const int NarrowestRow = 8;
    private const int FewestPlaces = 2;

    // The axis of time among those of a sum.
    private const int Steps = 1 << 1;

    private readonly HostMemory _copy;

    /// <summary>A copy: whoever changes the ids given can't change what was checked.</summary>
    private readonly Tensor _ids = new([0], ElementType.Int32);
    private readonly Tensor _numbers = new([0], ElementType.Int32);
    private readonly Tensor _distinct = new([0], ElementType.Int32);

    /// <summary>Of each row of the table, its number among the distinct ones while they are counted; else
    /// <see cref="None"/>.</summary>
    private int[] _numberOf = [];
    private Tensor _table = null!;
    private int _tableCount;
    private Workers? _workers;
    private Tensor? _distinctRows;
    private bool _stands, _isCopied, _isNumbered, _isExpired;

    private GatheredRows(HostMemory copy) => (_copy, Holders) = (copy, 0);

    /// <inheritdoc/>
    public override ElementType Type => ElementType.Float32;

    /// <inheritdoc/>
    public override int Capacity => _copy.Capacity;

    /// <inheritdoc/>
    protected internal override bool ReadsOthers => _stands;

    /// <summary>How many numbers a row has.</summary>
    public int Width { get; private set; }

    /// <summary>Which rows, in the order of the tensor's elements; all of them are in the table.</summary>
    public ReadOnlySpan<int> Ids => _ids.Ints;

    /// <summary>The table's elements, right in the rows that are used.</summary>
    /// <exception cref="InvalidOperationException">A training step has changed the table since.</exception>
    public ReadOnlySpan<float> Elements => !_isExpired && _table.Count == _tableCount
        ? _table.Storage.ReadRows(Ids, Width).Elements<float>(_table.Count)
        : throw new InvalidOperationException("Expected to be read before the training step: this tensor stands for "
            + "rows of a table that the step has changed. Copy it before, or gather the rows again.");

    /// <summary>What <paramref name="tensor"/> stands for, or null where it has elements of its own.</summary>
    public static GatheredRows? Of(Tensor? tensor) =>
        tensor?.Storage is GatheredRows { _stands: true } rows ? rows : null;

    /// <summary>Makes <paramref name="tensor"/> stand for rows of <paramref name="table"/>.</summary>
    /// <param name="tensor">A tensor as large as the rows.</param>
    /// <param name="table">The table <c>[rows, …]</c>.</param>
    /// <param name="ids">Which rows.</param>
    /// <param name="workers">The threads that copy them, if somebody asks for copies.</param>
    /// <exception cref="IdOutOfRangeException">An id is negative or not below the number of rows.</exception>
    public static void Begin(Tensor tensor, Tensor table, Tensor ids, Workers workers)
    {
        if (tensor.Storage is not GatheredRows rows)
            tensor.Storage = rows = new(tensor.Storage.Overwrite()) { Holders = tensor.Storage.Holders };
        if (ids.MostRows > 0) rows._ids.Reset(ids.Shape.With(0, ids.MostRows), ElementType.Int32);
        rows._ids.Reset(ids.Shape, ElementType.Int32);
        rows._ids.CopyFrom(ids);
        rows._ids.MostRows = ids.MostRows;
        IdOutOfRangeException.Check(rows._ids, table.Shape[0]);
        (rows._table, rows._tableCount, rows._workers, rows._distinctRows) = (table, table.Count, workers, null);
        rows.Width = table.Shape[1..].Count;
        (rows._stands, rows._isCopied, rows._isNumbered, rows._isExpired) = (true, false, false, false);
    }

    /// <summary>A lowering of products with rows side by side, where that is worth doing without copying them: they are
    /// read in the table, and the gradients of rows that occur more than once are summed in one pass.</summary>
    public static bool Multiply(MatMul operation, Operands x, Span<Tensor> y, CallContext call)
    {
        var (a, b) = (x[0], x[1]);
        if (operation.TransposeB || a.Shape.Rank != 2 || b.Shape is not [_, >= FewestColumns]
            || Of(a) is not { Ids.IsEmpty: false, Width: >= NarrowestRow, _table.Shape.Rank: 2 } rows
            || a.Shape[1] > Gemm.Chain || a.Shape[1] % rows.Width != 0 || a.Shape[1] / rows.Width < FewestPlaces
            || !rows.PassesGradientOn(a, call)) return false;
        var sums = call.Executor.Tracks(rows._table);
        var ids = call.Reshape(rows._ids, [a.Shape[0], a.Shape[1] / rows.Width]);
        y[0] = call.Run(operation.TransposeA ? GatherMatMul.Transposed : GatherMatMul.Plain, rows._table, ids, b,
            x.Optional(2), sums ? rows.Distinct : null, sums ? rows.Numbers : null);
        return true;
    }

    /// <summary>A lowering of sums over the steps of sequences of rows, which are read in the table; the gradients of
    /// rows that occur more than once are summed in one pass.</summary>
    public static bool Sum(SumOperation operation, Operands x, Span<Tensor> y, CallContext call) =>
        operation.Axes == Steps && Sum(x[0], null, operation.KeepDims, y, call);

    /// <inheritdoc cref="Sum(SumOperation, Operands, Span{Tensor}, CallContext)"/>
    public static bool Sum(MaskedSum operation, Operands x, Span<Tensor> y, CallContext call) =>
        Sum(x[0], x[1], false, y, call);

    private static bool Sum(Tensor steps, Tensor? mask, bool keepDims, Span<Tensor> y, CallContext call)
    {
        if (steps.Shape is not [var batch, var time, var width] || Of(steps) is not
            { Ids.IsEmpty: false, _table.Shape.Rank: 2 } rows || rows.Width != width
            || !rows.PassesGradientOn(steps, call)) return false;
        var sums = call.Executor.Tracks(rows._table);
        var sum = call.Run(GatherSum.Instance, rows._table, call.Reshape(rows._ids, [batch, time]), mask,
            sums ? rows.Distinct : null, sums ? rows.Numbers : null);
        y[0] = keepDims ? call.Reshape(sum, [batch, 1, width]) : sum;
        return true;
    }

    /// <summary>A lowering of sequences of rows: each distinct one is projected once, where that pays.</summary>
    public static bool Project(RecurrentSequence operation, Operands x, Span<Tensor> y, CallContext call)
    {
        if (!x.Has(RecurrentSequence.Kernel) || x.Has(RecurrentSequence.Numbers)) return false;
        var (inputs, kernel) = (x[RecurrentSequence.Inputs], x[RecurrentSequence.Kernel]);
        if (inputs.Shape.Rank != 3 || kernel.Shape.Rank != 2
            || Of(inputs) is not { Ids.IsEmpty: false, _table.Shape.Rank: 2 } rows || rows.Width != kernel.Shape[0]
            || inputs.Shape[2] != rows.Width || !rows.PassesGradientOn(inputs, call)
            || operation.Trace == SequenceTrace.Gradient
                && !RecurrentKernel.SumsByNumber(inputs.Shape[0], inputs.Shape[1], kernel.Shape[1])) return false;
        var projected = call.Affine(rows.DistinctRows(call), kernel, x.Optional(RecurrentSequence.Bias));
        call.Run(operation, [projected, null, x.Optional(RecurrentSequence.Recurrent), null,
            x.Optional(RecurrentSequence.RecurrentBias), x.Optional(RecurrentSequence.Dropout),
            x.Optional(RecurrentSequence.Mask), x.Optional(RecurrentSequence.FirstState),
            x.Optional(RecurrentSequence.FirstCell), call.Reshape(rows.Numbers, inputs.Shape[..2])], y);
        return true;
    }

    /// <inheritdoc/>
    protected internal override unsafe HostMemory Read()
    {
        if (!_stands || _isCopied) return _copy;
        fixed (float* table = Elements, to = _copy.Elements<float>(Ids.Length * Width))
        fixed (int* ids = Ids)
        {
            var job = new CopyJob
            {
                Table = table,
                Ids = ids,
                To = to,
                Count = Ids.Length,
                Width = Width,
                PerPiece = Math.Max(1, ElementsPerPiece / Math.Max(1, Width))
            };
            var pieces = (job.Count + job.PerPiece - 1) / job.PerPiece;
            // Whoever reads may do so after the backend and its threads have gone.
            if (_workers is { IsDisposed: false } workers) workers.Run(ref job, pieces);
            else
                for (var piece = 0; piece < pieces; piece++) job.Run(piece);
        }
        _isCopied = true;
        return _copy;
    }

    /// <inheritdoc/>
    protected internal override HostMemory Change()
    {
        Read();
        return Overwrite();
    }

    /// <inheritdoc/>
    protected internal override HostMemory Overwrite()
    {
        _stands = false;
        return _copy;
    }

    /// <inheritdoc/>
    protected internal override void Expire() => _isExpired = true;

    /// <summary>The ids, each once, in the order of their first places.</summary>
    private Tensor Distinct
    {
        get
        {
            Number();
            return _distinct;
        }
    }

    /// <summary>Of each place, which of <see cref="Distinct"/> is there.</summary>
    private Tensor Numbers
    {
        get
        {
            Number();
            return _numbers;
        }
    }

    /// <summary>The rows of <see cref="Distinct"/>, the same tensor for all who ask in one call.</summary>
    private Tensor DistinctRows(CallContext call)
    {
        if (_distinctRows is null) (_distinctRows = call.Gather(_table, Distinct)).Hold();
        return _distinctRows;
    }

    // What the tensor receives is the table's, and the other way round: one whose gradient stops at it keeps its own.
    private bool PassesGradientOn(Tensor tensor, CallContext call) =>
        call.Executor.Tracks(tensor) == call.Executor.Tracks(_table);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Number()
    {
        if (_isNumbered) return;
        var ids = _ids.Ints;
        if (_numberOf.Length < _table.Shape[0])
        {
            _numberOf = new int[_table.Shape[0]];
            _numberOf.AsSpan().Fill(None);
        }
        _numbers.Reset([ids.Length], ElementType.Int32);
        _distinct.Reset([ids.Length], ElementType.Int32);
        var numbers = _numbers.Overwrite<int>();
        var distinct = _distinct.Overwrite<int>();
        var count = 0;
        for (var i = 0; i < ids.Length; i++)
        {
            ref var number = ref _numberOf[ids[i]];
            if (number == None) distinct[number = count++] = ids[i];
            numbers[i] = number;
        }
        foreach (var id in distinct[..count]) _numberOf[id] = None;
        _distinct.Reset([count], ElementType.Int32);
        _distinct.MostRows = ids.Length;
        _isNumbered = true;
    }

    private unsafe struct CopyJob : IJob
    {
        public float* Table, To;
        public int* Ids;
        public int Count, Width, PerPiece;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(int piece)
        {
            for (var i = piece * PerPiece; i < Math.Min(Count, (piece + 1) * PerPiece); i++)
                new ReadOnlySpan<float>(Table + (nint)Ids[i] * Width, Width).CopyTo(new(To + (nint)i * Width, Width));
        }
    }
}
