namespace Valence.Formats;

/// <summary>An array in an HDF5 file. What describes it was checked when the file was opened; its elements are read
/// when asked for.</summary>
public sealed class Hdf5Dataset
{
    private readonly Hdf5Header _header;
    private readonly Hdf5GlobalHeap _heap;
    private readonly Hdf5Layout _layout;
    private readonly Hdf5Space _space;

    internal Hdf5Dataset(Hdf5Header header, Hdf5GlobalHeap heap)
    {
        _header = header;
        _heap = heap;
        var space = header.Find(Hdf5MessageType.Dataspace) ?? throw Missing("a dataspace");
        var type = header.Find(Hdf5MessageType.Datatype) ?? throw Missing("an element type");
        var layout = header.Find(Hdf5MessageType.Layout) ?? throw Missing("a layout");
        _space = Hdf5Space.Read(space.Data.Span, header, space.Offset);
        Type = Hdf5Type.Read(type.Data.Span, header, type.Offset);
        if (_space.Count > long.MaxValue / 2 / Type.Size)
            throw header.Source.Refuse("H14", header.Path, space.Offset,
                "expected a dataset of ordinary size, its bytes cannot be counted", Hdf5Source.CopyAgain);
        _layout = Hdf5Layout.Open(header, layout, _space, Type);
        Attributes = Hdf5Attribute.ReadAll(header, heap);
        if (Type.IsOpaque && !(Attributes.TryGetValue("dtype", out var said) && said.Type.Kind is Hdf5Kind.FixedString
            or Hdf5Kind.VariableString && said.ReadString() == "bfloat16"))
            throw header.Source.Refuse("H15", header.Path, type.Offset,
                "expected numbers or texts, found opaque bytes", "Save it again as plain numbers or texts");

        FileFormatException Missing(string what) => header.Source.Refuse("H05", header.Path, header.Offset,
            $"expected {what} in the dataset's header, there is none", Hdf5Source.CopyAgain);
    }

    /// <summary>The path from the root, such as <c>/layers/dense/vars/0</c>.</summary>
    public string Path => _header.Path.ToString();

    /// <summary>The lengths of the axes, outermost first; empty for a scalar.</summary>
    public IReadOnlyList<long> Shape => _space.Shape;

    /// <summary>The number of elements.</summary>
    public long Count => _space.Count;

    /// <summary>What the elements are.</summary>
    public Hdf5Type Type { get; }

    /// <summary>Whether the elements are stored as this library keeps them: float32, in one piece.</summary>
    public bool HasNativeFloats => Type.Kind == Hdf5Kind.Float && Type.Number.IsNativeFloat
        && _layout is not Hdf5Chunks;

    /// <summary>The attributes by name.</summary>
    public IReadOnlyDictionary<string, Hdf5Attribute> Attributes { get; }

    /// <summary>Whether the elements are integers of 8 bits with a sign.</summary>
    public bool HasSignedBytes => Type.Kind == Hdf5Kind.Integer && Type.Number.IsSignedByte;

    /// <summary>Refuses a dataset that has another shape than <paramref name="expected"/> or does not hold floats; no
    /// element is read.</summary>
    /// <exception cref="FileFormatException">The shape or type differs.</exception>
    public void RequireFloats(Shape expected)
    {
        RequireShape(expected);
        if (Type.Kind is not (Hdf5Kind.Float or Hdf5Kind.BrainFloat))
            throw _header.Source.Refuse("H20", _header.Path, null, $"expected floats, the elements are {Type}",
                "Check that the file belongs to this model");
    }

    /// <summary>Reads a dataset that must have exactly the shape <paramref name="expected"/> and hold floats; nothing
    /// is allocated from what the file says.</summary>
    /// <param name="expected">The shape the caller computed.</param>
    /// <param name="destination">As many elements as <paramref name="expected"/> has.</param>
    /// <exception cref="FileFormatException">The shape or type differs, or a float64 value is beyond
    /// float32.</exception>
    public void ReadFloats(Shape expected, Span<float> destination)
    {
        RequireShape(expected);
        Values().ReadFloats(destination);
    }

