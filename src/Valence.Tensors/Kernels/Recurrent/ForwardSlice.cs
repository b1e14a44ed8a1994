using System.Runtime.CompilerServices;

namespace Valence.Kernels;

/// <summary>Some rows of a batch through the whole sequence. A row's bits do not depend on which others are with
/// it.</summary>
internal unsafe ref struct ForwardSlice<TCell, L, V> where TCell : struct, IRecurrentCell where L : struct, ILanes<V>
    where V : unmanaged
{
    private readonly ForwardPointers _p;
    private readonly int _first, _rows, _units, _width, _features, _row, _inputs, _area;

    /// <summary>State and cell state per row, and what a step saves of it. Then, for the rows that take part in a step:
    /// input and state side by side, what the cell keeps of it, projected inputs; sums of one vector of
    /// units.</summary>
    private readonly float* _h, _c, _saved, _now, _kept, _x, _sums;
    private readonly bool _passesCaches;
    private readonly int* _active;
    private int _count;

    public ForwardSlice(in ForwardPointers p, int first, int rows)
    {
        _p = p;
        (_first, _rows, _units, _features) = (first, rows, p.Shape.Units, p.Shape.Features);
        _width = UnitBlocks<L, V>.Width(_units);
        _row = _features + _units;
        _inputs = _features > 0 ? 0 : (TCell.SplitsLastGate ? TCell.Gates + 1 : TCell.Gates) * _units;
        // One row works on two vectors of units at a time.
        _area = Math.Max(rows, 2) * Tile<L, V>.Columns;
        var state = (long)rows * _width;
        var now = (long)rows * _row * (p.Dropout == null ? 1 : TCell.Gates);
        var saved = p.Saved == null ? 0 : (long)rows * TCell.Saved * _units;
        _passesCaches = TraceRows<L, V>.PassesCaches((saved + 2 * rows * _units) * p.Shape.Time);
        _sums = Scratch.Take(ScratchSlot.Sequence,
            2L * _area + 3 * state + saved + now + (long)rows * (_inputs + 1) + L.Count);
        _saved = _sums + 2 * _area;
        _h = _saved + saved;
        _c = _h + state;
        _kept = _c + state;
        _now = _kept + state;
        _x = _now + now;
        // A vector beyond the last row may be read with it.
        _active = (int*)(_x + (long)rows * _inputs + L.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run()
    {
        Begin(_p.InitialHidden, _h);
        Begin(_p.InitialCell, _c);
        for (var step = 0; step < _p.Shape.Time; step++)
        {
            Gather(step);
            FetchNext(step);
            var (block, blocks) = (0, _count > 0 ? UnitBlocks<L, V>.Count(_units) : 0);
            for (; block < blocks - 1 && _count == 1 && _p.Dropout == null; block += 2) ComputeTwo(block);
            for (; block < blocks; block++) Compute(block);
            Keep(_p.Shape.Place(step));
        }
        End(_h, _p.LastHidden);
        if (TCell.HasCell) End(_c, _p.LastCell);
    }

    private readonly void Begin(float* initial, float* state)
    {
        new Span<float>(state, _rows * _width).Clear();
        if (initial == null) return;
        for (var r = 0; r < _rows; r++)
            UnitBlocks<L, V>.Copy(initial + (nint)(_first + r) * _units, state + (nint)r * _width, _units);
    }

    private readonly void End(float* state, float* last)
    {
        if (last == null) return;
        for (var r = 0; r < _rows; r++)
            UnitBlocks<L, V>.Copy(state + (nint)r * _width, last + (nint)(_first + r) * _units, _units);
    }

    /// <summary>Brings together the states and inputs of the rows that the mask lets through; the others repeat
    /// themselves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Gather(int step)
    {
        var t = _p.Shape.Place(step);
        _count = 0;
        for (var r = 0; r < _rows; r++)
        {
            var at = (nint)(_first + r) * _p.Shape.Time + t;
            if (_p.Mask != null && _p.Mask[at] == 0)
            {
                if (_p.Saved != null) new Span<float>(_saved + (nint)r * TCell.Saved * _units, TCell.Saved * _units)
                    .Clear();
                continue;
            }
            var state = _h + (nint)r * _width;
            var row = _now + (nint)_count * _row;
            if (_p.Dropout != null) Drop(r, row);
            else UnitBlocks<L, V>.Copy(state, row + _features, _units);
            if (TCell.HasCell || TCell.SplitsLastGate)
                UnitBlocks<L, V>.Copy(TCell.HasCell ? _c + (nint)r * _width : state, _kept + (nint)_count * _width,
                    _units);
            if (_features == 0) TakeProjected(Projected(at), _x + (nint)_count * _inputs);
            else
                for (var copy = 0; copy < (_p.Dropout == null ? 1 : TCell.Gates); copy++)
                    UnitBlocks<L, V>.Copy(_p.Inputs + at * _features, row + (nint)copy * _rows * _row, _features);
            _active[_count++] = r;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly float* Projected(nint at) =>
        _p.Inputs + (_p.Numbers == null ? at : _p.Numbers[at]) * TCell.Gates * _units;

    /// <summary>Asks for the next step's projected inputs, which lie anywhere.</summary>
    private readonly void FetchNext(int step)
    {
        if (_p.Numbers == null || step + 1 == _p.Shape.Time) return;
        for (var r = 0; r < _rows; r++)
            CacheLines.Fetch(Projected((nint)(_first + r) * _p.Shape.Time + _p.Shape.Place(step + 1)),
                TCell.Gates * _units);
    }

    /// <summary>What each gate's sum starts from; after a split last gate's, that gate's input.</summary>
    private readonly void TakeProjected(float* projected, float* x)
    {
        var gates = TCell.Gates * _units;
        UnitBlocks<L, V>.Copy(projected, x, gates);
        if (TCell.SplitsLastGate)
        {
            UnitBlocks<L, V>.Copy(projected + gates - _units, x + gates, _units);
            new Span<float>(x + gates - _units, _units).Clear();
        }
        if (_p.RecurrentBias != null) UnitBlocks<L, V>.Add(_p.Starts, x, gates);
    }

    private readonly void Drop(int r, float* row)
    {
        for (var gate = 0; gate < TCell.Gates; gate++)
            Stripe<L, V>.Zip(
                new Binary.Multiply(), _h + (nint)r * _width,
                _p.Dropout + ((nint)gate * _p.Shape.Batch + _first + r) * _units,
                row + (nint)gate * _rows * _row + _features, _units);
    }

    private readonly void Keep(int t)
    {
        var row = (nint)t * _p.Shape.Batch + _first;
        TraceRows<L, V>.Write(_h, _width, _p.Hidden, row, _units, _rows, _passesCaches);
        if (TCell.HasCell) TraceRows<L, V>.Write(_c, _width, _p.Cell, row, _units, _rows, _passesCaches);
        TraceRows<L, V>.Write(_saved, TCell.Saved * _units, _p.Saved, row, TCell.Saved * _units, _rows, _passesCaches);
    }

    /// <summary>One vector of units of every active row: the tiles' sums, then the activations while they are close
    /// by.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Compute(int block)
    {
        var unit = UnitBlocks<L, V>.First(block, _units);
        var panels = UnitBlocks<L, V>.Panels(TCell.Gates);
        var panel = (nint)_row * Tile<L, V>.Columns;
        var packed = _p.Packed + block * panels * panel;
        var tiles = (_count + Tile<L, V>.MaxRows - 1) / Tile<L, V>.MaxRows;
        for (var pair = 0; pair < panels; pair++)
            for (var tile = 0; tile < tiles; tile++)
            {
                var from = tile * _count / tiles;
                var height = (tile + 1) * _count / tiles - from;
                Multiply(pair, height, from, unit, packed + pair * panel);
            }
        Activate(_sums);
        Finish(_sums, unit);
    }

    /// <summary>Two vectors of units of the one active row, whose sums wait for each other half as long.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void ComputeTwo(int block)
    {
        nint columns = Tile<L, V>.Columns;
        var (unit, next) = (UnitBlocks<L, V>.First(block, _units), UnitBlocks<L, V>.First(block + 1, _units));
        var panels = UnitBlocks<L, V>.Panels(TCell.Gates);
        var apart = panels * _row * columns;
        var starts = _features > 0 ? _p.Starts : _x;
        for (var pair = 0; pair < panels; pair++)
        {
            var gates = Math.Min(2, TCell.Gates - 2 * pair);
            var sums = _sums + pair * _area;
            var packed = _p.Packed + block * apart + pair * _row * columns;
            var start = starts + 2 * pair * _units;
            if (TCell.SplitsLastGate && 2 * pair + gates == TCell.Gates)
            {
                Tile<L, V>.Twice(1, _units, _now + _features, packed + _features * columns, apart, start + unit,
                    start + next, 0, sums);
                if (_features > 0)
                    Tile<L, V>.Twice(1, _features, _now, packed, apart, start + _units + unit, start + _units + next, 0,
                        sums + L.Count);
            }
            else Tile<L, V>.Twice(gates, _row, _now, packed, apart, start + unit, start + next, _units, sums);
        }
        Activate(_sums);
        Activate(_sums + columns);
        Finish(_sums, unit);
        Finish(_sums + columns, next);
    }

    /// <summary>The sums of a pair of gates.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Multiply(int pair, int height, int from, int unit, float* packed)
    {
        nint columns = Tile<L, V>.Columns;
        var gates = Math.Min(2, TCell.Gates - 2 * pair);
        var now = _now + from * (nint)_row;
        // The biases are the same for every row; projected inputs are a row's own.
        nint rowStart = _inputs;
        var start = (_features > 0 ? _p.Starts : _x + from * rowStart) + 2 * pair * _units + unit;
        var sums = _sums + pair * _area + from * columns;
        if (TCell.SplitsLastGate && 2 * pair + gates == TCell.Gates)
        {
            var state = (_p.Dropout == null ? now : now + (nint)(TCell.Gates - 1) * _rows * _row) + _features;
            Tile<L, V>.Multiply(height, 1, _units, state, _row, 1, packed + _features * columns, columns, start,
                rowStart, 0, sums, columns);
            if (_features > 0)
                Tile<L, V>.Multiply(height, 1, _features, now, _row, 1, packed, columns, start + _units, 0, 0,
                    sums + L.Count, columns);
        }
        else if (_p.Dropout == null)
        {
            Tile<L, V>.Multiply(height, gates, _row, now, _row, 1, packed, columns, start, rowStart, _units, sums,
                columns);
        }
        else
        {
            for (var half = 0; half < gates; half++)
            {
                var dropped = now + (nint)(2 * pair + half) * _rows * _row;
                Tile<L, V>.Multiply(height, 1, _row, dropped, _row, 1, packed + half * L.Count, columns,
                    start + half * _units, rowStart, 0, sums + half * L.Count, columns);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Activate(float* sums)
    {
        for (var r = 0; r < _count; r++)
        {
            var s = LoadGates(sums);
            TCell.Activate<L, V>(ref s);
            L.Store(s.A, sums);
            if (TCell.Gates > 1) L.Store(s.B, sums + L.Count);
            if (TCell.Gates > 2) L.Store(s.C, sums + _area);
            if (TCell.Gates > 3) L.Store(s.D, sums + _area + L.Count);
            sums += Tile<L, V>.Columns;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly GateVectors<V> LoadGates(float* sums)
    {
        var s = new GateVectors<V> { A = L.Load(sums) };
        if (TCell.Gates > 1) s.B = L.Load(sums + L.Count);
        if (TCell.Gates > 2) s.C = L.Load(sums + _area);
        if (TCell.Gates > 3) s.D = L.Load(sums + _area + L.Count);
        return s;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Finish(float* sums, int unit)
    {
        var units = _units;
        nint width = _width;
        var saves = _p.Saved != null;
        // The input of a split last gate.
        var x = _features > 0 ? sums + _area + L.Count : _x + TCell.Gates * units + unit;
        nint nextX = _features > 0 ? Tile<L, V>.Columns : _inputs;
        // Copies made before the step: an overlapping unit's new value may already stand in the state.
        var kept = _kept + unit;
        for (var row = 0; row < _count; row++)
        {
            nint r = _active[row];
            var s = LoadGates(sums);
            var input = TCell.SplitsLastGate ? L.Load(x) : s.A;
            var c = TCell.HasCell || TCell.SplitsLastGate ? L.Load(kept) : s.A;
            var h = c;
            TCell.Forward<L, V>(ref s, input, ref h, ref c);
            L.Store(VectorMath<L, V>.FlushToZero(h), _h + r * width + unit);
            if (TCell.HasCell) L.Store(VectorMath<L, V>.FlushToZero(c), _c + r * width + unit);
            if (saves)
            {
                var save = _saved + r * TCell.Saved * units + unit;
                UnitBlocks<L, V>.Store(s.A, save, units);
                if (TCell.Saved > 1) UnitBlocks<L, V>.Store(s.B, save + units, units);
                if (TCell.Saved > 2) UnitBlocks<L, V>.Store(s.C, save + 2 * units, units);
                if (TCell.Saved > 3) UnitBlocks<L, V>.Store(s.D, save + 3 * units, units);
            }
            sums += Tile<L, V>.Columns;
            x += nextX;
            kept += width;
        }
    }
}
