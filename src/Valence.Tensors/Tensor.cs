using System.Diagnostics.CodeAnalysis;

namespace Valence;

/// <summary>A shape, an element type and the storage of the elements, in row-major order. It has no operations,
/// gradient or device of its own.</summary>
/// <remarks>
/// A tensor that a step made is valid until that step ends, or in prediction until the layer that made it does, unless
/// the layer returns it: then its memory serves another one. Copy what must live longer.
/// </remarks>
public sealed class Tensor : IFormattable
{
    private Storage? _storage;

    /// <summary>A tensor of zeros (empty texts for <see cref="ElementType.String"/>).</summary>
    public Tensor(Shape shape, ElementType type = ElementType.Float32)
        : this(shape, type, new HostMemory(type, Allowed(shape)))
    {
    }

    private Tensor(Shape shape, ElementType type, Storage? storage)
    {
        (Shape, Type, _storage) = (shape, type, storage);
        Count = storage is null ? (int)Math.Min(shape.Elements, int.MaxValue) : shape.Count;
    }

    /// <summary>The lengths of the axes.</summary>
    public Shape Shape { get; private set; }

    /// <summary>What the elements are.</summary>
    public ElementType Type { get; private set; }

    /// <summary>The number of elements.</summary>
    public int Count { get; private set; }

    /// <summary>How long the first axis may be in another step, where that depends on the data; 0 where it does
    /// not.</summary>
    public int MostRows { get; internal set; }

    /// <summary>Where the elements lie.</summary>
    /// <exception cref="InvalidOperationException">The tensor only describes a shape.</exception>
    public Storage Storage
    {
        get => _storage ?? throw new InvalidOperationException($"Expected a tensor with elements, {TypeAndShape} only "
            + "describes a shape. Read elements in operations, which are not carried out while shapes are inferred.");
        internal set => _storage = value;
    }

    /// <summary>The elements of a <see cref="ElementType.Float32"/> tensor. Those of a weight are right until the next
    /// training step: ask again after it.</summary>
    /// <exception cref="InvalidOperationException">The elements are of another type.</exception>
    public ReadOnlySpan<float> Floats => Checked(ElementType.Float32).Read().Elements<float>(Count);

    /// <summary>The elements of an <see cref="ElementType.Int32"/> tensor.</summary>
    /// <exception cref="InvalidOperationException">The elements are of another type.</exception>
    public ReadOnlySpan<int> Ints => Checked(ElementType.Int32).Read().Elements<int>(Count);

    /// <summary>The elements of a <see cref="ElementType.String"/> tensor.</summary>
    /// <exception cref="InvalidOperationException">The elements are of another type.</exception>
    public ReadOnlySpan<string> Strings => Checked(ElementType.String).Read().Elements<string>(Count);

    /// <summary>The single element of a float tensor with one element.</summary>
    public float Scalar => Count == 1 ? Floats[0]
        : throw new InvalidOperationException($"Expected a tensor of one element, this one is {TypeAndShape}.");

    /// <summary>A tensor holding a copy of <paramref name="values"/>; a vector when no shape is given.</summary>
    public static Tensor From(ReadOnlySpan<float> values, Shape? shape = null) => Holding(values, shape);

    /// <summary>A tensor holding a copy of <paramref name="values"/>; a vector when no shape is given.</summary>
    public static Tensor From(ReadOnlySpan<int> values, Shape? shape = null) => Holding(values, shape);

    /// <summary>A tensor holding a copy of <paramref name="values"/>; a vector when no shape is given.</summary>
    public static Tensor From(ReadOnlySpan<string> values, Shape? shape = null) => Holding(values, shape);

    /// <summary>A tensor of numbers, which become float32; a vector when no shape is given.</summary>
    public static Tensor From(ReadOnlySpan<double> values, Shape? shape = null) =>
        TensorArrays.From(values, shape ?? [values.Length]);

