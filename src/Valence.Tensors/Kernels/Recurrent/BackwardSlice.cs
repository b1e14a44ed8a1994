using System.Runtime.CompilerServices;

namespace Valence.Kernels;

/// <summary>The gradients of some rows of a batch, from the last step to the first. A row's bits do not depend on which others are with it.</summary>
internal unsafe ref struct BackwardSlice<TCell, L, V> where TCell : struct, IRecurrentCell where L : struct, ILanes<V> where V : unmanaged
{
    private readonly BackwardPointers _p;
    private readonly int _first, _rows, _units, _width, _gates, _savedWidth;

    /// <summary>Gradients per row: of the state, of the cell state, of the output that masked steps repeat.</summary>
    private readonly float* _dh, _dc, _dRepeated;

    /// <summary>For the rows that take part in a step: the same before it, what it saved, its gate gradients, the gradient that goes on.</summary>
    private readonly float* _dhNow, _dcNow, _saved, _dz, _dhBefore, _part;
    private readonly int* _active;
    private int _count;

    public BackwardSlice(in BackwardPointers p, int first, int rows)
    {
        _p = p;
        (_first, _rows, _units) = (first, rows, p.Shape.Units);
        _width = UnitBlocks<L, V>.Width(_units);
        _gates = TCell.Gates * _units;
        _savedWidth = TCell.Saved * _units;
        var state = (long)rows * _width;
        _dh = Scratch.Take(ScratchSlot.Sequence, 7 * state + (long)rows * (_gates + _savedWidth + 1));
        _dc = _dh + state;
        _dRepeated = _dc + state;
        _dhNow = _dRepeated + state;
        _dcNow = _dhNow + state;
        _dhBefore = _dcNow + state;
        _part = _dhBefore + state;
        _saved = _part + state;
        _dz = _saved + (long)rows * _savedWidth;
        _active = (int*)(_dz + (long)rows * _gates);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run()
    {
        Begin(_p.LastHiddenGradient, _dh);
        Begin(_p.LastCellGradient, _dc);
        Begin(null, _dRepeated);
        for (var step = _p.Shape.Time - 1; step >= 0; step--)
        {
            Gather(step);
            if (_count == 0) continue;
            for (var row = 0; row < _count; row++) Compute(row, step);
            if (step > 0 || _p.InitialHiddenGradient != null) Propagate();
        }
        End(_dh, _p.InitialHiddenGradient);
        if (TCell.HasCell) End(_dc, _p.InitialCellGradient);
    }

    private readonly void Begin(float* last, float* gradient)
    {
        new Span<float>(gradient, _rows * _width).Clear();
        if (last == null) return;
        for (var r = 0; r < _rows; r++) Copy(last + (nint)(_first + r) * _units, gradient + (nint)r * _width, _units);
    }

    private readonly void End(float* gradient, float* initial)
    {
        if (initial == null) return;
        for (var r = 0; r < _rows; r++) Copy(gradient + (nint)r * _width, initial + (nint)(_first + r) * _units, _units);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Gather(int step)
    {
        var t = _p.Shape.Place(step);
        _count = 0;
        for (var r = 0; r < _rows; r++)
        {
            var at = (nint)(_first + r) * _p.Shape.Time + t;
            var state = (nint)r * _width;
            var output = _p.HiddenGradient == null ? null : _p.HiddenGradient + at * _p.Shape.OutputStride;
            if (_p.Mask != null && _p.Mask[at] == 0)
            {
                // This output repeats the last one computed, which an earlier step will find here.
                if (output != null && !_p.Shape.ZeroOutputForMask) Add(_dRepeated + state, output, _dRepeated + state);
                new Span<float>(_p.ProjectedGradient + at * _gates, _gates).Clear();
                if (_p.RecurrentGradient != null) new Span<float>(_p.RecurrentGradient + at * _gates, _gates).Clear();
                continue;
            }
            var now = (nint)_count * _width;
            if (output == null) Copy(_dh + state, _dhNow + now, _units);
            else Add(_dh + state, output, _dhNow + now);
            if (output != null && _p.Mask != null)
            {
                Add(_dhNow + now, _dRepeated + state, _dhNow + now);
                new Span<float>(_dRepeated + state, _units).Clear();
            }
            if (TCell.HasCell) Copy(_dc + state, _dcNow + now, _units);
            Copy(_p.Saved + at * _savedWidth, _saved + (nint)_count * _savedWidth, _savedWidth);
            _active[_count++] = r;
        }
    }

    /// <summary>The gate gradients of one active row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Compute(int row, int step)
    {
        var units = _units;
        nint r = _active[row];
        var at = (_first + r) * _p.Shape.Time + _p.Shape.Place(step);
        var saved = _saved + (nint)row * _savedWidth;
        var dhNow = _dhNow + (nint)row * _width;
        var dcNow = _dcNow + (nint)row * _width;
        var dhBefore = _dhBefore + (nint)row * _width;
        var dc = _dc + r * _width;
        var cell = _p.Cell + at * units;
        var before = step > 0 ? cell + (_p.Shape.Reverse ? units : -units) : _p.InitialCell == null ? null : _p.InitialCell + (_first + r) * units;
        var previous = _p.PreviousHidden + at * units;
        var projected = _p.ProjectedGradient + at * _gates;
        var recurrent = _p.RecurrentGradient == null ? null : _p.RecurrentGradient + at * _gates;
        var dz = _dz + (nint)row * _gates;
        for (var block = 0; block < UnitBlocks<L, V>.Count(units); block++)
        {
            var unit = UnitBlocks<L, V>.First(block, units);
            var s = new GateVectors<V> { A = UnitBlocks<L, V>.Load(saved + unit, units) };
            if (TCell.Saved > 1) s.B = UnitBlocks<L, V>.Load(saved + units + unit, units);
            if (TCell.Saved > 2) s.C = UnitBlocks<L, V>.Load(saved + 2 * units + unit, units);
            if (TCell.Saved > 3) s.D = UnitBlocks<L, V>.Load(saved + 3 * units + unit, units);
            var dhUnit = L.Load(dhNow + unit);
            var dcUnit = TCell.HasCell ? L.Load(dcNow + unit) : dhUnit;
            var c = TCell.HasCell ? UnitBlocks<L, V>.Load(cell + unit, units) : dhUnit;
            var cBefore = TCell.HasCell && before != null ? UnitBlocks<L, V>.Load(before + unit, units) : L.Create(0);
            var h = TCell.SplitsLastGate ? UnitBlocks<L, V>.Load(previous + unit, units) : dhUnit;
            TCell.Backward<L, V>(s, h, c, cBefore, ref dhUnit, ref dcUnit, out var gates, out var dRecurrent);
            L.Store(dhUnit, dhBefore + unit);
            if (TCell.HasCell) L.Store(dcUnit, dc + unit);
            StoreGates(gates, projected + unit, units);
            if (TCell.SplitsLastGate) gates.C = dRecurrent;
            StoreGates(gates, dz + unit, units);
            if (recurrent != null) StoreGates(gates, recurrent + unit, units);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreGates(GateVectors<V> dz, float* destination, int units)
    {
        UnitBlocks<L, V>.Store(dz.A, destination, units);
        if (TCell.Gates > 1) UnitBlocks<L, V>.Store(dz.B, destination + units, units);
        if (TCell.Gates > 2) UnitBlocks<L, V>.Store(dz.C, destination + 2 * units, units);
        if (TCell.Gates > 3) UnitBlocks<L, V>.Store(dz.D, destination + 3 * units, units);
    }

    /// <summary>The gradient of the state before the step: what passed beside the products, plus gate gradients times the transposed kernel.</summary>
    private readonly void Propagate()
    {
        var panels = (_units + Tile<L, V>.Columns - 1) / Tile<L, V>.Columns;
        var product = new Product
        {
            M = _count, N = _units, K = _gates, A = _dz, RowA = _gates, ColumnA = 1, C = _dhBefore, RowC = _width, ColumnC = 1,
            Start = _dhBefore, RowStart = _width, ColumnStart = 1,
        };
        if (_p.Dropout == null)
        {
            ProductBlock<L, V>.Multiply(product, 0, _count, 0, panels, _p.PackedTransposed);
        }
        else
        {
            product.K = _units;
            product.C = _part;
            product.Start = null;
            for (var gate = 0; gate < TCell.Gates; gate++)
            {
                product.A = _dz + gate * _units;
                ProductBlock<L, V>.Multiply(product, 0, _count, 0, panels, _p.PackedTransposed + (nint)gate * panels * _units * Tile<L, V>.Columns);
                for (var row = 0; row < _count; row++) AddDropped(gate, row);
            }
        }
        for (var row = 0; row < _count; row++) Copy(_dhBefore + (nint)row * _width, _dh + (nint)_active[row] * _width, _units);
    }

    private readonly void AddDropped(int gate, int row)
    {
        var part = _part + (nint)row * _width;
        var mask = _p.Dropout + ((nint)gate * _p.Shape.Batch + _first + _active[row]) * _units;
        Stripe<L, V>.Zip(new Binary.Multiply(), part, mask, part, _units);
        Add(_dhBefore + (nint)row * _width, part, _dhBefore + (nint)row * _width);
    }

    private readonly void Add(float* x, float* y, float* sum) => Stripe<L, V>.Zip(new Binary.Add(), x, y, sum, _units);

    private static void Copy(float* source, float* destination, int count) => new ReadOnlySpan<float>(source, count).CopyTo(new Span<float>(destination, count));
}
