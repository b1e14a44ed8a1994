using System.Runtime.CompilerServices;

namespace Valence.Kernels;

/// <summary>The rows of a <see cref="LookupProduct"/> in a stretch of places, a block at a time, with their rows of D;
/// those that are padding there are one row, the last.</summary>
internal unsafe ref struct LookupStretch<L, V> where L : struct, ILanes<V> where V : unmanaged
{
    /// <summary>How many rows a block has at most, not counting the one for padding.</summary>
    public const int RowBlock = 128;

    private readonly LookupPointers _pointers;
    private readonly int _end;

    /// <summary>Rows of D in the order of the block.</summary>
    private readonly float* _d;
    private Indices _rows;
    private int _next;
    private bool _isOver;

    /// <param name="pointers">The product.</param>
    /// <param name="end">The place after the stretch.</param>
    /// <param name="d">Room for the block's rows of D.</param>
    public LookupStretch(in LookupPointers pointers, int end, float* d)
    {
        _pointers = pointers;
        _end = end;
        _d = d;
    }

    /// <summary>Rows of the block.</summary>
    public int Count { get; private set; }

    /// <summary>Which row of X is row <paramref name="index"/> of the block; for padding, one that is padding
    /// there.</summary>
    public readonly int this[int index] => _rows[index];

    /// <summary>Takes the next block; false when there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool Next()
    {
        if (_isOver) return false;
        nint n = _pointers.Shape.Columns;
        Count = 0;
        for (; _next < _pointers.Shape.Rows && Count < RowBlock; _next++)
            if (_pointers.Runs[_next] < _end) Take(_next, n);
        if (_next < _pointers.Shape.Rows) return true;
        _isOver = true;
        var sum = _d + Count * n;
        var padding = -1;
        for (var row = 0; row < _pointers.Shape.Rows; row++)
        {
            if (_pointers.Runs[row] < _end) continue;
            if (padding < 0) UnitBlocks<L, V>.Copy(_pointers.D + row * n, sum, n);
            else UnitBlocks<L, V>.Add(_pointers.D + row * n, sum, n);
            padding = row;
        }
        if (padding >= 0) _rows[Count++] = padding;
        return Count > 0;
    }

    private void Take(int row, nint n)
    {
        UnitBlocks<L, V>.Copy(_pointers.D + row * n, _d + Count * n, n);
        _rows[Count++] = row;
    }

    [InlineArray(RowBlock + 1)]
    private struct Indices
    {
        private int _first;
    }
}