    /// <summary>A tensor of integers, which become int32; a vector when no shape is given.</summary>
    /// <exception cref="OverflowException">One is no int.</exception>
    public static Tensor From(ReadOnlySpan<long> values, Shape? shape = null) =>
        TensorArrays.From(values, shape ?? [values.Length]);

    /// <summary>A tensor of truth values, which become 1 and 0 of float32; a vector when no shape is given.</summary>
    public static Tensor From(ReadOnlySpan<bool> values, Shape? shape = null) =>
        TensorArrays.From(values, shape ?? [values.Length]);

    /// <summary>A tensor of an array of float, double (which become float32), int, long (int32), bool (1 and 0) or
    /// string with up to four axes, or of arrays within each other.</summary>
    /// <exception cref="ArgumentException">Rows have different lengths, and the message names the row; or the elements
    /// are of another type.</exception>
    internal static Tensor FromArray(Array values) => TensorArrays.From(Require.NotNull(values));

    /// <summary>A matrix <c>[rows, columns]</c> holding a copy of <paramref name="values"/>.</summary>
    /// <typeparam name="T">float, double, int, long, bool or string.</typeparam>
    /// <exception cref="ArgumentException">The elements are of another type.</exception>
    public static Tensor From<T>(T[,] values) => TensorArrays.From(values);

    /// <summary>A tensor of three axes holding a copy of <paramref name="values"/>.</summary>
    /// <inheritdoc cref="From{T}(T[,])"/>
    public static Tensor From<T>(T[,,] values) => TensorArrays.From(values);

    /// <summary>A tensor of four axes holding a copy of <paramref name="values"/>.</summary>
    /// <inheritdoc cref="From{T}(T[,])"/>
    public static Tensor From<T>(T[,,,] values) => TensorArrays.From(values);

    /// <summary>A tensor of rows of equal length, which may be arrays themselves.</summary>
    /// <inheritdoc cref="From{T}(T[,])"/>
    /// <exception cref="ArgumentException">Rows have different lengths, and the message names the row; or the elements
    /// are of another type.</exception>
    public static Tensor From<T>(T[][] values) => TensorArrays.From(values);

    // An implicit one would be taken where a tensor is printed.
    /// <summary>The number of a tensor of one: <c>(float)vector[0]</c>.</summary>
    /// <exception cref="InvalidOperationException">It has several elements, or a text.</exception>
    public static explicit operator float(Tensor tensor) =>
        Require.NotNull(tensor) is { Type: ElementType.Int32, Count: 1 } ? tensor.Ints[0] : tensor.Scalar;

    /// <summary>An element of a matrix: <c>float p = model.Predict(x)[0, 0]</c>.</summary>
    /// <exception cref="ArgumentException">The tensor has another number of axes; a part of it has a range for those
    /// that stay, <c>t[0, 0, ..]</c>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A position is none of its axis.</exception>
    /// <exception cref="InvalidOperationException">The elements are texts.</exception>
    public float this[int row, int column] => At([row, column]);

    /// <summary>An element of a tensor of three axes.</summary>
    /// <inheritdoc cref="this[int, int]"/>
    public float this[int first, int second, int third] => At([first, second, third]);

    /// <summary>A copy of an element, or of a part: <c>t[0, 0]</c>, <c>t[^1]</c>, <c>t[..10, 0]</c>.</summary>
    /// <param name="keys">A position or a range for each axis; axes without one stay whole.</param>
    /// <exception cref="ArgumentOutOfRangeException">A position is none of its axis.</exception>
    public Tensor this[params ReadOnlySpan<AxisRange> keys]
    {
        get
        {
            if (keys.Length > Shape.Rank)
                throw new ArgumentException($"Expected at most {Shape.Rank} keys, one an axis of {Shape}, received "
                    + $"{keys.Length}.");
            var axes = new List<int>(Shape.Rank);
            // Offsets of the elements, axis after axis.
            int[] offsets = [0];
            for (var axis = 0; axis < Shape.Rank; axis++)
            {
                var (start, length) = axis < keys.Length ? keys[axis].On(axis, Shape) : (0, Shape[axis]);
                if (axis >= keys.Length || !keys[axis].IsPosition) axes.Add(length);
                var next = new int[offsets.Length * length];
                for (var i = 0; i < next.Length; i++)
                    next[i] = offsets[i / length] * Shape[axis] + start + i % length;
                offsets = next;
            }
            var part = Uninitialized(Shape.Create(axes.ToArray()), Type);
            switch (Type)
            {
                case ElementType.Float32: Take(Floats, offsets, part.Overwrite<float>()); break;
                case ElementType.Int32: Take(Ints, offsets, part.Overwrite<int>()); break;
                default: Take(Strings, offsets, part.Overwrite<string>()); break;
            }
            return part;
        }
    }

