using System.Runtime.CompilerServices;

namespace Valence.Kernels;

/// <summary>Some rows of a batch through the whole sequence. A row's bits do not depend on which others are with it.</summary>
internal unsafe ref struct ForwardSlice<TCell, L, V> where TCell : struct, IRecurrentCell where L : struct, ILanes<V> where V : unmanaged
{
    private readonly ForwardPointers _p;
    private readonly int _first, _rows, _units, _width, _inputs, _area;

    /// <summary>State and cell state per row. Then, for the rows that take part in a step: state, what the cell keeps of it, inputs; sums of one vector of units.</summary>
    private readonly float* _h, _c, _hNow, _kept, _x, _sums;
    private readonly int* _active;
    private int _count;

    public ForwardSlice(in ForwardPointers p, int first, int rows)
    {
        _p = p;
        (_first, _rows, _units) = (first, rows, p.Shape.Units);
        _width = UnitBlocks<L, V>.Width(_units);
        _inputs = (TCell.SplitsLastGate ? TCell.Gates + 1 : TCell.Gates) * _units;
        var state = (long)rows * _width;
        var copies = p.Dropout == null ? 1 : TCell.Gates;
        _area = rows * Tile<L, V>.Columns;
        var sums = 2L * _area;
        _h = Scratch.Take(ScratchSlot.Sequence, (3 + copies) * state + (long)rows * (_inputs + 1) + sums + L.Count);
        _sums = _h;
        _h += sums;
        _c = _h + state;
        _kept = _c + state;
        _hNow = _kept + state;
        _x = _hNow + copies * state;
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
            TakeInputs(_p.Projected + (_p.RowIndex == null ? at : _p.RowIndex[at]) * TCell.Gates * _units, _x + (nint)_count * _inputs);
            _active[_count++] = r;
        }
    }

    /// <summary>What each gate's sum starts from; after a split last gate's, that gate's input.</summary>
    private readonly void TakeInputs(float* projected, float* x)
    {
        var gates = TCell.Gates * _units;
        Copy(projected, x, gates);
        if (TCell.SplitsLastGate) Copy(x + gates - _units, x + gates, _units);
        if (TCell.SplitsLastGate) new Span<float>(x + gates - _units, _units).Clear();
        if (_p.Bias != null) Stripe<L, V>.Zip(new Binary.Add(), x, _p.Bias, x, gates);
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

    /// <summary>One vector of units of every active row: the tiles' sums, then the activations while they are close by.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Compute(int block, int t)
    {
        var unit = UnitBlocks<L, V>.First(block, _units);
        var panels = UnitBlocks<L, V>.Panels(TCell.Gates);
        var panel = (nint)_units * Tile<L, V>.Columns;
        var packed = _p.PackedRecurrent + block * panels * panel;
        var tiles = (_count + Tile<L, V>.MaxRows - 1) / Tile<L, V>.MaxRows;
        for (var pair = 0; pair < panels; pair++)
            for (var tile = 0; tile < tiles; tile++)
            {
                var from = tile * _count / tiles;
                var height = (tile + 1) * _count / tiles - from;
                Multiply(pair, height, from, unit, packed + pair * panel);
            }
        Activate();
        Finish(unit, t);
    }

    /// <summary>The sums of a pair of gates, which start from the inputs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Multiply(int pair, int height, int from, int unit, float* packed)
    {
        nint columns = Tile<L, V>.Columns;
        var gates = Math.Min(2, TCell.Gates - 2 * pair);
        var h = _hNow + from * (nint)_width;
        var x = _x + from * (nint)_inputs + 2 * pair * _units + unit;
        var sums = _sums + pair * _area + from * columns;
        if (_p.Dropout == null)
        {
            Tile<L, V>.Multiply(height, gates, _units, h, _width, 1, packed, columns, x, _inputs, _units, sums, columns);
            return;
        }
        for (var half = 0; half < gates; half++)
        {
            var dropped = h + (nint)(2 * pair + half) * _rows * _width;
            Tile<L, V>.Multiply(
                height, 1, _units, dropped, _width, 1, packed + half * L.Count, columns, x + half * _units, _inputs, 0, sums + half * L.Count, columns);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Activate()
    {
        var sums = _sums;
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
    private readonly void Finish(int unit, int t)
    {
        var units = _units;
        nint width = _width;
        nint stride = _p.Shape.OutputStride;
        nint time = _p.Shape.Time;
        var sums = _sums;
        var hidden = _p.Hidden;
        var cell = _p.Cell;
        var saved = _p.Saved;
        var x = _x + TCell.Gates * units + unit;
        // Copies made before the step: an overlapping unit's new value may already stand in the state.
        var kept = _kept + unit;
        for (var row = 0; row < _count; row++)
        {
            nint r = _active[row];
            var at = (_first + r) * time + t;
            var s = LoadGates(sums);
            var input = TCell.SplitsLastGate ? L.Load(x) : s.A;
            var c = TCell.HasCell || TCell.SplitsLastGate ? L.Load(kept) : s.A;
            var h = c;
            TCell.Forward<L, V>(ref s, input, ref h, ref c);
            L.Store(h, _h + r * width + unit);
            if (TCell.HasCell) L.Store(c, _c + r * width + unit);
            if (hidden != null) UnitBlocks<L, V>.Store(h, hidden + at * stride + unit, units);
            if (TCell.HasCell && cell != null) UnitBlocks<L, V>.Store(c, cell + at * units + unit, units);
            if (saved != null)
            {
                var save = saved + at * TCell.Saved * units + unit;
                UnitBlocks<L, V>.Store(s.A, save, units);
                if (TCell.Saved > 1) UnitBlocks<L, V>.Store(s.B, save + units, units);
                if (TCell.Saved > 2) UnitBlocks<L, V>.Store(s.C, save + 2 * units, units);
                if (TCell.Saved > 3) UnitBlocks<L, V>.Store(s.D, save + 3 * units, units);
            }
            sums += Tile<L, V>.Columns;
            x += _inputs;
            kept += width;
        }
    }

    private static void Copy(float* source, float* destination, int count) => new ReadOnlySpan<float>(source, count).CopyTo(new Span<float>(destination, count));
}
