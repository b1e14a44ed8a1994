using System.Text;

namespace Valence.Formats;

/// <summary>An array as NumPy saves it: shape, element type and the elements, in row-major order whatever order the
/// file has.</summary>
public sealed class NpyArray
{
    private readonly FilePlace _place;
    private readonly ByteSource _data;
    private readonly bool _isFortranOrder;
    private readonly int[][]? _lists;

    private NpyArray(FilePlace place, NpyHeader header, ByteSource data, int[][]? lists)
    {
        _place = place;
        _data = data;
        _lists = lists;
        _isFortranOrder = header.IsFortranOrder && header.Shape.Length > 1;
        Type = header.Type;
        Shape = header.Shape;
        Count = (int)header.Count;
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
    public static NpyArray Load(string path) =>
        Read(FileBytes.Open(path), new FilePlace(Path.GetFileName(path)));

    /// <summary>Reads the array in <paramref name="bytes"/>, the content of an <c>.npy</c> file;
    /// <paramref name="name"/> is what messages call it.</summary>
    /// <exception cref="FileFormatException">The bytes break a rule.</exception>
    public static NpyArray Read(ReadOnlyMemory<byte> bytes, string name) =>
        Read(ByteSource.Of(bytes), name);

    /// <summary>Reads the array in a file that must stay open as long as its elements are read.</summary>
    /// <inheritdoc cref="Read(ReadOnlyMemory{byte}, string)"/>
    public static NpyArray Read(ByteSource bytes, string name) => Read(bytes, new FilePlace(name));

    internal static NpyArray Read(ByteSource bytes, FilePlace place)
    {
        var header = NpyHeader.Read(bytes, place);
        var data = bytes.Range(header.DataOffset, bytes.Length - header.DataOffset);
        if (header.Type.Kind == NpyKind.Object)
        {
            if (data.Length > Array.MaxLength)
                throw new FileFormatException("N05", place, $"expected objects below 2 GiB, found {data.Length} bytes",
                    "Save the data as plain arrays of numbers");
            var lists = Pickle.ReadLists(data.Slice(0, (int)data.Length), header, place);
            bytes.RequireIntact();
            return new(place, header, data, lists);
        }
        var expected = header.Count * header.Type.Size;
        if (header.Count > int.MaxValue)
            throw new FileFormatException("N05", place, $"expected at most {int.MaxValue} elements, found "
                + $"{header.Count}", "Save it as several arrays");
        if (data.Length != expected)
            throw new FileFormatException("N05", place, $"expected {expected} bytes of elements, found {data.Length}",
                "Copy or download the file again");
        return new(place, header, data, null);
    }

    /// <summary>A tensor with this shape: <see cref="ElementType.Float32"/> from floats and booleans,
    /// <see cref="ElementType.Int32"/> from integers, <see cref="ElementType.String"/> from texts.</summary>
    /// <exception cref="FileFormatException">A value does not fit the tensor's type, or the shape has too many or too
    /// long axes.</exception>
    public Tensor ToTensor()
    {
        if (Shape.Count > Valence.Shape.MaxRank || Shape.Any(length => length > int.MaxValue))
            throw Refuse("N05", $"expected at most {Valence.Shape.MaxRank} axes of ordinary length, the array has "
                + $"the shape ({string.Join(", ", Shape)})", "Reshape the array before saving it");
        var shape = Valence.Shape.Create([.. Shape.Select(length => (int)length)]);
        return Type.Kind switch
        {
            NpyKind.Float or NpyKind.Boolean => Floats(shape),
            NpyKind.Integer or NpyKind.Unsigned => Tensor.From(ToInts(), shape),
            NpyKind.Bytes or NpyKind.Text => Tensor.From(ToStrings(), shape),
            _ => throw Mismatch("numbers or texts"),
        };
    }

    private Tensor Floats(Shape shape)
    {
        if (_isFortranOrder) return Tensor.From(ToFloats(), shape);
        var tensor = Tensor.Uninitialized(shape, ElementType.Float32);
        ReadFloats(tensor.Overwrite<float>());
        return tensor;
    }

    /// <summary>Reads the floats of an array that must have exactly the shape <paramref name="expected"/>.</summary>
    /// <param name="expected">The shape the caller computed.</param>
    /// <param name="destination">As many elements as <paramref name="expected"/> has.</param>
    /// <exception cref="FileFormatException">The shape differs, the elements are no floats, or a double is beyond
    /// float32.</exception>
    public void ReadFloats(Shape expected, Span<float> destination)
    {
        var same = Shape.Count == expected.Rank;
        for (var axis = 0; same && axis < expected.Rank; axis++) same = Shape[axis] == expected[axis];
        if (!same) throw Refuse("N09", $"expected the shape {expected}, the file has ({string.Join(", ", Shape)})",
            "Check that the file belongs to this model");
        if (Type.Kind != NpyKind.Float) throw Mismatch("floats");
        if (_isFortranOrder) ToFloats().CopyTo(destination);
        else ReadFloats(destination);
    }

    /// <summary>The numbers as <see cref="float"/>; doubles and long integers are rounded.</summary>
    /// <exception cref="FileFormatException">The elements are not numbers, or a finite one is too large.</exception>
    public float[] ToFloats()
    {
        if (!IsNumber) throw Mismatch("numbers");
        var floats = new float[Count];
        ReadFloats(floats);
        return InRowMajorOrder(floats);
    }

    /// <summary>The numbers as <see cref="double"/>.</summary>
    /// <exception cref="FileFormatException">The elements are not numbers.</exception>
    public double[] ToDoubles()
    {
        if (!IsNumber) throw Mismatch("numbers");
        var doubles = new double[Count];
        Number.ReadDoubles(_data, doubles);
        _data.RequireIntact();
        return InRowMajorOrder(doubles);
    }

    /// <summary>The integers or booleans as <see cref="int"/>.</summary>
    /// <exception cref="FileFormatException">The elements are not integers, or one does not fit.</exception>
    public int[] ToInts()
    {
        if (!IsNumber || Type.Kind == NpyKind.Float) throw Mismatch("integers");
        var ints = new int[Count];
        if (Number.ReadInts(_data, ints) is >= 0 and var unfit)
            throw Refuse("N06", $"expected integers of 32 bits, element {unfit} is beyond",
                "Read them as long integers");
        _data.RequireIntact();
        return InRowMajorOrder(ints);
    }

    /// <summary>The integers or booleans as <see cref="long"/>.</summary>
    /// <exception cref="FileFormatException">The elements are not integers, or one does not fit.</exception>
    public long[] ToLongs()
    {
        if (!IsNumber || Type.Kind == NpyKind.Float) throw Mismatch("integers");
        var longs = new long[Count];
        if (Number.ReadLongs(_data, longs) is >= 0 and var unfit)
            throw Refuse("N06", $"expected integers of 64 bits with a sign, element {unfit} is beyond",
                "Convert the array with astype before saving it");
        _data.RequireIntact();
        return InRowMajorOrder(longs);
    }

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
                NpyKind.Text => Elements(bytes => (Type.IsBigEndian ? BigUtf32 : LittleUtf32).GetString(bytes)
                    .TrimEnd('\0')),
                _ => throw Mismatch("texts"),
            };
        }
        catch (DecoderFallbackException e)
        {
            throw new FileFormatException("N07", _place, "expected texts in valid Unicode, found other bytes",
                "Save the texts as a Unicode array", e);
        }
    }

    /// <summary>The lists of integers in an array of Python lists, as Keras' <c>imdb.npz</c> has them. Lists that were
    /// one object in Python are one array.</summary>
    /// <exception cref="FileFormatException">The elements are not lists.</exception>
    public int[][] ToIntLists() => _lists is null ? throw Mismatch("lists of integers") : [.. _lists];

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);
    private static readonly UTF32Encoding LittleUtf32 =
        new(bigEndian: false, byteOrderMark: false, throwOnInvalidCharacters: true);
    private static readonly UTF32Encoding BigUtf32 =
        new(bigEndian: true, byteOrderMark: false, throwOnInvalidCharacters: true);

    private delegate T Reading<T>(ReadOnlySpan<byte> element);

    private T[] Elements<T>(Reading<T> read)
    {
        var elements = new T[Count];
        for (var i = 0; i < elements.Length; i++) elements[i] = read(_data.Slice((long)i * Type.Size, Type.Size).Span);
        _data.RequireIntact();
        return InRowMajorOrder(elements);
    }

    private void ReadFloats(Span<float> destination)
    {
        if (Number.ReadFloats(_data, destination) is >= 0 and var unfit)
            throw Refuse("N06", $"expected numbers in the range of float32, element {unfit} is beyond",
                "Read them as double");
        _data.RequireIntact();
    }

    private T[] InRowMajorOrder<T>(T[] stored)
    {
        if (!_isFortranOrder) return stored;
        var elements = new T[stored.Length];
        var index = new long[Shape.Count];
        foreach (var element in stored)
        {
            var to = 0L;
            for (var axis = 0; axis < index.Length; axis++) to = to * Shape[axis] + index[axis];
            elements[to] = element;
            for (var axis = 0; axis < index.Length && ++index[axis] == Shape[axis]; axis++) index[axis] = 0;
        }
        return elements;
    }

    private bool IsNumber => Type.Kind is NpyKind.Boolean or NpyKind.Integer or NpyKind.Unsigned or NpyKind.Float;

    private NumberFormat Number =>
        new(Type.Kind switch
        {
            NpyKind.Float => NumberFamily.Float,
            NpyKind.Integer => NumberFamily.Signed,
            _ => NumberFamily.Unsigned
        }, Type.Size, Type.IsBigEndian);

    private FileFormatException Mismatch(string wanted) =>
        Refuse("N08", $"expected {wanted}, the elements are of type {Type}", "Ask for the type the array has");

    private FileFormatException Refuse(string rule, string problem, string advice) =>
        new(rule, _place, problem, advice);
}
