using System.Runtime.CompilerServices;
using Valence.Kernels;

namespace Valence.Layers;

/// <summary>The storage of a matrix whose numbers have 8 bits, with a scale for each column, or each row of a table. It
/// is read as floats by whoever does not know it, and is one of floats from when its elements are changed.</summary>
/// <remarks>Numbers lie by column (<see cref="Int8Order"/>): the rows of a table are columns there.</remarks>
internal sealed class Int8Matrix : Storage
{
    private readonly Lock _making = new();
    private readonly Int8Form _form;
    private HostMemory? _floats;
    private bool _isRead, _isChanged;

    private Int8Matrix(Int8Form form, Tensor scales)
    {
        (_form, Scales) = (form, scales);
        Matrix = new([Int8Order.Panels(form.Outer), Int8Order.Groups(form.Inner), Int8Order.PanelColumns],
            ElementType.Int32);
    }

    /// <inheritdoc/>
    public override ElementType Type => ElementType.Float32;

    /// <inheritdoc/>
    public override int Capacity => _form.Rows * _form.Columns;

    /// <summary>The numbers, as <see cref="Operations.Int8MatMul"/> takes them.</summary>
    public Tensor Matrix { get; }

    /// <summary>The scales: <c>[columns]</c>, of a table <c>[rows]</c>.</summary>
    public Tensor Scales { get; }

    /// <summary>What the elements of a matrix are kept in, or null where they are floats.</summary>
    public static Int8Matrix? Of(Tensor matrix) =>
        matrix.HasElements && matrix.Storage is Int8Matrix { _isChanged: false } small ? small : null;

    /// <summary>The nearest numbers of 8 bits to those of a matrix (Keras' <c>abs_max_quantize</c>).</summary>
    /// <param name="from">The matrix, row after row.</param>
    /// <param name="form">Its rows and columns.</param>
    /// <exception cref="NotFiniteNumberException">A number is not finite.</exception>
    public static Int8Matrix Round(ReadOnlySpan<float> from, Int8Form form)
    {
        var small = new Int8Matrix(form, new([form.Outer]));
        var to = small.Matrix.Overwrite<int>();
        var scales = small.Scales.Overwrite<float>();
        to.Clear();
        var (next, step) = form.IsTable ? (form.Columns, 1) : (1, form.Columns);
        var numbers = new float[form.Inner];
        for (var place = 0; place < scales.Length; place++)
        {
            for (var i = 0; i < numbers.Length; i++) numbers[i] = from[place * next + i * step];
            scales[place] = Int8Scale.Of(numbers);
            if (float.IsNaN(scales[place]))
                throw new NotFiniteNumberException("Expected finite weights, which 8 bits can stand for.");
            for (var i = 0; i < numbers.Length; i++)
                to[Int8Order.Place(i, place, Int8Order.Groups(numbers.Length))] |=
                    (byte)Int8Scale.Round(numbers[i], scales[place]) << Int8Order.Shift(i);
        }
        return small;
    }

    /// <summary>A matrix of numbers and scales that a file has.</summary>
    /// <param name="form">Its rows and columns.</param>
    /// <param name="numbers">The numbers, row after row.</param>
    /// <param name="scales">The scales, above 0.</param>
    public static Int8Matrix From(Int8Form form, ReadOnlySpan<sbyte> numbers, float[] scales)
    {
        var small = new Int8Matrix(form, Tensor.From(scales));
        var to = small.Matrix.Overwrite<int>();
        to.Clear();
        for (var row = 0; row < form.Rows; row++)
            for (var column = 0; column < form.Columns; column++)
            {
                var (place, shift) = small.Place(row, column);
                to[place] |= (byte)numbers[row * form.Columns + column] << shift;
            }
        return small;
    }

    /// <summary>Writes what the numbers stand for.</summary>
    public void CopyTo(Span<float> floats)
    {
        for (var row = 0; row < _form.Rows; row++) Take(row, floats);
    }

    /// <summary>Writes the numbers in row-major order, a byte each.</summary>
    public void Write(Stream stream)
    {
        var from = Matrix.Ints;
        var bytes = new byte[_form.Columns];
        for (var row = 0; row < _form.Rows; row++)
        {
            for (var column = 0; column < _form.Columns; column++)
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
        if (_isRead || _isChanged || width != _form.Columns) return Read();
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
        for (var column = 0; column < _form.Columns; column++)
        {
            var (place, shift) = Place(row, column);
            to[row * _form.Columns + column] = (sbyte)(from[place] >> shift) / scales[_form.IsTable ? row : column];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private (int Place, int Shift) Place(int row, int column)
    {
        var (inner, outer) = _form.IsTable ? (column, row) : (row, column);
        return (Int8Order.Place(inner, outer, Int8Order.Groups(_form.Inner)), Int8Order.Shift(inner));
    }
}