    private float At(ReadOnlySpan<int> place)
    {
        if (place.Length != Shape.Rank)
            throw new ArgumentException($"Expected a position for each of the {Shape.Rank} axes of {Shape}, received "
                + $"{place.Length}. A part of the tensor has a range for the axes that stay, such as [0, ..].");
        var offset = 0;
        for (var axis = 0; axis < place.Length; axis++)
            offset = offset * Shape[axis] + ((AxisRange)place[axis]).On(axis, Shape).Start;
        return Type == ElementType.Int32 ? Ints[offset] : Floats[offset];
    }

    /// <summary>The numbers one after another, row by row; integers too.</summary>
    /// <exception cref="InvalidOperationException">The elements are texts.</exception>
    public float[] ToArray() => Type == ElementType.Int32 ? Array.ConvertAll(Ints.ToArray(), value => (float)value)
        : Floats.ToArray();

    /// <summary>A tensor whose elements are whatever the memory held: for code that writes all of them.</summary>
    public static Tensor Uninitialized(Shape shape, ElementType type) =>
        new(shape, type, HostMemory.Uninitialized(type, Allowed(shape)));

    /// <summary>A tensor that only describes a shape and type: it has no elements, and asking for them
    /// throws.</summary>
    internal static Tensor Described(Shape shape, ElementType type) => new(shape, type, null);

    /// <summary>The elements, to change some of them: from now on the tensor is one of its own, whatever it was made
    /// from.</summary>
    /// <typeparam name="T">The type that <see cref="Type"/> stands for: float, int or string.</typeparam>
    /// <exception cref="InvalidOperationException">The elements are of another type.</exception>
    public Span<T> Change<T>() => Checked(TypeOf<T>()).Change().Elements<T>(Count);

    /// <summary>Room for the elements, to write all of them; what it holds is undefined.</summary>
    /// <inheritdoc cref="Change{T}"/>
    public Span<T> Overwrite<T>() => Checked(TypeOf<T>()).Overwrite().Elements<T>(Count);

    /// <summary>A tensor with the same elements in memory of its own.</summary>
    public Tensor Copy()
    {
        var copy = Uninitialized(Shape, Type);
        copy.CopyFrom(this);
        return copy;
    }

