using System.Buffers.Binary;
using System.Text;

namespace Valence.Formats;

/// <summary>The bytes of an HDF5 file. Every read is within them, and every structure owns the bytes it occupies: one
/// reached twice, or overlapping another, is refused.</summary>
internal sealed class Hdf5Source(ByteSource bytes, FilePlace place, Hdf5Limits limits)
{
    /// <summary>How an address says that there is nothing.</summary>
    public const long Undefined = -1;

    /// <summary>The advice for files of the newer format.</summary>
    public const string SaveInOldFormat = "Save it again with Keras, or copy it with h5py without libver='latest'";

    /// <summary>The advice for damaged files.</summary>
    public const string CopyAgain = "Copy or download the file again";

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);
    private readonly Hdf5Ranges _owned = new();

    /// <summary>The length of the file.</summary>
    public long Length => bytes.Length;

    /// <summary>The bounds of the reader.</summary>
    public Hdf5Limits Limits => limits;

    /// <summary>The 2K of a symbol node: the most links it holds.</summary>
    public int LeafLinks { get; set; }

    /// <summary>The 2K of a group's tree: the most children of one of its nodes.</summary>
    public int TreeChildren { get; set; }

    /// <summary>The 2K of a tree of chunks: the most children of one of its nodes.</summary>
    public int ChunkChildren { get; set; }

    /// <summary>The bytes at <paramref name="at"/>.</summary>
    public ReadOnlyMemory<byte> Slice(long at, long length, string rule, Hdf5Path? path, string what)
    {
        RequireInside(at, length, rule, path, what);
        return length <= Array.MaxLength ? bytes.Slice(at, (int)length)
            : throw Refuse(rule, path, at, $"expected {what} below 2 GiB, found {length} bytes", CopyAgain);
    }

    /// <summary>The bytes at <paramref name="at"/>, which no other structure may have.</summary>
    public ReadOnlyMemory<byte> Own(long at, long length, string rule, Hdf5Path? path, string what)
    {
        Claim(at, length, rule, path, what);
        return Slice(at, length, rule, path, what);
    }

    /// <summary>Bytes that were claimed.</summary>
    public ByteSource Range(long at, long length) => bytes.Range(at, length);

    /// <summary>Proves that bytes are there and that no other structure has them, without reading them.</summary>
    public void Claim(long at, long length, string rule, Hdf5Path? path, string what)
    {
        RequireInside(at, length, rule, path, what);
        if (!_owned.TryAdd(at, length))
            throw Refuse(rule, path, at, $"expected {what} in bytes of its own, others already use them: structures "
                + "overlap or form a cycle", CopyAgain);
    }

    /// <summary>Proves the checksum that follows the first <paramref name="length"/> bytes of a structure.</summary>
    public void RequireChecksum(ReadOnlySpan<byte> structure, int length, long at, string rule, Hdf5Path? path,
        string what)
    {
        var found = Hdf5Checksum.Of(structure[..length]);
        if (U32(structure, length) is var declared && declared != found)
            throw Refuse(rule, path, at, $"expected {what} with the checksum {declared:x8}, its bytes have "
                + $"{found:x8}", CopyAgain);
    }

    private void RequireInside(long at, long length, string rule, Hdf5Path? path, string what)
    {
        if (at < 0 || length < 0 || at > bytes.Length || length > bytes.Length - at)
            throw Refuse(rule, path, at < 0 || at > bytes.Length ? null : at,
                $"expected {what} within the file's {bytes.Length} bytes, it would be {length} bytes at {at}",
                CopyAgain);
    }

    /// <summary>A name or text, which must be valid UTF-8.</summary>
    public string Text(ReadOnlySpan<byte> text, string rule, Hdf5Path? path)
    {
        try
        {
            return StrictUtf8.GetString(text);
        }
        catch (DecoderFallbackException e)
        {
            throw new FileFormatException(rule, place with { Path = path?.ToString() },
                "expected text in UTF-8, found other bytes", "Save the texts as UTF-8", e);
        }
    }

    /// <summary>A refusal in this file.</summary>
    public FileFormatException Refuse(string rule, Hdf5Path? path, long? offset, string problem, string advice) =>
        new(rule, place with { Path = path?.ToString(), Offset = offset }, problem, advice);

    /// <summary>Two bytes as a number.</summary>
    public static int U16(ReadOnlySpan<byte> from, int at) => BinaryPrimitives.ReadUInt16LittleEndian(from[at..]);

    /// <summary>Four bytes as a number.</summary>
    public static long U32(ReadOnlySpan<byte> from, int at) => BinaryPrimitives.ReadUInt32LittleEndian(from[at..]);

    /// <summary>One to eight bytes as a number.</summary>
    public static long Number(ReadOnlySpan<byte> from)
    {
        var value = 0L;
        for (var i = from.Length - 1; i >= 0; i--) value = value << 8 | from[i];
        return value;
    }

    /// <summary>Eight bytes as a number; those of 2⁶³ and more come out negative and are refused wherever they are
    /// used.</summary>
    public static long U64(ReadOnlySpan<byte> from, int at) => BinaryPrimitives.ReadInt64LittleEndian(from[at..]);
}
