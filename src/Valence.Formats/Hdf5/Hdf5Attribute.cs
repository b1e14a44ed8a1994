namespace Valence.Formats;

/// <summary>A small named value of a group or dataset.</summary>
public sealed class Hdf5Attribute
{
    private readonly Hdf5Values _values;
    private readonly Hdf5Source _source;
    private readonly Hdf5Path _path;
    private readonly long _count;

    private Hdf5Attribute(string name, Hdf5Space space, Hdf5Type type, Hdf5Values values, Hdf5Source source,
        Hdf5Path path)
    {
        Name = name;
        Shape = space.Shape;
        Type = type;
        _count = space.Count;
        _values = values;
        _source = source;
        _path = path;
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The lengths of the axes; empty for a single value.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>What the elements are.</summary>
    public Hdf5Type Type { get; }

    /// <summary>The single text.</summary>
    /// <exception cref="FileFormatException">The attribute is not one text.</exception>
    public string ReadString() => ReadStrings() is [var text] ? text : throw Single("text");

    /// <summary>The texts, in row-major order; a single one as an array of one.</summary>
    /// <exception cref="FileFormatException">The elements are not texts.</exception>
    public string[] ReadStrings() => _values.ReadStrings();

    /// <summary>The single text as it is stored, in UTF-8, without taking a long one apart.</summary>
    /// <exception cref="FileFormatException">The attribute is not one text.</exception>
    public ReadOnlyMemory<byte> ReadUtf8() => _count == 1 ? _values.ReadUtf8() : throw Single("text");

    /// <summary>The single integer.</summary>
    /// <exception cref="FileFormatException">The attribute is not one integer of at most 64 bits.</exception>
    public long ReadLong()
    {
        Span<long> value = stackalloc long[1];
        if (_count != 1) throw Single("integer");
        _values.ReadLongs(value);
        return value[0];
    }

    /// <summary>The numbers, in row-major order.</summary>
    /// <exception cref="FileFormatException">The elements are not numbers.</exception>
    public double[] ReadDoubles()
    {
        var values = new double[_count];
        _values.ReadDoubles(values);
        return values;
    }

    /// <summary>All attributes of an object, in the order of its header, or of its tree where they stand in a
    /// heap.</summary>
    internal static Dictionary<string, Hdf5Attribute> ReadAll(Hdf5Header header, Hdf5GlobalHeap heap)
    {
        var attributes = new Dictionary<string, Hdf5Attribute>(StringComparer.Ordinal);
        if (Hdf5Dense.OfAttributes(header) is { IsUsed: true } dense)
            foreach (var attribute in dense.Read(message => Read(header, message, heap), attribute => attribute.Name))
                attributes.Add(attribute.Name, attribute);
        else
            foreach (var message in header.Messages)
                if (message.Type == Hdf5MessageType.Attribute && Read(header, message, heap) is var attribute
                    && !attributes.TryAdd(attribute.Name, attribute))
                    throw header.Source.Refuse("H17", header.Path, message.Offset,
                        $"expected each attribute once, found '{FilePlace.Shown(attribute.Name)}' twice",
                        Hdf5Source.CopyAgain);
        return attributes;
    }

    private static Hdf5Attribute Read(Hdf5Header header, Hdf5Message message, Hdf5GlobalHeap heap)
    {
        var source = header.Source;
        var data = message.Data.Span;
        if (data.Length < 8) throw Refuse("expected an attribute, it is cut off");
        int version = data[0], nameLength = Hdf5Source.U16(data, 2), typeLength = Hdf5Source.U16(data, 4),
        spaceLength = Hdf5Source.U16(data, 6);
        if (version is < 1 or > 3) throw Refuse($"expected an attribute of version 1 to 3, found {version}");
        if (version > 1 && data[1] != 0)
            throw Refuse("expected an attribute with a type of its own, found a shared one");
        var align = version == 1 ? 8 : 1;
        var nameAt = version == 3 ? 9 : 8;
        var typeAt = nameAt + Padded(nameLength);
        var spaceAt = typeAt + Padded(typeLength);
        var valuesAt = spaceAt + Padded(spaceLength);
        if (valuesAt > data.Length || nameLength == 0 || nameLength > source.Limits.MaxNameBytes)
            throw Refuse("expected an attribute's parts within its message, they reach beyond");
        var rawName = data.Slice(nameAt, nameLength);
        if (rawName[^1] != 0 || rawName[..^1].Contains((byte)0)) throw Refuse("expected a name that ends with a zero");
        var name = source.Text(rawName[..^1], "H17", header.Path);
        var space = Hdf5Space.Read(data.Slice(spaceAt, spaceLength), header, message.Offset + spaceAt);
        var type = Hdf5Type.Read(data.Slice(typeAt, typeLength), header, message.Offset + typeAt);
        if (space.Count > (data.Length - valuesAt) / type.Size)
            throw Refuse($"expected {space.Count} values of {type.Size} bytes in the attribute, they are cut off");
        var path = new Hdf5Path(header.Path, "@" + name);
        return new(name, space, type, new(source, heap, path, space, type, Hdf5Layout.Of(message.Data[valuesAt..])),
            source, path);

        int Padded(int length) => (length + align - 1) / align * align;

        FileFormatException Refuse(string problem) =>
            source.Refuse("H17", header.Path, message.Offset, problem, Hdf5Source.CopyAgain);
    }

    private FileFormatException Single(string what) => _source.Refuse(
        "H17", _path, null, $"expected one {what}, the attribute has {_count} values", "Ask for all of them");
}
