using System.Buffers.Binary;
using System.Text;

namespace Valence.Formats;

/// <summary>Writes a zip archive of stored members with a fixed date, the way Keras writes <c>.keras</c> files: the
/// same content gives the same bytes.</summary>
public sealed class ZipWriter
{
    private const ushort Version = 20;
    private const ushort WideVersion = 45;
    private const ushort MadeByUnix = 3 << 8;
    private const ushort WideField = 1;
    private const uint Marker = uint.MaxValue;
    private static readonly int MostNameBytes = new ZipLimits().MaxNameBytes;
    private const ushort Utf8Flag = 0x0800;
    private const ushort FirstOfJanuary1980 = 1 << 5 | 1;
    private const uint OwnerMayReadAndWrite = 0x01800000;

    private readonly Stream _stream;
    private readonly MemoryStream _directory = new();
    private readonly HashSet<string> _keys = new(StringComparer.Ordinal);
    private long _offset;

    private ZipWriter(Stream stream) => _stream = stream;

    /// <summary>Writes the archive at <paramref name="path"/>, replacing it only when everything is written.</summary>
    /// <param name="path">The file to write.</param>
    /// <param name="addMembers">Adds the members, in the order they shall have.</param>
    public static void Save(string path, Action<ZipWriter> addMembers) =>
        ReplacedFile.Write(path, stream => Write(stream, addMembers));

    /// <summary>Writes the archive to <paramref name="stream"/> from its position on.</summary>
    /// <param name="stream">Where to write.</param>
    /// <param name="addMembers">Adds the members, in the order they shall have.</param>
    public static void Write(Stream stream, Action<ZipWriter> addMembers)
    {
        var writer = new ZipWriter(stream);
        addMembers(writer);
        writer.Finish();
    }

    /// <summary>Whether a member may have this name.</summary>
    public static bool IsName(string name) => Encoding.UTF8.GetByteCount(name) <= MostNameBytes
        && ZipNames.Problem(name) is null && name[^1] != '/';

    /// <summary>Adds a member.</summary>
    /// <param name="name">A relative path with forward slashes, unlike every other one also when case is
    /// ignored.</param>
    /// <param name="content">The member's bytes.</param>
    /// <exception cref="ArgumentException">The name is not one that <see cref="ZipReader"/> accepts, or there
    /// already.</exception>
    public void Add(string name, ReadOnlySpan<byte> content)
    {
        Begin(name, Crc32.Compute(content), content.Length);
        _stream.Write(content);
    }

    /// <summary>Adds a member of any length that nothing holds in memory.</summary>
    /// <param name="name">A relative path with forward slashes, unlike every other one also when case is
    /// ignored.</param>
    /// <param name="write">Writes the content; called twice, since the length and the CRC-32 stand before it, and has
    /// to write the same.</param>
    /// <exception cref="ArgumentException">The name is not one that <see cref="ZipReader"/> accepts, or there
    /// already.</exception>
    /// <exception cref="InvalidOperationException">The second writing was another than the first.</exception>
    public void Add(string name, Action<Stream> write)
    {
        using var first = new SummingStream(Stream.Null);
        write(first);
        Begin(name, first.Crc32, first.Length);
        using var second = new SummingStream(_stream);
        write(second);
        if ((first.Crc32, first.Length) != (second.Crc32, second.Length))
            throw new InvalidOperationException($"Expected '{FilePlace.Shown(name)}' to stay as it is while it is "
                + "written, it was changed.");
    }

    /// <summary>Writes what stands before a member's content, and notes what the directory says of it.</summary>
    private void Begin(string name, uint crc, long length)
    {
        var rawName = Encoding.UTF8.GetBytes(name);
        if (!IsName(name))
            throw new ArgumentException($"Expected a plain relative path of at most {MostNameBytes} bytes, received "
                + $"'{FilePlace.Shown(name)}'.", nameof(name));
        if (!_keys.Add(ZipNames.CaseKey(name)))
            throw new ArgumentException($"The archive already has a member '{FilePlace.Shown(name)}', perhaps in "
                + "other case.", nameof(name));
        var flags = rawName.AsSpan().ContainsAnyExceptInRange((byte)0, (byte)127) ? Utf8Flag : (ushort)0;
        long[] wide = length < Marker ? [] : [length, length];

        Span<byte> local = stackalloc byte[30];
        "PK\x03\x04"u8.CopyTo(local);
        Describe(local[4..], flags, crc, length, rawName.Length, wide);
        _stream.Write(local);
        _stream.Write(rawName);
        WriteWide(_stream, wide);

        if (_offset >= Marker) wide = [.. wide, _offset];
        Span<byte> central = stackalloc byte[46];
        central.Clear();
        "PK\x01\x02"u8.CopyTo(central);
        BinaryPrimitives.WriteUInt16LittleEndian(central[4..], (ushort)(MadeByUnix | VersionFor(wide)));
        Describe(central[6..], flags, crc, length, rawName.Length, wide);
        BinaryPrimitives.WriteUInt32LittleEndian(central[38..], OwnerMayReadAndWrite);
        BinaryPrimitives.WriteUInt32LittleEndian(central[42..], Short(_offset));
        _directory.Write(central);
        _directory.Write(rawName);
        WriteWide(_directory, wide);
        _offset += local.Length + rawName.Length + (length < Marker ? 0 : WideBytes([length, length])) + length;
    }

