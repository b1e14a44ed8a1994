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
            for (var row = 0; row < _count; row++)
                for (var block = 0; block < UnitBlocks<L, V>.Count(_units); block++) Compute(row, UnitBlocks<L, V>.First(block, _units), step);
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

    /// <summary>One vector of units of one active row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Compute(int row, int unit, int step)
    {
        var r = _active[row];
        var at = (nint)(_first + r) * _p.Shape.Time + _p.Shape.Place(step);
        var saved = new GateVectors<V> { A = UnitBlocks<L, V>.Load(_saved + (nint)row * _savedWidth + unit, _units) };
        if (TCell.Saved > 1) saved.B = UnitBlocks<L, V>.Load(_saved + (nint)row * _savedWidth + _units + unit, _units);
        if (TCell.Saved > 2) saved.C = UnitBlocks<L, V>.Load(_saved + (nint)row * _savedWidth + 2 * (nint)_units + unit, _units);
        if (TCell.Saved > 3) saved.D = UnitBlocks<L, V>.Load(_saved + (nint)row * _savedWidth + 3 * (nint)_units + unit, _units);
        var dh = L.Load(_dhNow + (nint)row * _width + unit);
        var (dc, c, before, h) = (dh, dh, dh, dh);
        if (TCell.HasCell)
        {
            dc = L.Load(_dcNow + (nint)row * _width + unit);
            c = UnitBlocks<L, V>.Load(_p.Cell + at * _units + unit, _units);
            before = CellBefore(r, at, unit, step);
        }
        if (TCell.SplitsLastGate) h = UnitBlocks<L, V>.Load(_p.PreviousHidden + at * _units + unit, _units);
        TCell.Backward<L, V>(saved, h, c, before, ref dh, ref dc, out var dz, out var dRecurrent);
        L.Store(dh, _dhBefore + (nint)row * _width + unit);
        if (TCell.HasCell) L.Store(dc, _dc + (nint)r * _width + unit);
        StoreGates(dz, _p.ProjectedGradient + at * _gates + unit);
        if (TCell.SplitsLastGate) dz.C = dRecurrent;
        StoreGates(dz, _dz + (nint)row * _gates + unit);
        if (_p.RecurrentGradient != null) StoreGates(dz, _p.RecurrentGradient + at * _gates + unit);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly V CellBefore(int r, nint at, int unit, int step)
    {
        if (step > 0) return UnitBlocks<L, V>.Load(_p.Cell + (at + (_p.Shape.Reverse ? 1 : -1)) * _units + unit, _units);
        return _p.InitialCell == null ? L.Create(0) : UnitBlocks<L, V>.Load(_p.InitialCell + (nint)(_first + r) * _units + unit, _units);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void StoreGates(in GateVectors<V> dz, float* destination)
    {
        UnitBlocks<L, V>.Store(dz.A, destination, _units);
        if (TCell.Gates > 1) UnitBlocks<L, V>.Store(dz.B, destination + _units, _units);
        if (TCell.Gates > 2) UnitBlocks<L, V>.Store(dz.C, destination + 2 * (nint)_units, _units);
        if (TCell.Gates > 3) UnitBlocks<L, V>.Store(dz.D, destination + 3 * (nint)_units, _units);
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
