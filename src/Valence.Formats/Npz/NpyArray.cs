using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace Valence.Formats;

/// <summary>An array as NumPy saves it: shape, element type and the elements, in row-major order whatever order the file has.</summary>
public sealed class NpyArray
{
    private readonly FilePlace _place;
    private readonly ReadOnlyMemory<byte> _data;
    private readonly bool _isFortranOrder;
    private readonly int[][]? _lists;

    private NpyArray(FilePlace place, NpyHeader header, ReadOnlyMemory<byte> data, int[][]? lists)
    {
        _place = place;
        _data = data;
        _lists = lists;
        _isFortranOrder = header.IsFortranOrder && header.Shape.Length > 1;
        Type = header.Type;
        Shape = header.Shape;
        Count = checked((int)header.Count);
    }

    /// <summary>The lengths of the axes, outermost first.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>What the elements are.</summary>
    public NpyType Type { get; }

    /// <summary>The number of elements.</summary>
    public int Count { get; }

    /// <summary>Reads the array in an <c>.npy</c> file.</summary>
    /// <exception cref="FileFormatException">The file breaks a rule.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static NpyArray Load(string path) => Read(FileBytes.Read(path, Array.MaxLength), new FilePlace(Path.GetFileName(path)));

    /// <summary>Reads the array in <paramref name="bytes"/>, the content of an <c>.npy</c> file; <paramref name="name"/> is what messages call it.</summary>
    /// <exception cref="FileFormatException">The bytes break a rule.</exception>
    public static NpyArray Read(ReadOnlyMemory<byte> bytes, string name) => Read(bytes, new FilePlace(name));

    internal static NpyArray Read(ReadOnlyMemory<byte> bytes, FilePlace place)
    {
        var header = NpyHeader.Read(bytes.Span, place);
        var data = bytes[header.DataOffset..];
        if (header.Type.Kind == NpyKind.Object) return new(place, header, data, Pickle.ReadLists(data, header, place));
        var expected = header.Count * header.Type.Size;
        if (data.Length != expected)
            throw new FileFormatException("N05", place, $"expected {expected} bytes of elements, found {data.Length}", "Copy or download the file again");
        return new(place, header, data, null);
    }

    /// <summary>A tensor with this shape: <see cref="ElementType.Float32"/> from floats and booleans, <see cref="ElementType.Int32"/> from integers, <see cref="ElementType.String"/> from texts.</summary>
    /// <exception cref="FileFormatException">A value does not fit the tensor's type, or the shape has too many or too long axes.</exception>
    public Tensor ToTensor()
    {
        if (Shape.Count > Valence.Shape.MaxRank || Shape.Any(length => length > int.MaxValue))
            throw Refuse("N05", $"expected at most {Valence.Shape.MaxRank} axes of ordinary length, the array has the shape ({string.Join(", ", Shape)})", "Reshape the array before saving it");
        var shape = Valence.Shape.Create([.. Shape.Select(length => (int)length)]);
        return Type.Kind switch
        {
            NpyKind.Float or NpyKind.Boolean => Tensor.From(ToFloats(), shape),
            NpyKind.Integer or NpyKind.Unsigned => Tensor.From(ToInts(), shape),
            NpyKind.Bytes or NpyKind.Text => Tensor.From(ToStrings(), shape),
            _ => throw Mismatch("numbers or texts"),
        };
    }

    /// <summary>The numbers as <see cref="float"/>; doubles and long integers are rounded.</summary>
    /// <exception cref="FileFormatException">The elements are not numbers, or a finite one is too large.</exception>
    public float[] ToFloats() => Type switch
    {
        { Kind: NpyKind.Float, Size: 4, IsBigEndian: false } when !_isFortranOrder => MemoryMarshal.Cast<byte, float>(_data.Span).ToArray(),
        { Kind: NpyKind.Float or NpyKind.Boolean or NpyKind.Integer or NpyKind.Unsigned } => Elements(Narrow),
        _ => throw Mismatch("numbers"),
    };

    /// <summary>The numbers as <see cref="double"/>.</summary>
    /// <exception cref="FileFormatException">The elements are not numbers.</exception>
    public double[] ToDoubles() => Type.Kind is NpyKind.Float or NpyKind.Boolean or NpyKind.Integer or NpyKind.Unsigned ? Elements(Double) : throw Mismatch("numbers");

    /// <summary>The integers or booleans as <see cref="int"/>.</summary>
    /// <exception cref="FileFormatException">The elements are not integers, or one does not fit.</exception>
    public int[] ToInts() => Type switch
    {
        { Kind: NpyKind.Integer, Size: 4, IsBigEndian: false } when !_isFortranOrder => MemoryMarshal.Cast<byte, int>(_data.Span).ToArray(),
        { Kind: NpyKind.Boolean or NpyKind.Integer or NpyKind.Unsigned } => Elements(bytes => Within<int>(Integer(bytes), "Read them as long integers")),
        _ => throw Mismatch("integers"),
    };

