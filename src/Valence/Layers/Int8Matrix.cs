using System.Runtime.CompilerServices;
using Valence.Kernels;

namespace Valence.Layers;

/// <summary>The storage of a matrix whose numbers have 8 bits, with a scale for each column, or each row of a table. It
/// is read as floats by whoever does not know it, and is one of floats from when its elements are changed.</summary>
/// <remarks>Numbers lie by column (<see cref="Int8Order"/>): the rows of a table are columns there.</remarks>
internal sealed class Int8Matrix : Storage
{
    private readonly Lock _making = new();
    private readonly int _rows, _columns;
    private readonly bool _isTable;
    private HostMemory? _floats;
    private bool _isRead, _isChanged;

    private Int8Matrix(Shape shape, bool isTable, Tensor scales)
    {
        (_rows, _columns, _isTable, Scales) = (shape[0], shape[1], isTable, scales);
        var (inner, outer) = isTable ? (_columns, _rows) : (_rows, _columns);
        Matrix = new([Int8Order.Panels(outer), Int8Order.Groups(inner), Int8Order.PanelColumns], ElementType.Int32);
    }

    /// <inheritdoc/>
    public override ElementType Type => ElementType.Float32;

    /// <inheritdoc/>
    public override int Capacity => _rows * _columns;

    /// <summary>The numbers, as <see cref="Operations.Int8MatMul"/> takes them.</summary>
    public Tensor Matrix { get; }

    /// <summary>The scales: <c>[columns]</c>, of a table <c>[rows]</c>.</summary>
    public Tensor Scales { get; }

    /// <summary>What the elements of a matrix are kept in, or null where they are floats.</summary>
    public static Int8Matrix? Of(Tensor matrix) =>
        matrix.HasElements && matrix.Storage is Int8Matrix { _isChanged: false } small ? small : null;

    /// <summary>The nearest numbers of 8 bits to those of a matrix (Keras' <c>abs_max_quantize</c>).</summary>
    /// <param name="matrix">Floats <c>[rows, columns]</c>.</param>
    /// <param name="axis">The axis of which each place has a scale of its own: 1 for columns, 0 for the rows of a
    /// table.</param>
    /// <exception cref="NotFiniteNumberException">A number is not finite.</exception>
    public static Int8Matrix Round(Tensor matrix, int axis)
    {
        var small = new Int8Matrix(matrix.Shape, axis == 0, new([matrix.Shape[axis]]));
        var from = matrix.Floats;
        var to = small.Matrix.Overwrite<int>();
        var scales = small.Scales.Overwrite<float>();
        to.Clear();
        var (inner, places) = (matrix.Shape[1 - axis], matrix.Shape[axis]);
        var (next, step) = axis == 0 ? (places == 0 ? 0 : inner, 1) : (1, places);
        var numbers = new float[inner];
        for (var place = 0; place < places; place++)
        {
            for (var i = 0; i < inner; i++) numbers[i] = from[place * next + i * step];
            scales[place] = Int8Scale.Of(numbers);
            if (float.IsNaN(scales[place]))
                throw new NotFiniteNumberException("Expected finite weights, which 8 bits can stand for.");
            for (var i = 0; i < inner; i++)
                to[Int8Order.Place(i, place, Int8Order.Groups(inner))] |=
                    (byte)Int8Scale.Round(numbers[i], scales[place]) << Int8Order.Shift(i);
        }
        return small;
    }

    /// <summary>A matrix of numbers and scales that a file has.</summary>
    /// <param name="shape">Rows and columns.</param>
    /// <param name="axis">The axis of the scales.</param>
    /// <param name="numbers">The numbers from −127 to 127, in row-major order.</param>
    /// <param name="scales">A scale above 0 for each place of the axis.</param>
    public static Int8Matrix From(Shape shape, int axis, ReadOnlySpan<sbyte> numbers, float[] scales)
    {
        var small = new Int8Matrix(shape, axis == 0, Tensor.From(scales));
        var to = small.Matrix.Overwrite<int>();
        to.Clear();
        for (var row = 0; row < small._rows; row++)
            for (var column = 0; column < small._columns; column++)
            {
                var (place, shift) = small.Place(row, column);
                to[place] |= (byte)numbers[row * small._columns + column] << shift;
            }
        return small;
    }

    /// <summary>Writes what the numbers stand for.</summary>
    public void CopyTo(Span<float> floats)
    {
        for (var row = 0; row < _rows; row++) Take(row, floats);
    }

    /// <summary>Writes the numbers in row-major order, a byte each.</summary>
    public void Write(Stream stream)
    {
        var from = Matrix.Ints;
        var bytes = new byte[_columns];
        for (var row = 0; row < _rows; row++)
        {
            for (var column = 0; column < _columns; column++)
            {
                var (place, shift) = Place(row, column);
                bytes[column] = (byte)(from[place] >> shift);
            }
            stream.Write(bytes);
        }
    }

    /// <inheritdoc/>
    protected internal override HostMemory Read()
    {
        if (_isRead || _isChanged) return _floats!;
        var floats = Floats();
        lock (_making)
        {
            if (!_isRead) CopyTo(floats.Elements<float>(Capacity));
            _isRead = true;
        }
        return floats;
    }

    /// <inheritdoc/>
    protected internal override HostMemory ReadRows(ReadOnlySpan<int> rows, int width)
    {
        if (_isRead || _isChanged || width != _columns) return Read();
        var floats = Floats();
        var elements = floats.Elements<float>(Capacity);
        // Two threads may write a row at once, and write the same.
        foreach (var row in rows) Take(row, elements);
        return floats;
    }

    /// <inheritdoc/>
    protected internal override HostMemory Change()
    {
        Read();
        _isChanged = true;
        return _floats!;
    }

    /// <inheritdoc/>
    protected internal override HostMemory Overwrite()
    {
        _isChanged = true;
        return Floats();
    }

    private HostMemory Floats()
    {
        lock (_making) return _floats ??= HostMemory.Uninitialized(ElementType.Float32, Capacity);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Take(int row, Span<float> to)
    {
        var from = Matrix.Ints;
        var scales = Scales.Floats;
        for (var column = 0; column < _columns; column++)
        {
            var (place, shift) = Place(row, column);
            to[row * _columns + column] = (sbyte)(from[place] >> shift) / scales[_isTable ? row : column];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private (int Place, int Shift) Place(int row, int column)
    {
        var (inner, outer) = _isTable ? (column, row) : (row, column);
        return (Int8Order.Place(inner, outer, Int8Order.Groups(_isTable ? _columns : _rows)), Int8Order.Shift(inner));
    }
}
