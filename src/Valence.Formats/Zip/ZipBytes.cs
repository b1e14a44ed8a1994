using System.Buffers.Binary;

namespace Valence.Formats;

/// <summary>The bytes of an archive, the numbers in them, and how its errors are told.</summary>
internal sealed class ZipBytes(ByteSource bytes, string name, ZipLimits limits)
{
    public const string CopyAgain = "Copy or download the file again";
    public const string MakeAgain = "Make the archive again with a common zip program";

    public FilePlace Place { get; } = new(name);

    public ZipLimits Limits { get; } = limits;

    public long Length => bytes.Length;

    public ReadOnlyMemory<byte> Slice(long at, int length) => bytes.Slice(at, length);

    public ReadOnlySpan<byte> Part(long at, int length) => bytes.Slice(at, length).Span;

    public ByteSource Range(long at, long length) => bytes.Range(at, length);

    public static int U16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    public static uint U32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    public static long U64(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt64LittleEndian(bytes[at..]);

    public FileFormatException Refuse(string rule, string problem, string advice, long? offset = null) =>
        new(rule, Place with { Offset = offset }, problem, advice);

    public static FileFormatException Refuse(FilePlace place, string rule, string problem, string advice) =>
        new(rule, place, problem, advice);
}
