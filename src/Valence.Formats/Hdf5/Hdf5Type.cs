using System.Globalization;

namespace Valence.Formats;

/// <summary>The element type of an HDF5 dataset or attribute.</summary>
/// <param name="Kind">What the elements are. Enumerations, such as h5py's booleans, are the integers they are stored
/// as.</param>
/// <param name="Size">Bytes of one element in the file; 16 for texts of any length, which refer to a heap.</param>
/// <param name="IsBigEndian">Whether the most significant byte comes first.</param>
public readonly record struct Hdf5Type(Hdf5Kind Kind, int Size, bool IsBigEndian = false)
{
    private const int PrefixBytes = 8;

    /// <summary>How a fixed text is filled up: 0 ends at a zero, 1 filled with zeros, 2 filled with blanks.</summary>
    internal int Padding { get; init; }

    /// <summary>Whether the file has only bytes, which are numbers if something else says so.</summary>
    internal bool IsOpaque { get; init; }

    /// <summary>How the numbers are stored.</summary>
    internal NumberFormat Number =>
        new(Kind switch
        {
            Hdf5Kind.Float => NumberFamily.Float,
            Hdf5Kind.BrainFloat => NumberFamily.BrainFloat,
            Hdf5Kind.Unsigned => NumberFamily.Unsigned,
            _ => NumberFamily.Signed
        }, Size, IsBigEndian);

    /// <summary>A short name: <c>float32</c>, <c>int64 (big-endian)</c>, <c>string</c>.</summary>
    public override string ToString()
    {
        var bits = (8 * Size).ToString(CultureInfo.InvariantCulture);
        var name = Kind switch
        {
            Hdf5Kind.Integer => "int" + bits,
            Hdf5Kind.Unsigned => "uint" + bits,
            Hdf5Kind.Float => "float" + bits,
            Hdf5Kind.BrainFloat => "bfloat16",
            Hdf5Kind.FixedString => string.Create(CultureInfo.InvariantCulture, $"string of {Size} bytes"),
            _ => "string",
        };
        return IsBigEndian ? name + " (big-endian)" : name;
    }

    /// <summary>The type in <paramref name="data"/>, a message or a part of one.</summary>
    internal static Hdf5Type Read(ReadOnlySpan<byte> data, Hdf5Header header, long offset)
    {
        if (data.Length < PrefixBytes) throw Refuse("an element type, it is cut off");
        int version = data[0] >> 4, kind = data[0] & 15, bits = data[1] | data[2] << 8;
        var size = Hdf5Source.U32(data, 4);
        if (version is < 1 or > 3) throw Refuse($"an element type of version 1 to 3, found {version}");
        if (size is 0 or > int.MaxValue) throw Refuse($"elements of an ordinary size, found {size} bytes");
        var properties = data[PrefixBytes..];
        return kind switch
        {
            0 => Integer(properties),
            1 => Float(properties),
            3 => (bits & 15) <= 2 ? new(Hdf5Kind.FixedString, (int)size) { Padding = bits & 15 }
                : throw Refuse("a text filled up in a known way"),
            8 => Enumeration(properties),
            9 when (bits & 15) == 1 => size == 16 ? new(Hdf5Kind.VariableString, 16)
                : throw Refuse("a text that refers to a heap in 16 bytes"),
            9 => throw Unread("sequences of variable length"),
            2 => throw Unread("times"),
            4 => throw Unread("bit fields"),
            // Keras keeps bfloat16 so, and says it in an attribute.
            5 when size == 2 => new(Hdf5Kind.BrainFloat, 2) { IsOpaque = true },
            5 => throw Unread("opaque bytes"),
            6 => throw Unread("compound values"),
            7 => throw Unread("references"),
            10 => throw Unread("arrays as elements"),
            _ => throw Refuse($"a known element type, found class {kind}"),
        };

        Hdf5Type Integer(ReadOnlySpan<byte> rest)
        {
            if (rest.Length < 4 || size is not (1 or 2 or 4 or 8) || Hdf5Source.U16(rest, 0) != 0
                || Hdf5Source.U16(rest, 2) != 8 * size || (bits & 6) != 0)
                throw Refuse("integers of 8, 16, 32 or 64 bits without gaps");
            return new((bits & 8) != 0 ? Hdf5Kind.Integer : Hdf5Kind.Unsigned, (int)size, (bits & 1) != 0 && size > 1);
        }

        Hdf5Type Float(ReadOnlySpan<byte> rest)
        {
            var isBrain = size == 2 && rest.Length >= 12 && rest[5] == 8 && (bits & 1) == 0;
            (int Exponent, int Mantissa) layout = size switch
            {
                2 when isBrain => (8, 7),
                2 => (5, 10),
                4 => (8, 23),
                8 => (11, 52),
                _ => (0, 0)
            };
            if (rest.Length < 12 || layout.Exponent == 0 || (bits & 0x4e) != 0 || (bits >> 4 & 3) != 2
                || bits >> 8 != 8 * size - 1
                || Hdf5Source.U16(rest, 0) != 0 || Hdf5Source.U16(rest, 2) != 8 * size || rest[4] != layout.Mantissa
                || rest[5] != layout.Exponent
                || rest[6] != 0 || rest[7] != layout.Mantissa
                || Hdf5Source.U32(rest, 8) != (1 << (layout.Exponent - 1)) - 1)
                throw Refuse("IEEE floats of 16, 32 or 64 bits");
            return new(isBrain ? Hdf5Kind.BrainFloat : Hdf5Kind.Float, (int)size, (bits & 1) != 0);
        }

        Hdf5Type Enumeration(ReadOnlySpan<byte> rest)
        {
            if (rest.Length < PrefixBytes || (rest[0] & 15) != 0) throw Refuse("an enumeration of integers");
            var stored = Read(rest, header, offset);
            return stored.Size == size ? stored : throw Refuse("an enumeration as large as its integers");
        }

        FileFormatException Refuse(string expected) =>
            header.Source.Refuse("H15", header.Path, offset, $"expected {expected}", Hdf5Source.CopyAgain);

        FileFormatException Unread(string found) => header.Source.Refuse("H15", header.Path, offset,
            $"expected numbers or texts, found {found}", "Save it again as plain numbers or texts");
    }
}
