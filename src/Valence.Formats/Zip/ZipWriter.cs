using System.Buffers.Binary;
using System.Text;

namespace Valence.Formats;

/// <summary>Writes a zip archive of stored members with a fixed date, the way Keras writes <c>.keras</c> files: the
/// same content gives the same bytes.</summary>
public sealed class ZipWriter
{
    private const ushort Version = 20;
    private const ushort MadeByUnix = 3 << 8 | Version;
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

    /// <summary>Adds a member.</summary>
    /// <param name="name">A relative path with forward slashes, unlike every other one also when case is
    /// ignored.</param>
    /// <param name="content">The member's bytes.</param>
    /// <exception cref="ArgumentException">The name is not one that <see cref="ZipReader"/> accepts, or there
    /// already.</exception>
    /// <exception cref="InvalidOperationException">The archive would exceed 4 GiB or 65,534 members.</exception>
    public void Add(string name, ReadOnlySpan<byte> content)
    {
        var rawName = Encoding.UTF8.GetBytes(name);
        if (rawName.Length > 256 || ZipNames.Problem(name) is not null || name[^1] == '/')
            throw new ArgumentException("Expected a plain relative path of at most 256 bytes, received "
                + $"'{FilePlace.Shown(name)}'.", nameof(name));
        if (!_keys.Add(ZipNames.CaseKey(name)))
            throw new ArgumentException($"The archive already has a member '{FilePlace.Shown(name)}', perhaps in "
                + "other case.", nameof(name));
        if (_keys.Count > ushort.MaxValue - 1 || _offset + content.Length + rawName.Length + 30L > uint.MaxValue
            - (1 << 26))
            throw new InvalidOperationException("Expected at most 65,534 members and 4 GiB in one archive, "
                + $"'{FilePlace.Shown(name)}' exceeds that.");
        var crc = Crc32.Compute(content);
        var flags = rawName.AsSpan().ContainsAnyExceptInRange((byte)0, (byte)127) ? Utf8Flag : (ushort)0;

        Span<byte> local = stackalloc byte[30];
        "PK\x03\x04"u8.CopyTo(local);
        Describe(local[4..], flags, crc, content.Length, rawName.Length);
        _stream.Write(local);
        _stream.Write(rawName);
        _stream.Write(content);

        Span<byte> central = stackalloc byte[46];
        central.Clear();
        "PK\x01\x02"u8.CopyTo(central);
        BinaryPrimitives.WriteUInt16LittleEndian(central[4..], MadeByUnix);
        Describe(central[6..], flags, crc, content.Length, rawName.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(central[38..], OwnerMayReadAndWrite);
        BinaryPrimitives.WriteUInt32LittleEndian(central[42..], (uint)_offset);
        _directory.Write(central);
        _directory.Write(rawName);
        _offset += local.Length + rawName.Length + content.Length;
    }

    private static void Describe(Span<byte> header, ushort flags, uint crc, int length, int nameLength)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(header, Version);
        BinaryPrimitives.WriteUInt16LittleEndian(header[2..], flags);
        BinaryPrimitives.WriteUInt16LittleEndian(header[4..], 0);
        BinaryPrimitives.WriteUInt16LittleEndian(header[6..], 0);
        BinaryPrimitives.WriteUInt16LittleEndian(header[8..], FirstOfJanuary1980);
        BinaryPrimitives.WriteUInt32LittleEndian(header[10..], crc);
        BinaryPrimitives.WriteInt32LittleEndian(header[14..], length);
        BinaryPrimitives.WriteInt32LittleEndian(header[18..], length);
        BinaryPrimitives.WriteUInt16LittleEndian(header[22..], (ushort)nameLength);
        BinaryPrimitives.WriteUInt16LittleEndian(header[24..], 0);
    }

    private void Finish()
    {
        Span<byte> end = stackalloc byte[22];
        end.Clear();
        "PK\x05\x06"u8.CopyTo(end);
        BinaryPrimitives.WriteUInt16LittleEndian(end[8..], (ushort)_keys.Count);
        BinaryPrimitives.WriteUInt16LittleEndian(end[10..], (ushort)_keys.Count);
        BinaryPrimitives.WriteUInt32LittleEndian(end[12..], (uint)_directory.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(end[16..], (uint)_offset);
        _directory.WriteTo(_stream);
        _stream.Write(end);
    }
}
