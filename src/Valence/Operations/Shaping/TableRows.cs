using System.Runtime.CompilerServices;
using Valence.Execution;
using Valence.Threading;

namespace Valence.Operations;

/// <summary>Rows of a table that a tensor stands for until somebody asks for its elements: then they are copied. Who
/// works with table and ids needs no copy.</summary>
/// <remarks>One belongs to a tensor of a step's memory and serves step after step. Views of the tensor share
/// it.</remarks>
internal sealed class TableRows : IPostponed
{
    private const int ElementsPerPiece = 1 << 15;
    private const int None = -1;

    private readonly Tensor _copy;

    /// <summary>A copy: whoever changes the ids given can't change what was checked.</summary>
    private readonly Tensor _ids = new([0], ElementType.Int32);
    private readonly Tensor _numbers = new([0], ElementType.Int32);
    private readonly Tensor _distinct = new([0], ElementType.Int32);

    /// <summary>Of each row of the table, its number among the distinct ones while they are counted; else
    /// <see cref="None"/>.</summary>
    private int[] _numberOf = [];
    private int _tableCount;
    private Workers? _workers;
    private Tensor? _distinctRows;
    private bool _stands, _isNumbered, _isExpired;

    private TableRows(Tensor copy) => _copy = copy;

    /// <summary>The table.</summary>
    public Tensor Table { get; private set; } = null!;

    /// <summary>How many numbers a row has.</summary>
    public int Width { get; private set; }

    /// <summary>Which rows, in the order of the tensor's elements; all of them are in the table.</summary>
    public ReadOnlySpan<int> Ids => _ids.Ints;

    /// <summary>The ids, each once, in the order of their first places.</summary>
    public Tensor Distinct
    {
        get
        {
            Number();
            return _distinct;
        }
    }

    /// <summary>Of each place, which of <see cref="Distinct"/> is there.</summary>
    public Tensor Numbers
    {
        get
        {
            Number();
            return _numbers;
        }
    }

    /// <summary>The table's elements, right in the rows that are used.</summary>
    /// <exception cref="InvalidOperationException">A training step has changed the table since.</exception>
    public ReadOnlySpan<float> Elements
    {
        get
        {
            if (_isExpired || Table.Count != _tableCount)
                throw new InvalidOperationException("Expected to be read before the training step: this tensor "
                    + "stands for rows of a table that the step has changed. Copy it before, or gather the rows "
                        + "again.");
            return Table.Postponed is null ? Table.Stored : Table.FloatsOf(Distinct.Ints);
        }
    }

    /// <summary>What <paramref name="tensor"/> stands for, or null where it has elements of its own.</summary>
    public static TableRows? Of(Tensor? tensor) => tensor?.Postponed is TableRows { _stands: true } rows ? rows : null;

    /// <summary>Makes <paramref name="tensor"/> stand for rows of <paramref name="table"/>.</summary>
    /// <param name="tensor">A tensor as large as the rows.</param>
    /// <param name="table">The table <c>[rows, …]</c>.</param>
    /// <param name="ids">Which rows.</param>
    /// <param name="workers">The threads that copy them, if somebody asks for copies.</param>
    /// <exception cref="IdOutOfRangeException">An id is negative or not below the number of rows.</exception>
    public static void Begin(Tensor tensor, Tensor table, Tensor ids, Workers workers)
    {
        if (tensor.Postponed is not TableRows rows) tensor.Postponed = rows = new(tensor);
        if (ids.MostRows > 0) rows._ids.Reset(ids.Shape.With(0, ids.MostRows), ElementType.Int32);
        rows._ids.Reset(ids.Shape, ElementType.Int32);
        rows._ids.CopyFrom(ids);
        IdOutOfRangeException.Check(rows._ids, table.Shape[0]);
        (rows.Table, rows._tableCount, rows._workers, rows._distinctRows) = (table, table.Count, workers, null);
        rows.Width = table.Shape[1..].Count;
        (rows._stands, rows._isNumbered, rows._isExpired) = (true, false, false);
    }

    /// <summary>The rows of <see cref="Distinct"/>, the same tensor for all who ask in one call.</summary>
    public Tensor DistinctRows(CallContext call)
    {
        if (_distinctRows is null) StepMemory.Hold(_distinctRows = call.Gather(Table, Distinct));
        return _distinctRows;
    }

    /// <inheritdoc/>
    public unsafe void CatchUp()
    {
        if (!_stands) return;
        fixed (float* table = Elements, to = _copy.Stored)
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
        // Whoever has the elements may change them.
        _stands = false;
    }

    /// <inheritdoc/>
    public void CatchUp(ReadOnlySpan<int> rows) => CatchUp();

    /// <inheritdoc/>
    public void Cancel() => _stands = false;

    /// <summary>The table is about to change: what has not been copied can't be read any more.</summary>
    public void Expire() => _isExpired = true;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Number()
    {
        if (_isNumbered) return;
        var ids = _ids.Ints;
        if (_numberOf.Length < Table.Shape[0])
        {
            _numberOf = new int[Table.Shape[0]];
            _numberOf.AsSpan().Fill(None);
        }
        _numbers.Reset([ids.Length], ElementType.Int32);
        _distinct.Reset([ids.Length], ElementType.Int32);
        var numbers = _numbers.Ints;
        var distinct = _distinct.Ints;
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