    /// <summary>The floats of a dataset that must have exactly the shape <paramref name="expected"/>.</summary>
    /// <exception cref="FileFormatException">The shape or type differs, or a float64 value is beyond
    /// float32.</exception>
    public float[] ReadFloats(Shape expected)
    {
        RequireShape(expected);
        var values = Values();
        var floats = new float[expected.Count];
        values.ReadFloats(floats);
        return floats;
    }

    /// <summary>The integers of a dataset that must have exactly the shape <paramref name="expected"/> and
    /// <see cref="HasSignedBytes"/>.</summary>
    /// <exception cref="FileFormatException">The shape or type differs.</exception>
    public sbyte[] ReadSignedBytes(Shape expected)
    {
        RequireShape(expected);
        var values = Values();
        var bytes = new sbyte[expected.Count];
        values.ReadSignedBytes(bytes);
        return bytes;
    }

    /// <summary>A tensor of a dataset that must have exactly the shape <paramref name="expected"/>:
    /// <see cref="ElementType.Float32"/> of floats, <see cref="ElementType.Int32"/> of integers,
    /// <see cref="ElementType.String"/> of texts.</summary>
    /// <exception cref="FileFormatException">The shape differs, or a value does not fit the tensor's type.</exception>
    public Tensor ReadTensor(Shape expected)
    {
        RequireShape(expected);
        var values = Values();
        switch (Type.Kind)
        {
            case Hdf5Kind.Float or Hdf5Kind.BrainFloat:
                var floats = Tensor.Uninitialized(expected, ElementType.Float32);
                values.ReadFloats(floats.Overwrite<float>());
                return floats;
            case Hdf5Kind.Integer or Hdf5Kind.Unsigned:
                var ints = Tensor.Uninitialized(expected, ElementType.Int32);
                values.ReadInts(ints.Overwrite<int>());
                return ints;
            default:
                return Tensor.From(values.ReadStrings(), expected);
        }
    }

    /// <summary>Reads all elements as <see cref="double"/>, in row-major order.</summary>
    /// <param name="destination">Room for <see cref="Count"/> elements.</param>
    /// <exception cref="FileFormatException">The elements are not numbers.</exception>
    /// <exception cref="ArgumentException">The room is not exactly that.</exception>
    public void Read(Span<double> destination) => Values().ReadDoubles(destination);

    /// <summary>Reads all elements as <see cref="float"/>, in row-major order.</summary>
    /// <param name="destination">Room for <see cref="Count"/> elements.</param>
    /// <exception cref="FileFormatException">The elements are not floats, or one is beyond float32.</exception>
    /// <exception cref="ArgumentException">The room is not exactly that.</exception>
    public void Read(Span<float> destination) => Values().ReadFloats(destination);

    /// <summary>Reads all elements as <see cref="long"/>, in row-major order.</summary>
    /// <param name="destination">Room for <see cref="Count"/> elements.</param>
    /// <exception cref="FileFormatException">The elements are not integers.</exception>
    /// <exception cref="ArgumentException">The room is not exactly that.</exception>
    public void Read(Span<long> destination) => Values().ReadLongs(destination);

    /// <summary>All elements as texts, in row-major order.</summary>
    /// <exception cref="FileFormatException">The elements are not texts.</exception>
    public string[] ReadStrings() => Values().ReadStrings();

    private Hdf5Values Values() => new(_header.Source, _heap, _header.Path, _space, Type, _layout);

    private void RequireShape(Shape expected)
    {
        var same = Shape.Count == expected.Rank;
        for (var axis = 0; same && axis < expected.Rank; axis++) same = Shape[axis] == expected[axis];
        if (!same) throw _header.Source.Refuse("H21", _header.Path, _header.Offset,
            $"expected the shape {expected}, the file has [{string.Join(", ", Shape)}]",
            "Check that the file belongs to this model");
    }
}