    /// <summary>Overwrites the elements with those of <paramref name="source"/>, which has the same shape and
    /// type.</summary>
    public void CopyFrom(Tensor source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source.Shape != Shape || source.Type != Type)
            throw new ArgumentException($"Expected a tensor {TypeAndShape}, "
                + $"received {source.TypeAndShape}.", nameof(source));
        switch (Type)
        {
            case ElementType.Float32: source.Floats.CopyTo(Overwrite<float>()); break;
            case ElementType.Int32: source.Ints.CopyTo(Overwrite<int>()); break;
            default: source.Strings.CopyTo(Overwrite<string>()); break;
        }
    }

    /// <summary>Sets every element to zero, or to the empty text.</summary>
    public void Clear()
    {
        switch (Type)
        {
            case ElementType.Float32: Overwrite<float>().Clear(); break;
            case ElementType.Int32: Overwrite<int>().Clear(); break;
            default: Overwrite<string>().Fill(""); break;
        }
    }

    /// <summary>Element type and shape: <c>float32 [32, 200]</c>.</summary>
    public string TypeAndShape => $"{Type.ToString().ToLowerInvariant()} {Shape}";

    /// <summary>The elements as NumPy prints them, those in the middle of more than 1,000 left out; type and shape
    /// where it has none.</summary>
    public override string ToString() => ToString(null, null);

    /// <summary>The elements, each in <paramref name="format"/>: <c>$"{model.Predict(x)[0, 0]:F3}"</c>.</summary>
    /// <param name="format">A format of numbers; NumPy's form when null.</param>
    /// <param name="formatProvider">Not used: the form does not depend on the machine.</param>
    public string ToString(string? format, IFormatProvider? formatProvider) =>
        HasElements ? new PrintedTensor(this, format).ToString() : TypeAndShape;

    /// <summary>Whether it has elements and does not only describe a shape.</summary>
    internal bool HasElements => _storage is not null;

    /// <summary>Makes it a tensor of its own where its elements are taken from others.</summary>
    internal void Own()
    {
        if (_storage is { ReadsOthers: true }) _storage.Change();
    }

    /// <summary>Says that the call that made it needs the elements until it ends.</summary>
    internal void Hold()
    {
        if (_storage is { Holders: >= 0 }) _storage.Holders++;
    }

    /// <summary>Gives the tensor another shape, keeping its storage; the elements are undefined afterwards.</summary>
    /// <returns>False where the storage has no room for it: then nothing is changed.</returns>
    internal bool TryReset(Shape shape, ElementType type)
    {
        if (_storage?.Type != type || _storage.Capacity < shape.Count) return false;
        _storage.Overwrite();
        Use(_storage, shape);
        return true;
    }

    /// <summary>Gives the tensor another shape and type, keeping its storage where that has room; the elements are
    /// undefined afterwards.</summary>
    internal void Reset(Shape shape, ElementType type)
    {
        if (!TryReset(shape, type)) Use(HostMemory.Uninitialized(type, Allowed(shape)), shape);
    }

    /// <summary>Gives the tensor undefined elements in <paramref name="storage"/>, which has room for them.</summary>
    [MemberNotNull(nameof(_storage))]
    internal void Use(Storage storage, Shape shape) =>
        (_storage, Shape, Type, Count, MostRows) = (storage, shape, storage.Type, shape.Count, 0);

    /// <summary>Makes this a view of the elements of <paramref name="source"/> under a shape of the same
    /// size.</summary>
    internal void Borrow(Tensor source, Shape shape)
    {
        Use(source.Storage, shape);
        if (shape.Rank > 0 && source.Shape.Rank > 0 && shape[0] == source.Shape[0]) MostRows = source.MostRows;
    }

    private static void Take<T>(ReadOnlySpan<T> from, int[] offsets, Span<T> to)
    {
        for (var i = 0; i < offsets.Length; i++) to[i] = from[offsets[i]];
    }

    private static Tensor Holding<T>(ReadOnlySpan<T> values, Shape? shape)
    {
        Shape own = shape ?? [values.Length];
        if (own.Count != values.Length)
            throw new ArgumentException($"A tensor of shape {own} has {own.Count} elements, received {values.Length} "
                + "values.");
        var tensor = Uninitialized(own, TypeOf<T>());
        values.CopyTo(tensor.Overwrite<T>());
        return tensor;
    }

    private static ElementType TypeOf<T>() => typeof(T) == typeof(float) ? ElementType.Float32
        : typeof(T) == typeof(int) ? ElementType.Int32 : typeof(T) == typeof(string) ? ElementType.String
        : throw new NotSupportedException($"Expected float, int or string elements, received {typeof(T).Name}.");

    private static int Allowed(Shape shape) => shape.Count is var count && count <= HostMemory.MaxCount ? count
        : throw new OverflowException($"Expected at most {HostMemory.MaxCount} elements in a tensor, {shape} has "
            + $"{count}. Make an axis shorter.");

    private Storage Checked(ElementType expected) => Type == expected ? Storage
        : throw new InvalidOperationException($"Expected a tensor of {expected.ToString().ToLowerInvariant()} "
            + $"elements, this one is {TypeAndShape}.");
}
