using System.Runtime.CompilerServices;

namespace Valence.Kernels;

/// <summary>The gate gradients of a few steps of a slice, with the inputs and states that they belong to.</summary>
/// <remarks>
/// They are multiplied while they are in the cache, into the slice's share of the weights' gradients and into the
/// gradient of the inputs, and so are never
/// written to memory.
/// </remarks>
internal unsafe ref struct CollectedGates<TCell, L, V> where TCell : struct, IRecurrentCell where L : struct, ILanes<V>
    where V : unmanaged
{
    /// <summary>Gradients that are collected: a quarter of a 512 KB second-level cache.</summary>
    private const int CollectedFloats = 1 << 15;

    private const int FloatsPerLine = 16;
    private const int BytesPerLine = FloatsPerLine * sizeof(float);

    private readonly BackwardPointers _p;
    private readonly int _units, _features, _gates, _left, _capacity;

    /// <summary>Gradients of the gates' inputs and of their recurrent products (the same for most cells); inputs and,
    /// beside them, states before the step.</summary>
    private readonly float* _dz, _dRecurrent, _x, _before;

    /// <summary>Results: gradients of inputs, states with dropout.</summary>
    private readonly float* _dx, _dropped;

    /// <summary>This slice's share of the weights' gradients.</summary>
    private readonly float* _dKernel, _dRecurrentKernel, _dBias, _dRecurrentBias;

    /// <summary>This slice's sums of the gradients of numbered inputs, and which of them, counted from 1, is each
    /// number's.</summary>
    private readonly float* _sums;
    private readonly int* _sumOf;
    private int _sumCount;

    private readonly int* _rowOf;
    private readonly nint* _placeOf;

    /// <param name="p">The pass.</param>
    /// <param name="slice">The slice's number.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="memory">Room for <see cref="Length"/> numbers.</param>
    public CollectedGates(in BackwardPointers p, int slice, int rows, float* memory)
    {
        _p = p;
        (_units, _features) = (p.Shape.Units, p.Shape.Features);
        (_gates, _left) = (TCell.Gates * _units, _features + _units);
        (Stride, _capacity) = (StrideOf(p.Shape), CapacityOf(p.Shape, rows));
        var gradients = (long)_capacity * Stride;
        // Rows that begin with a cache line are loaded by whole lines.
        _dz = (float*)(((nint)memory + BytesPerLine - 1) & -BytesPerLine);
        _dRecurrent = TCell.SplitsLastGate ? _dz + gradients : _dz;
        _placeOf = (nint*)(_dRecurrent + gradients);
        _rowOf = (int*)(_placeOf + _capacity);
        _x = (float*)(_rowOf + _capacity);
        _before = _x + _features;
        _dropped = _x + (long)_capacity * _left;
        _dx = _dropped + (long)_capacity * _units;
        _sums = p.Sums + (nint)RecurrentPlan.First(slice, p.Shape.Batch) * p.Shape.Time * _gates;
        _sumOf = p.SumOf + (nint)p.Count * slice;
        _dKernel = p.Shares + (nint)ShareLength(p.Shape) * slice;
        _dRecurrentKernel = _dKernel + (nint)_features * _gates;
        _dBias = _dRecurrentKernel + (nint)_units * _gates;
        _dRecurrentBias = _dBias + _gates;
    }

    /// <summary>Distance between the rows of gradients.</summary>
    public int Stride { get; }

    /// <summary>Rows collected.</summary>
    private int Count { get; set; }

    private readonly bool CollectsInputs => _features > 0 && _p.KernelGradient != null;

    private readonly bool CollectsStates => _p.RecurrentGradient != null;

    /// <summary>Numbers in one slice's share of the weights' gradients.</summary>
    public static long ShareLength(RecurrentShape shape) =>
        (long)TCell.Gates * shape.Units * (shape.Features + shape.Units + 2);

    /// <summary>Numbers of working memory for a slice of <paramref name="rows"/> rows.</summary>
    public static long Length(RecurrentShape shape, int rows)
    {
        long capacity = CapacityOf(shape, rows);
        return capacity * ((TCell.SplitsLastGate ? 2 : 1) * StrideOf(shape) + 2 * (shape.Features + shape.Units) + 3)
            + FloatsPerLine;
    }

    /// <summary>How many panels so many columns fill.</summary>
    public static int Panels(int columns) => (columns + Tile<L, V>.Columns - 1) / Tile<L, V>.Columns;

    /// <summary>Sets the share to zero.</summary>
    public readonly void ClearShare()
    {
        new Span<float>(_dKernel, checked((int)ShareLength(_p.Shape))).Clear();
        if (_p.Numbers != null) new Span<int>(_sumOf, _p.Count).Clear();
    }

    /// <summary>Whether so many more rows can be collected before <see cref="Multiply"/>.</summary>
    public readonly bool HasRoomFor(int rows) => Count + rows <= _capacity;

    /// <summary>Where the gradients of the gates' inputs go, for row <paramref name="row"/> of the step at
    /// hand.</summary>
    public readonly float* Gates(int row) => _dz + (nint)(Count + row) * Stride;

    /// <summary>Where the gradients of the recurrent products go.</summary>
    public readonly float* Products(int row) => _dRecurrent + (nint)(Count + row) * Stride;

    /// <summary>What the row's state was before the step.</summary>
    public readonly float* StateBefore(int row) => _before + (nint)(Count + row) * _left;

    /// <summary>Notes a row of the step at hand.</summary>
    /// <param name="row">Its number in the step.</param>
    /// <param name="input">Its input.</param>
    /// <param name="before">Its state before the step, or null for zeros.</param>
    /// <param name="place">Row and step among all.</param>
    /// <param name="batchRow">Its row of the batch.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Take(int row, float* input, float* before, nint place, int batchRow)
    {
        nint at = Count + row;
        if (CollectsInputs) UnitBlocks<L, V>.Copy(input, _x + at * _left, _features);
        if (CollectsStates || TCell.SplitsLastGate)
        {
            if (before != null) UnitBlocks<L, V>.Copy(before, _before + at * _left, _units);
            else new Span<float>(_before + at * _left, _units).Clear();
        }
        _placeOf[at] = place;
        _rowOf[at] = batchRow;
        if (_p.Numbers != null && _sumOf[_p.Numbers[place]] is > 0 and var sum)
            CacheLines.Fetch(_sums + (sum - 1) * (nint)_gates, _gates);
    }

    /// <summary>Ends a step of so many rows.</summary>
    public void Keep(int rows)
    {
        if (_p.Numbers != null) AddByNumber(rows);
        Count += rows;
    }

    /// <summary>Turns what was collected into gradients of the inputs and shares of the weights' gradients.</summary>
    public void Multiply()
    {
        if (Count == 0) return;
        if (_p.InputsGradient != null && _p.Numbers == null) SpreadInputs();
        if (_p.BiasGradient != null) SumRows(_dz, _dBias);
        if (_p.RecurrentBiasGradient != null) SumRows(_dRecurrent, _dRecurrentBias);
        if (CollectsInputs && CollectsStates && _p.Dropout == null && !TCell.SplitsLastGate)
        {
            MultiplyInto(_dKernel, _x, _left, _left, _dz, 0, _gates);
        }
        else
        {
            if (CollectsInputs) MultiplyInto(_dKernel, _x, _features, _left, _dz, 0, _gates);
            if (CollectsStates && _p.Dropout == null)
                MultiplyInto(_dRecurrentKernel, _before, _units, _left, _dRecurrent, 0, _gates);
            else if (CollectsStates) MultiplyDropped();
        }
        Count = 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddByNumber(int rows)
    {
        for (nint at = Count; at < Count + rows; at++)
        {
            ref var sum = ref _sumOf[_p.Numbers[_placeOf[at]]];
            var dz = _dz + at * Stride;
            if (sum > 0) UnitBlocks<L, V>.Add(dz, _sums + (sum - 1) * (nint)_gates, _gates);
            else UnitBlocks<L, V>.Copy(dz, _sums + ((sum = ++_sumCount) - 1) * (nint)_gates, _gates);
        }
    }

    private readonly void MultiplyDropped()
    {
        for (var gate = 0; gate < TCell.Gates; gate++)
        {
            for (nint at = 0; at < Count; at++)
                Stripe<L, V>.Zip(new Binary.Multiply(), _before + at * _left, Dropout(gate, _rowOf[at]),
                    _dropped + at * _units, _units);
            MultiplyInto(_dRecurrentKernel, _dropped, _units, _units, _dRecurrent, gate * _units, _units);
        }
    }

    private readonly void SpreadInputs()
    {
        var source = _dz;
        var (width, stride) = (_gates, Stride);
        if (_features > 0)
        {
            source = _dx;
            (width, stride) = (_features, _features);
            var product = new Product
            {
                M = Count,
                N = _features,
                K = _gates,
                A = _dz,
                RowA = Stride,
                ColumnA = 1,
                C = _dx,
                RowC = _features,
                ColumnC = 1
            };
            ProductBlock<L, V>.Multiply(product, 0, Count, 0, Panels(_features), _p.PackedKernel);
        }
        for (nint at = 0; at < Count; at++)
            UnitBlocks<L, V>.Copy(source + at * stride, _p.InputsGradient + _placeOf[at] * width, width);
    }

    private readonly void SumRows(float* rows, float* sum)
    {
        for (nint at = 0; at < Count; at++) UnitBlocks<L, V>.Add(rows + at * Stride, sum, _gates);
    }

    /// <summary>Adds <c>leftᵀ · dz</c> to columns of a share.</summary>
    private readonly void MultiplyInto(float* share, float* left, int width, int stride, float* dz, int column,
        int columns)
    {
        var product = new Product
        {
            M = width,
            N = columns,
            K = Count,
            A = left,
            RowA = 1,
            ColumnA = stride,
            B = dz + column,
            RowB = Stride,
            ColumnB = 1,
            ReadsPanelsInPlace = true,
            C = share + column,
            RowC = _gates,
            ColumnC = 1,
            Start = share + column,
            RowStart = _gates,
            ColumnStart = 1,
        };
        ProductBlock<L, V>.Multiply(product, 0, width, 0, Panels(columns), null);
    }

    private readonly float* Dropout(int gate, int row) => _p.Dropout + ((nint)gate * _p.Shape.Batch + row) * _units;

    // An odd number of lines: successive rows then lie in different sets of the first-level cache, where a product
    // reads down their columns.
    private static int StrideOf(RecurrentShape shape) =>
        ((TCell.Gates * shape.Units + FloatsPerLine - 1) / FloatsPerLine | 1) * FloatsPerLine;

    private static int CapacityOf(RecurrentShape shape, int rows) =>
        Math.Max(rows, CollectedFloats / (TCell.Gates * shape.Units));
}
