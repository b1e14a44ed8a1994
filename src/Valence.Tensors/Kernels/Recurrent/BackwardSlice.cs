using System.Runtime.CompilerServices;

namespace Valence.Kernels;

/// <summary>The gradients of some rows of a batch, from the last step to the first. A row's bits do not depend on which
/// others are with it.</summary>
internal unsafe ref struct BackwardSlice<TCell, L, V> where TCell : struct, IRecurrentCell where L : struct, ILanes<V>
    where V : unmanaged
{
    private readonly BackwardPointers _p;
    private readonly int _first, _rows, _units, _width, _features, _gates;

    /// <summary>Gradients per row: of the state, of the cell state.</summary>
    private readonly float* _dh, _dc;

    /// <summary>For the rows that take part in a step: the same, the gradient that goes on, one gate's part of
    /// it.</summary>
    private readonly float* _dhNow, _dcNow, _dhBefore, _part;

    private readonly int* _active;
    private CollectedGates<TCell, L, V> _collected;
    private int _count;

    public BackwardSlice(in BackwardPointers p, int slice, int first, int rows)
    {
        _p = p;
        (_first, _rows, _units, _features) = (first, rows, p.Shape.Units, p.Shape.Features);
        _width = UnitBlocks<L, V>.Width(_units);
        _gates = TCell.Gates * _units;
        var state = (long)rows * _width;
        var collection = CollectedGates<TCell, L, V>.Length(p.Shape, rows);
        _dh = Scratch.Take(ScratchSlot.Sequence, collection + 6 * state + rows);
        _dc = _dh + state;
        _dhNow = _dc + state;
        _dcNow = _dhNow + state;
        _dhBefore = _dcNow + state;
        _part = _dhBefore + state;
        _active = (int*)(_part + state);
        _collected = new(p, slice, rows, (float*)(_active + rows));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run()
    {
        _collected.ClearShare();
        Begin(_p.LastHiddenGradient, _dh);
        Begin(_p.LastCellGradient, _dc);
        for (var step = _p.Shape.Time - 1; step >= 0; step--)
        {
            if (!_collected.HasRoomFor(_rows)) _collected.Multiply();
            Gather(step);
            if (_count == 0) continue;
            for (var row = 0; row < _count; row++)
            {
                if (step > 0) Fetch(step - 1, row);
                Compute(row, step);
            }
            if (step > 0 || _p.InitialHiddenGradient != null) Propagate();
            _collected.Keep(_count);
        }
        _collected.Multiply();
        End(_dh, _p.InitialHiddenGradient);
        if (TCell.HasCell) End(_dc, _p.InitialCellGradient);
    }

    /// <summary>Asks for what a row of the step before needs: a trace is longer than the caches, and its steps lie in
    /// another order than they are read in.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Fetch(int step, int row)
    {
        var at = (nint)_p.Shape.Place(step) * _p.Shape.Batch + _first + row;
        CacheLines.Fetch(_p.Saved + at * TCell.Saved * _units, TCell.Saved * _units);
        if (step > 0) at = (nint)_p.Shape.Place(step - 1) * _p.Shape.Batch + _first + row;
        CacheLines.Fetch(_p.Hidden + at * _units, _units);
        if (TCell.HasCell) CacheLines.Fetch(_p.Cell + at * _units, _units);
    }

    private readonly void Begin(float* last, float* gradient)
    {
        new Span<float>(gradient, _rows * _width).Clear();
        if (last == null) return;
        for (var r = 0; r < _rows; r++)
            UnitBlocks<L, V>.Copy(last + (nint)(_first + r) * _units, gradient + (nint)r * _width, _units);
    }

    private readonly void End(float* gradient, float* initial)
    {
        if (initial == null) return;
        for (var r = 0; r < _rows; r++)
            UnitBlocks<L, V>.Copy(gradient + (nint)r * _width, initial + (nint)(_first + r) * _units, _units);
    }

    /// <summary>Brings together the rows that the mask lets through; the gradient of the others' states passes on as it
    /// is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Gather(int step)
    {
        var t = _p.Shape.Place(step);
        _count = 0;
        for (var r = 0; r < _rows; r++)
        {
            var place = (nint)(_first + r) * _p.Shape.Time + t;
            var dh = _dh + (nint)r * _width;
            if (_p.HiddenGradient != null)
                UnitBlocks<L, V>.Add(_p.HiddenGradient + ((nint)t * _p.Shape.Batch + _first + r) * _units, dh, _units);
            if (_p.Mask != null && _p.Mask[place] == 0)
            {
                var inputs = _features > 0 ? _features : _gates;
                if (_p.InputsGradient != null && _p.Numbers == null)
                    new Span<float>(_p.InputsGradient + place * inputs, inputs).Clear();
                continue;
            }
            UnitBlocks<L, V>.Copy(dh, _dhNow + (nint)_count * _width, _units);
            if (TCell.HasCell) UnitBlocks<L, V>.Copy(_dc + (nint)r * _width, _dcNow + (nint)_count * _width, _units);
            _collected.Take(_count, _p.Inputs + place * _features, Before(_p.Hidden, _p.InitialHidden, step, r), place,
                _first + r);
            _active[_count++] = r;
        }
    }

    /// <summary>What a row's state was before a step, or null where it was zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly float* Before(float* states, float* initial, int step, nint r)
    {
        if (step > 0) return states + ((nint)_p.Shape.Place(step - 1) * _p.Shape.Batch + _first + r) * _units;
        return initial == null ? null : initial + (_first + r) * _units;
    }

    /// <summary>The gate gradients of one active row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Compute(int row, int step)
    {
        var units = _units;
        nint r = _active[row];
        var at = (nint)_p.Shape.Place(step) * _p.Shape.Batch + _first + r;
        var saved = _p.Saved + at * TCell.Saved * units;
        var dhNow = _dhNow + (nint)row * _width;
        var dcNow = _dcNow + (nint)row * _width;
        var dhBefore = _dhBefore + (nint)row * _width;
        var dc = _dc + r * _width;
        var cell = _p.Cell + at * units;
        var cellBefore = TCell.HasCell ? Before(_p.Cell, _p.InitialCell, step, r) : null;
        var before = _collected.StateBefore(row);
        var dz = _collected.Gates(row);
        var dRecurrent = _collected.Products(row);
        for (var block = 0; block < UnitBlocks<L, V>.Count(units); block++)
        {
            var unit = UnitBlocks<L, V>.First(block, units);
            var s = new GateVectors<V> { A = UnitBlocks<L, V>.Load(saved + unit, units) };
            if (TCell.Saved > 1) s.B = UnitBlocks<L, V>.Load(saved + units + unit, units);
            if (TCell.Saved > 2) s.C = UnitBlocks<L, V>.Load(saved + 2 * units + unit, units);
            if (TCell.Saved > 3) s.D = UnitBlocks<L, V>.Load(saved + 3 * units + unit, units);
            var dhUnit = VectorMath<L, V>.FlushToZero(L.Load(dhNow + unit));
            var dcUnit = TCell.HasCell ? L.Load(dcNow + unit) : dhUnit;
            var c = TCell.HasCell ? UnitBlocks<L, V>.Load(cell + unit, units) : dhUnit;
            var cBefore = TCell.HasCell && cellBefore != null ? UnitBlocks<L, V>.Load(cellBefore + unit, units)
                : L.Create(0);
            var h = TCell.SplitsLastGate ? UnitBlocks<L, V>.Load(before + unit, units) : dhUnit;
            TCell.Backward<L, V>(s, h, c, cBefore, ref dhUnit, ref dcUnit, out var gates, out var ofProduct);
            L.Store(VectorMath<L, V>.FlushToZero(dhUnit), dhBefore + unit);
            if (TCell.HasCell) L.Store(VectorMath<L, V>.FlushToZero(dcUnit), dc + unit);
            StoreGates(gates, dz + unit, units);
            if (!TCell.SplitsLastGate) continue;
            gates.C = ofProduct;
            StoreGates(gates, dRecurrent + unit, units);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreGates(GateVectors<V> dz, float* destination, int units)
    {
        StoreGate(dz.A, destination, units);
        if (TCell.Gates > 1) StoreGate(dz.B, destination + units, units);
        if (TCell.Gates > 2) StoreGate(dz.C, destination + 2 * units, units);
        if (TCell.Gates > 3) StoreGate(dz.D, destination + 3 * units, units);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreGate(V dz, float* destination, int units) =>
        UnitBlocks<L, V>.Store(VectorMath<L, V>.FlushToZero(dz), destination, units);

    /// <summary>The gradient of the state before the step: what passed beside the products, plus gate gradients times
    /// the transposed kernel.</summary>
    private readonly void Propagate()
    {
        var panels = CollectedGates<TCell, L, V>.Panels(_units);
        var dz = _collected.Products(0);
        var product = new Product
        {
            M = _count,
            N = _units,
            K = _gates,
            A = dz,
            RowA = _collected.Stride,
            ColumnA = 1,
            C = _dhBefore,
            RowC = _width,
            ColumnC = 1,
            Start = _dhBefore,
            RowStart = _width,
            ColumnStart = 1,
        };
        if (_p.Dropout == null)
        {
            ProductBlock<L, V>.Multiply(product, 0, _count, 0, panels, _p.PackedRecurrent);
        }
        else
        {
            product.K = _units;
            product.C = _part;
            product.Start = null;
            for (var gate = 0; gate < TCell.Gates; gate++)
            {
                product.A = dz + gate * _units;
                ProductBlock<L, V>.Multiply(product, 0, _count, 0, panels,
                    _p.PackedRecurrent + (nint)gate * panels * _units * Tile<L, V>.Columns);
                for (var row = 0; row < _count; row++) AddDropped(gate, row);
            }
        }
        for (var row = 0; row < _count; row++)
            UnitBlocks<L, V>.Copy(_dhBefore + (nint)row * _width, _dh + (nint)_active[row] * _width, _units);
    }

    private readonly void AddDropped(int gate, int row)
    {
        var part = _part + (nint)row * _width;
        Stripe<L, V>.Zip(new Binary.Multiply(), part,
            _p.Dropout + ((nint)gate * _p.Shape.Batch + _first + _active[row]) * _units, part, _units);
        UnitBlocks<L, V>.Add(part, _dhBefore + (nint)row * _width, _units);
    }
}
