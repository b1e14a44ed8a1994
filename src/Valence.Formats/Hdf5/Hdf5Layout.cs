namespace Valence.Formats;

/// <summary>Where and how a dataset's elements are stored; proves that they are all there.</summary>
internal abstract class Hdf5Layout
{
    private const int Compact = 0;
    private const int Contiguous = 1;
    private const int Chunked = 2;

    /// <summary>Elements that are in memory.</summary>
    public static Hdf5Layout Of(ReadOnlyMemory<byte> data) => new InPlace(data);

    /// <summary>The elements' bytes in row-major order.</summary>
    public abstract ByteSource Open();

    /// <summary>The layout of the dataset described by <paramref name="header"/>.</summary>
    public static Hdf5Layout Open(Hdf5Header header, Hdf5Message message, Hdf5Space space, Hdf5Type type)
    {
        var source = header.Source;
        var data = message.Data.Span;
        var length = space.Count * type.Size;
        if (data.Length < 2) throw Refuse("H16", "expected the layout of the data, it is cut off");
        if (data[0] == 4 && data[1] == 3)
            throw Refuse("H13", "expected data inside the dataset, found a virtual dataset",
                "Save it again with its data inside");
        if (data[0] > 3) throw Refuse("H10", $"expected layout version 3, found {data[0]}", Hdf5Source.SaveInOldFormat);
        if (data[0] != 3)
            throw Refuse("H16", $"expected layout version 3, found {data[0]}", "Save it again with Keras or h5py");
        if (data[1] != Chunked && header.Find(Hdf5MessageType.Filters) is not null)
            throw Refuse("H16", "expected filters on chunked data only");
        switch (data[1])
        {
            case Compact:
                if (data.Length < 4 || Hdf5Source.U16(data, 2) != length || data.Length - 4 < length)
                    throw Refuse("H16", $"expected {length} bytes of elements in the header, found another number");
                return new InPlace(message.Data.Slice(4, (int)length));
            case Contiguous:
                if (data.Length < 18) throw Refuse("H16", "expected the place of the data, it is cut off");
                long at = Hdf5Source.U64(data, 2), size = Hdf5Source.U64(data, 10);
                if (length == 0) return new InPlace(default);
                if (at == Hdf5Source.Undefined)
                    throw Refuse("H16", $"expected {length} bytes of elements, none were ever written",
                        "Write the dataset's values and save it again");
                if (size != length)
                    throw Refuse("H16", $"expected {length} bytes of elements, the layout declares {size}");
                source.Claim(at, size, "H16", header.Path, "the elements");
                return new Whole(header, at, size);
            case Chunked:
                return new Hdf5Chunks(header, message, space, type);
            default:
                throw Refuse("H16", $"expected compact, contiguous or chunked data, found layout {data[1]}");
        }

        FileFormatException Refuse(string rule, string problem, string advice = Hdf5Source.CopyAgain) =>
            source.Refuse(rule, header.Path, message.Offset, problem, advice);
    }

    private sealed class InPlace(ReadOnlyMemory<byte> data) : Hdf5Layout
    {
        public override ByteSource Open() => ByteSource.Of(data);
    }

    private sealed class Whole(Hdf5Header header, long at, long size) : Hdf5Layout
    {
        public override ByteSource Open() => header.Source.Range(at, size);
    }
}