    /// <summary>The integers or booleans as <see cref="long"/>.</summary>
    /// <exception cref="FileFormatException">The elements are not integers, or one does not fit.</exception>
    public long[] ToLongs() => Type.Kind is NpyKind.Boolean or NpyKind.Integer or NpyKind.Unsigned
        ? Elements(bytes => Within<long>(Integer(bytes), "Convert the array with astype before saving it"))
        : throw Mismatch("integers");

    /// <summary>The truth values; any number but 0 is true.</summary>
    /// <exception cref="FileFormatException">The elements are not numbers.</exception>
    public bool[] ToBooleans() => Array.ConvertAll(ToDoubles(), value => value != 0);

    /// <summary>The texts without the zeros that fill them up.</summary>
    /// <exception cref="FileFormatException">The elements are not texts, or not valid ones.</exception>
    public string[] ToStrings()
    {
        try
        {
            return Type.Kind switch
            {
                NpyKind.Bytes => Elements(bytes => StrictUtf8.GetString(bytes.TrimEnd((byte)0))),
                NpyKind.Text => Elements(bytes => (Type.IsBigEndian ? BigUtf32 : LittleUtf32).GetString(bytes).TrimEnd('\0')),
                _ => throw Mismatch("texts"),
            };
        }
        catch (DecoderFallbackException e)
        {
            throw new FileFormatException("N07", _place, "expected texts in valid Unicode, found other bytes", "Save the texts as a Unicode array", e);
        }
    }

    /// <summary>The lists of integers in an array of Python lists, as Keras' <c>imdb.npz</c> has them. Lists that were one object in Python are one array.</summary>
    /// <exception cref="FileFormatException">The elements are not lists.</exception>
    public int[][] ToIntLists() => _lists is null ? throw Mismatch("lists of integers") : [.. _lists];

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);
    private static readonly UTF32Encoding LittleUtf32 = new(bigEndian: false, byteOrderMark: false, throwOnInvalidCharacters: true);
    private static readonly UTF32Encoding BigUtf32 = new(bigEndian: true, byteOrderMark: false, throwOnInvalidCharacters: true);

    private delegate T Reading<T>(ReadOnlySpan<byte> element);

    private T[] Elements<T>(Reading<T> read)
    {
        var elements = new T[Count];
        var data = _data.Span;
        var size = Type.Size;
        if (!_isFortranOrder)
        {
            for (var i = 0; i < elements.Length; i++) elements[i] = read(data.Slice(i * size, size));
            return elements;
        }
        var index = new long[Shape.Count];
        for (var from = 0; from < elements.Length; from++)
        {
            var to = 0L;
            for (var axis = 0; axis < index.Length; axis++) to = to * Shape[axis] + index[axis];
            elements[to] = read(data.Slice(from * size, size));
            for (var axis = 0; axis < index.Length && ++index[axis] == Shape[axis]; axis++) index[axis] = 0;
        }
        return elements;
    }

    private float Narrow(ReadOnlySpan<byte> bytes)
    {
        var value = Double(bytes);
        var narrow = (float)value;
        return float.IsInfinity(narrow) && double.IsFinite(value)
            ? throw Refuse("N06", $"expected numbers in the range of float32, found {value:R}", "Read them as double")
            : narrow;
    }

    private double Double(ReadOnlySpan<byte> bytes) => (Type.Kind, Type.Size, Type.IsBigEndian) switch
    {
        (NpyKind.Float, 2, false) => (double)BinaryPrimitives.ReadHalfLittleEndian(bytes),
        (NpyKind.Float, 2, true) => (double)BinaryPrimitives.ReadHalfBigEndian(bytes),
        (NpyKind.Float, 4, false) => BinaryPrimitives.ReadSingleLittleEndian(bytes),
        (NpyKind.Float, 4, true) => BinaryPrimitives.ReadSingleBigEndian(bytes),
        (NpyKind.Float, _, false) => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
        (NpyKind.Float, _, true) => BinaryPrimitives.ReadDoubleBigEndian(bytes),
        _ => (double)Integer(bytes),
    };

    private T Within<T>(Int128 value, string advice) where T : IBinaryInteger<T>, IMinMaxValue<T> =>
        value >= Int128.CreateChecked(T.MinValue) && value <= Int128.CreateChecked(T.MaxValue)
            ? T.CreateChecked(value)
            : throw Refuse("N06", $"expected integers from {T.MinValue} to {T.MaxValue}, found {value}", advice);

    private Int128 Integer(ReadOnlySpan<byte> bytes)
    {
        ulong value = 0;
        if (Type.IsBigEndian) foreach (var b in bytes) value = value << 8 | b;
        else for (var i = bytes.Length - 1; i >= 0; i--) value = value << 8 | bytes[i];
        var shift = 64 - 8 * bytes.Length;
        return Type.Kind == NpyKind.Integer ? (long)(value << shift) >> shift : value;
    }

    private FileFormatException Mismatch(string wanted) => Refuse("N08", $"expected {wanted}, the elements are of type {Type}", "Ask for the type the array has");

    private FileFormatException Refuse(string rule, string problem, string advice) => new(rule, _place, problem, advice);
}
