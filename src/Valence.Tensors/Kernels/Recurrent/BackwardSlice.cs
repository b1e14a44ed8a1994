using System.Runtime.CompilerServices;

namespace Valence.Kernels;

/// <summary>The gradients of some rows of a batch, from the last step to the first. A row's bits do not depend on which others are with it.</summary>
/// <remarks>
/// The gate gradients of a few steps are collected and then multiplied, while they are in the cache, into this slice's share of the weights' gradients and
/// into the gradient of the inputs, so that they are never written to memory.
/// </remarks>
internal unsafe ref struct BackwardSlice<TCell, L, V> where TCell : struct, IRecurrentCell where L : struct, ILanes<V> where V : unmanaged
{
    /// <summary>Gate gradients that are collected: a quarter of a 512 KB second-level cache.</summary>
    private const int CollectedFloats = 1 << 15;

    private const int FloatsPerLine = 16;

    private readonly BackwardPointers _p;
    private readonly int _first, _rows, _units, _width, _features, _gates, _stride, _left, _capacity;

    /// <summary>Gradients per row: of the state, of the cell state.</summary>
    private readonly float* _dh, _dc;

    /// <summary>For the rows that take part in a step: the same, the gradient that goes on, one gate's part of it.</summary>
    private readonly float* _dhNow, _dcNow, _dhBefore, _part;

    /// <summary>Collected rows: gradients of the gates' inputs and of their recurrent products (the same for most cells); inputs and, beside them, states before the step.</summary>
    private readonly float* _dz, _dRecurrent, _x, _before;

    /// <summary>Results of a collection: gradients of inputs, states with dropout.</summary>
    private readonly float* _dx, _dropped;

    /// <summary>This slice's share of the weights' gradients.</summary>
    private readonly float* _dKernel, _dRecurrentKernel, _dBias, _dRecurrentBias;

    private readonly int* _active, _rowOf;
    private readonly nint* _placeOf;
    private int _count, _collected;

    public BackwardSlice(in BackwardPointers p, int slice, int first, int rows)
    {
        _p = p;
        (_first, _rows, _units, _features) = (first, rows, p.Shape.Units, p.Shape.Features);
        _width = UnitBlocks<L, V>.Width(_units);
        _gates = TCell.Gates * _units;
        // An odd number of lines: successive rows then lie in different sets of the first-level cache, where a product reads down their columns.
        _stride = ((_gates + FloatsPerLine - 1) / FloatsPerLine | 1) * FloatsPerLine;
        _left = _features + _units;
        _capacity = Math.Max(rows, CollectedFloats / _gates);
        var state = (long)rows * _width;
        var collection = (long)_capacity * _stride;
        var length = 6 * state + (TCell.SplitsLastGate ? 2 : 1) * collection + 2L * _capacity * _left;
        _dh = Scratch.Take(ScratchSlot.Sequence, length + rows + 3L * _capacity + 2);
        _dc = _dh + state;
        _dhNow = _dc + state;
        _dcNow = _dhNow + state;
        _dhBefore = _dcNow + state;
        _part = _dhBefore + state;
        _dz = _part + state;
        _dRecurrent = TCell.SplitsLastGate ? _dz + collection : _dz;
        _x = _dRecurrent + collection;
        _before = _x + _features;
        _dropped = _x + (long)_capacity * _left;
        _dx = _dropped + (long)_capacity * _units;
        // Aligned: the scratch begins on a boundary of 64 bytes.
        _placeOf = (nint*)(_dh + (length + 1) / 2 * 2);
        _rowOf = (int*)(_placeOf + _capacity);
        _active = _rowOf + _capacity;
        _dKernel = p.Shares + (nint)ShareLength(p.Shape) * slice;
        _dRecurrentKernel = _dKernel + (nint)_features * _gates;
        _dBias = _dRecurrentKernel + (nint)_units * _gates;
        _dRecurrentBias = _dBias + _gates;
    }

    private readonly bool CollectsInputs => _features > 0 && _p.KernelGradient != null;

    private readonly bool CollectsStates => _p.RecurrentGradient != null;

    /// <summary>Numbers in one slice's share of the weights' gradients.</summary>
    public static long ShareLength(RecurrentShape shape) => (long)TCell.Gates * shape.Units * (shape.Features + shape.Units + 2);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run()
    {
        new Span<float>(_dKernel, checked((int)ShareLength(_p.Shape))).Clear();
        Begin(_p.LastHiddenGradient, _dh);
        Begin(_p.LastCellGradient, _dc);
        for (var step = _p.Shape.Time - 1; step >= 0; step--)
        {
            if (_collected + _rows > _capacity) Multiply();
            Gather(step);
            if (_count == 0) continue;
            for (var row = 0; row < _count; row++)
            {
                if (step > 0) Fetch(step - 1, row);
                Compute(row, step);
            }
            if (step > 0 || _p.InitialHiddenGradient != null) Propagate();
            _collected += _count;
        }
        if (_collected > 0) Multiply();
        End(_dh, _p.InitialHiddenGradient);
        if (TCell.HasCell) End(_dc, _p.InitialCellGradient);
    }

    /// <summary>Asks for what a row of the step before needs: a trace is longer than the caches, and its steps lie in another order than they are read in.</summary>
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
        for (var r = 0; r < _rows; r++) UnitBlocks<L, V>.Copy(last + (nint)(_first + r) * _units, gradient + (nint)r * _width, _units);
    }

    private readonly void End(float* gradient, float* initial)
    {
        if (initial == null) return;
        for (var r = 0; r < _rows; r++) UnitBlocks<L, V>.Copy(gradient + (nint)r * _width, initial + (nint)(_first + r) * _units, _units);
    }

    /// <summary>Brings together the rows that the mask lets through; the gradient of the others' states passes on as it is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Gather(int step)
    {
        var t = _p.Shape.Place(step);
        _count = 0;
        for (var r = 0; r < _rows; r++)
        {
            var place = (nint)(_first + r) * _p.Shape.Time + t;
            var dh = _dh + (nint)r * _width;
            if (_p.HiddenGradient != null) UnitBlocks<L, V>.Add(_p.HiddenGradient + ((nint)t * _p.Shape.Batch + _first + r) * _units, dh, _units);
            if (_p.Mask != null && _p.Mask[place] == 0)
            {
                var inputs = _features > 0 ? _features : _gates;
                if (_p.InputsGradient != null) new Span<float>(_p.InputsGradient + place * inputs, inputs).Clear();
                continue;
            }
            nint at = _collected + _count;
            UnitBlocks<L, V>.Copy(dh, _dhNow + (nint)_count * _width, _units);
            if (TCell.HasCell) UnitBlocks<L, V>.Copy(_dc + (nint)r * _width, _dcNow + (nint)_count * _width, _units);
            if (CollectsInputs) UnitBlocks<L, V>.Copy(_p.Inputs + place * _features, _x + at * _left, _features);
            if (CollectsStates || TCell.SplitsLastGate) CopyOrClear(Before(_p.Hidden, _p.InitialHidden, step, r), _before + at * _left);
            _placeOf[at] = place;
            _rowOf[at] = _first + r;
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void CopyOrClear(float* source, float* destination)
    {
        if (source != null) UnitBlocks<L, V>.Copy(source, destination, _units);
        else new Span<float>(destination, _units).Clear();
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
        var before = _before + (nint)(_collected + row) * _left;
        var dz = _dz + (nint)(_collected + row) * _stride;
        var dRecurrent = _dRecurrent + (nint)(_collected + row) * _stride;
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
            var cBefore = TCell.HasCell && cellBefore != null ? UnitBlocks<L, V>.Load(cellBefore + unit, units) : L.Create(0);
            var h = TCell.SplitsLastGate ? UnitBlocks<L, V>.Load(before + unit, units) : dhUnit;
            TCell.Backward<L, V>(s, h, c, cBefore, ref dhUnit, ref dcUnit, out var gates, out var ofProduct);
            L.Store(dhUnit, dhBefore + unit);
            if (TCell.HasCell) L.Store(dcUnit, dc + unit);
            StoreGates(gates, dz + unit, units);
            if (!TCell.SplitsLastGate) continue;
            gates.C = ofProduct;
            StoreGates(gates, dRecurrent + unit, units);
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
        var panels = Panels(_units);
        var dz = _dRecurrent + (nint)_collected * _stride;
        var product = new Product
        {
            M = _count, N = _units, K = _gates, A = dz, RowA = _stride, ColumnA = 1, C = _dhBefore, RowC = _width, ColumnC = 1,
            Start = _dhBefore, RowStart = _width, ColumnStart = 1,
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
                ProductBlock<L, V>.Multiply(product, 0, _count, 0, panels, _p.PackedRecurrent + (nint)gate * panels * _units * Tile<L, V>.Columns);
                for (var row = 0; row < _count; row++) AddDropped(gate, row);
            }
        }
        for (var row = 0; row < _count; row++) UnitBlocks<L, V>.Copy(_dhBefore + (nint)row * _width, _dh + (nint)_active[row] * _width, _units);
    }

    private readonly void AddDropped(int gate, int row)
    {
        var part = _part + (nint)row * _width;
        Stripe<L, V>.Zip(new Binary.Multiply(), part, Dropout(gate, _first + _active[row]), part, _units);
        UnitBlocks<L, V>.Add(part, _dhBefore + (nint)row * _width, _units);
    }

    /// <summary>Turns what was collected into gradients of the inputs and shares of the weights' gradients.</summary>
    private void Multiply()
    {
        if (_p.InputsGradient != null) SpreadInputs();
        if (_p.BiasGradient != null) SumRows(_dz, _dBias);
        if (_p.RecurrentBiasGradient != null) SumRows(_dRecurrent, _dRecurrentBias);
        if (CollectsInputs && CollectsStates && _p.Dropout == null && !TCell.SplitsLastGate)
        {
            MultiplyInto(_dKernel, _x, _left, _left, _dz, 0, _gates);
        }
        else
        {
            if (CollectsInputs) MultiplyInto(_dKernel, _x, _features, _left, _dz, 0, _gates);
            if (CollectsStates && _p.Dropout == null) MultiplyInto(_dRecurrentKernel, _before, _units, _left, _dRecurrent, 0, _gates);
            else if (CollectsStates) MultiplyDropped();
        }
        _collected = 0;
    }

    private readonly void MultiplyDropped()
    {
        for (var gate = 0; gate < TCell.Gates; gate++)
        {
            for (nint at = 0; at < _collected; at++)
                Stripe<L, V>.Zip(new Binary.Multiply(), _before + at * _left, Dropout(gate, _rowOf[at]), _dropped + at * _units, _units);
            MultiplyInto(_dRecurrentKernel, _dropped, _units, _units, _dRecurrent, gate * _units, _units);
        }
    }

    private readonly void SpreadInputs()
    {
        var source = _dz;
        var (width, stride) = (_gates, _stride);
        if (_features > 0)
        {
            source = _dx;
            (width, stride) = (_features, _features);
            var product = new Product { M = _collected, N = _features, K = _gates, A = _dz, RowA = _stride, ColumnA = 1, C = _dx, RowC = _features, ColumnC = 1 };
            ProductBlock<L, V>.Multiply(product, 0, _collected, 0, Panels(_features), _p.PackedKernel);
        }
        for (nint at = 0; at < _collected; at++) UnitBlocks<L, V>.Copy(source + at * stride, _p.InputsGradient + _placeOf[at] * width, width);
    }

    private readonly void SumRows(float* rows, float* sum)
    {
        for (nint at = 0; at < _collected; at++) UnitBlocks<L, V>.Add(rows + at * _stride, sum, _gates);
    }

    /// <summary>Adds <c>leftᵀ · dz</c> to columns of a share.</summary>
    private readonly void MultiplyInto(float* share, float* left, int width, int stride, float* dz, int column, int columns)
    {
        var product = new Product
        {
            M = width, N = columns, K = _collected, A = left, RowA = 1, ColumnA = stride, B = dz + column, RowB = _stride, ColumnB = 1, ReadsPanelsInPlace = true,
            C = share + column, RowC = _gates, ColumnC = 1, Start = share + column, RowStart = _gates, ColumnStart = 1,
        };
        ProductBlock<L, V>.Multiply(product, 0, width, 0, Panels(columns), null);
    }

    private readonly float* Dropout(int gate, int row) => _p.Dropout + ((nint)gate * _p.Shape.Batch + row) * _units;

    private static int Panels(int columns) => (columns + Tile<L, V>.Columns - 1) / Tile<L, V>.Columns;
}