    private static void Describe(Span<byte> header, ushort flags, uint crc, long length, int nameLength,
        ReadOnlySpan<long> wide)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(header, VersionFor(wide));
        BinaryPrimitives.WriteUInt16LittleEndian(header[2..], flags);
        BinaryPrimitives.WriteUInt16LittleEndian(header[4..], 0);
        BinaryPrimitives.WriteUInt16LittleEndian(header[6..], 0);
        BinaryPrimitives.WriteUInt16LittleEndian(header[8..], FirstOfJanuary1980);
        BinaryPrimitives.WriteUInt32LittleEndian(header[10..], crc);
        BinaryPrimitives.WriteUInt32LittleEndian(header[14..], Short(length));
        BinaryPrimitives.WriteUInt32LittleEndian(header[18..], Short(length));
        BinaryPrimitives.WriteUInt16LittleEndian(header[22..], (ushort)nameLength);
        BinaryPrimitives.WriteUInt16LittleEndian(header[24..], (ushort)WideBytes(wide));
    }

    // A number that 32 bits do not hold is written as their largest, and in 64 bits in an extra field.
    private static uint Short(long number) => (uint)Math.Min(number, Marker);

    private static ushort VersionFor(ReadOnlySpan<long> wide) => wide.IsEmpty ? Version : WideVersion;

    private static int WideBytes(ReadOnlySpan<long> wide) => wide.IsEmpty ? 0 : 4 + sizeof(long) * wide.Length;

    private static void WriteWide(Stream stream, ReadOnlySpan<long> wide)
    {
        if (wide.IsEmpty) return;
        Span<byte> field = stackalloc byte[4 + sizeof(long) * 3];
        BinaryPrimitives.WriteUInt16LittleEndian(field, WideField);
        BinaryPrimitives.WriteUInt16LittleEndian(field[2..], (ushort)(sizeof(long) * wide.Length));
        for (var i = 0; i < wide.Length; i++)
            BinaryPrimitives.WriteInt64LittleEndian(field[(4 + sizeof(long) * i)..], wide[i]);
        stream.Write(field[..WideBytes(wide)]);
    }

    private void Finish()
    {
        _directory.WriteTo(_stream);
        var count = (ushort)Math.Min(_keys.Count, ushort.MaxValue);
        if (_offset >= Marker || count == ushort.MaxValue) WriteWideEnd();
        Span<byte> end = stackalloc byte[22];
        end.Clear();
        "PK\x05\x06"u8.CopyTo(end);
        BinaryPrimitives.WriteUInt16LittleEndian(end[8..], count);
        BinaryPrimitives.WriteUInt16LittleEndian(end[10..], count);
        BinaryPrimitives.WriteUInt32LittleEndian(end[12..], (uint)_directory.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(end[16..], Short(_offset));
        _stream.Write(end);
    }

    /// <summary>The end record in 64 bits, and where it is.</summary>
    private void WriteWideEnd()
    {
        Span<byte> end = stackalloc byte[56 + 20];
        end.Clear();
        "PK\x06\x06"u8.CopyTo(end);
        BinaryPrimitives.WriteInt64LittleEndian(end[4..], 56 - 12);
        BinaryPrimitives.WriteUInt16LittleEndian(end[12..], MadeByUnix | WideVersion);
        BinaryPrimitives.WriteUInt16LittleEndian(end[14..], WideVersion);
        BinaryPrimitives.WriteInt64LittleEndian(end[24..], _keys.Count);
        BinaryPrimitives.WriteInt64LittleEndian(end[32..], _keys.Count);
        BinaryPrimitives.WriteInt64LittleEndian(end[40..], _directory.Length);
        BinaryPrimitives.WriteInt64LittleEndian(end[48..], _offset);
        "PK\x06\x07"u8.CopyTo(end[56..]);
        BinaryPrimitives.WriteInt64LittleEndian(end[64..], _offset + _directory.Length);
        BinaryPrimitives.WriteInt32LittleEndian(end[72..], 1);
        _stream.Write(end);
    }
}
