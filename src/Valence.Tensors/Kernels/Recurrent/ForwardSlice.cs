using System.Runtime.CompilerServices;

namespace Valence.Kernels;

/// <summary>Some rows of a batch through the whole sequence. A row's bits do not depend on which others are with it.</summary>
internal unsafe ref struct ForwardSlice<TCell, L, V> where TCell : struct, IRecurrentCell where L : struct, ILanes<V> where V : unmanaged
{
    private readonly ForwardPointers _p;
    private readonly int _first, _rows, _units, _width, _inputs;

    /// <summary>State and cell state per row. Then, for the rows that take part in a step: state, what the cell keeps of it, inputs; sums of a tile.</summary>
    private readonly float* _h, _c, _hNow, _kept, _x, _sums;
    private readonly int* _active;
    private int _count;

    public ForwardSlice(in ForwardPointers p, int first, int rows)
    {
        _p = p;
        (_first, _rows, _units) = (first, rows, p.Shape.Units);
        _width = UnitBlocks<L, V>.Width(_units);
        _inputs = TCell.Gates * _units;
        var state = (long)rows * _width;
        var copies = p.Dropout == null ? 1 : TCell.Gates;
        var sums = 2L * Tile<L, V>.MaxRows * Tile<L, V>.Columns;
        _h = Scratch.Take(ScratchSlot.Sequence, (3 + copies) * state + (long)rows * (_inputs + 1) + sums);
        _sums = _h;
        _h += sums;
        _c = _h + state;
        _kept = _c + state;
        _hNow = _kept + state;
        _x = _hNow + copies * state;
        _active = (int*)(_x + (long)rows * _inputs);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run()
    {
        Begin(_p.InitialHidden, _h);
        Begin(_p.InitialCell, _c);
        for (var step = 0; step < _p.Shape.Time; step++)
        {
            Gather(step);
            if (_count == 0) continue;
            for (var block = 0; block < UnitBlocks<L, V>.Count(_units); block++) Compute(block, _p.Shape.Place(step));
        }
        End(_h, _p.LastHidden);
        if (TCell.HasCell) End(_c, _p.LastCell);
    }

    private readonly void Begin(float* initial, float* state)
    {
        new Span<float>(state, _rows * _width).Clear();
        if (initial == null) return;
        for (var r = 0; r < _rows; r++) Copy(initial + (nint)(_first + r) * _units, state + (nint)r * _width, _units);
    }

    private readonly void End(float* state, float* last)
    {
        if (last == null) return;
        for (var r = 0; r < _rows; r++) Copy(state + (nint)r * _width, last + (nint)(_first + r) * _units, _units);
    }

    /// <summary>Brings together the states and inputs of the rows that the mask lets through; the others repeat themselves.</summary>
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
                Repeat(r, at, step);
                continue;
            }
            var state = (nint)_count * _width;
            if (_p.Dropout == null) Copy(_h + (nint)r * _width, _hNow + state, _units);
            else Drop(r, state);
            if (TCell.HasCell || TCell.SplitsLastGate) Copy((TCell.HasCell ? _c : _h) + (nint)r * _width, _kept + state, _units);
            Copy(_p.Projected + (_p.RowIndex == null ? at : _p.RowIndex[at]) * _inputs, _x + (nint)_count * _inputs, _inputs);
            _active[_count++] = r;
        }
    }

    private readonly void Drop(int r, nint state)
    {
        for (var gate = 0; gate < TCell.Gates; gate++)
            Stripe<L, V>.Zip(
                new Binary.Multiply(), _h + (nint)r * _width, _p.Dropout + ((nint)gate * _p.Shape.Batch + _first + r) * _units,
                _hNow + (nint)gate * _rows * _width + state, _units);
    }

    private readonly void Repeat(int r, nint at, int step)
    {
        if (_p.Hidden != null)
        {
            var stride = _p.Shape.OutputStride;
            var output = _p.Hidden + at * stride;
            if (step == 0 || _p.Shape.ZeroOutputForMask) new Span<float>(output, _units).Clear();
            else Copy(output + (_p.Shape.Reverse ? stride : -stride), output, _units);
        }
        if (TCell.HasCell && _p.Cell != null) Copy(_c + (nint)r * _width, _p.Cell + at * _units, _units);
        if (_p.Saved != null) new Span<float>(_p.Saved + at * TCell.Saved * _units, TCell.Saved * _units).Clear();
    }

    /// <summary>One vector of units of every active row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Compute(int block, int t)
    {
        var unit = UnitBlocks<L, V>.First(block, _units);
        var panels = UnitBlocks<L, V>.Panels(TCell.Gates);
        var panel = (nint)_units * Tile<L, V>.Columns;
        var packed = _p.PackedRecurrent + block * panels * panel;
        var area = Tile<L, V>.MaxRows * Tile<L, V>.Columns;
        var tiles = (_count + Tile<L, V>.MaxRows - 1) / Tile<L, V>.MaxRows;
        for (var tile = 0; tile < tiles; tile++)
        {
            var from = tile * _count / tiles;
            var height = (tile + 1) * _count / tiles - from;
            for (var r = 0; r < height; r++) Start(from + r, unit, _sums + r * Tile<L, V>.Columns, area);
            for (var pair = 0; pair < panels; pair++)
                Multiply(pair, height, _hNow + (nint)from * _width, packed + pair * panel, _sums + pair * area);
            for (var r = 0; r < height; r++) Finish(from + r, unit, t, _sums + r * Tile<L, V>.Columns, area);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Start(int row, int unit, float* sums, int area)
    {
        for (var gate = 0; gate < TCell.Gates; gate++)
        {
            var column = gate * _units + unit;
            var split = TCell.SplitsLastGate && gate == TCell.Gates - 1;
            var start = split ? L.Create(0) : UnitBlocks<L, V>.Load(_x + (nint)row * _inputs + column, _units);
            if (_p.Bias != null) start = L.Add(start, UnitBlocks<L, V>.Load(_p.Bias + column, _units));
            L.Store(start, sums + (gate / 2) * area + (gate % 2) * L.Count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Multiply(int pair, int height, float* h, float* packed, float* sums)
    {
        nint columns = Tile<L, V>.Columns;
        var gates = Math.Min(2, TCell.Gates - 2 * pair);
        if (_p.Dropout == null)
        {
            Tile<L, V>.Multiply(height, gates, _units, h, _width, 1, packed, columns, sums, columns, sums, columns);
            return;
        }
        for (var half = 0; half < gates; half++)
        {
            var dropped = h + (nint)(2 * pair + half) * _rows * _width;
            var (b, s) = (half * L.Count, half * L.Count);
            Tile<L, V>.Multiply(height, 1, _units, dropped, _width, 1, packed + b, columns, sums + s, columns, sums + s, columns);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Finish(int row, int unit, int t, float* sums, int area)
    {
        var r = _active[row];
        var at = (nint)(_first + r) * _p.Shape.Time + t;
        var s = new GateVectors<V> { A = L.Load(sums) };
        if (TCell.Gates > 1) s.B = L.Load(sums + L.Count);
        if (TCell.Gates > 2) s.C = L.Load(sums + area);
        if (TCell.Gates > 3) s.D = L.Load(sums + area + L.Count);
        var x = TCell.SplitsLastGate ? UnitBlocks<L, V>.Load(_x + (nint)row * _inputs + (TCell.Gates - 1) * _units + unit, _units) : s.A;
        // From the copies made before the step: an overlapping unit's new value may already stand in the state.
        var c = TCell.HasCell || TCell.SplitsLastGate ? L.Load(_kept + (nint)row * _width + unit) : s.A;
        var h = c;
        TCell.Forward<L, V>(s, x, ref h, ref c, out var saved);
        L.Store(h, _h + (nint)r * _width + unit);
        if (TCell.HasCell) L.Store(c, _c + (nint)r * _width + unit);
        if (_p.Hidden != null) UnitBlocks<L, V>.Store(h, _p.Hidden + at * _p.Shape.OutputStride + unit, _units);
        if (TCell.HasCell && _p.Cell != null) UnitBlocks<L, V>.Store(c, _p.Cell + at * _units + unit, _units);
        if (_p.Saved == null) return;
        var save = _p.Saved + at * TCell.Saved * _units + unit;
        UnitBlocks<L, V>.Store(saved.A, save, _units);
        if (TCell.Saved > 1) UnitBlocks<L, V>.Store(saved.B, save + _units, _units);
        if (TCell.Saved > 2) UnitBlocks<L, V>.Store(saved.C, save + 2 * (nint)_units, _units);
        if (TCell.Saved > 3) UnitBlocks<L, V>.Store(saved.D, save + 3 * (nint)_units, _units);
    }

    private static void Copy(float* source, float* destination, int count) => new ReadOnlySpan<float>(source, count).CopyTo(new Span<float>(destination, count));
}
