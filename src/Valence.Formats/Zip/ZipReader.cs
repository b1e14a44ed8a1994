using System.IO.Compression;

namespace Valence.Formats;

/// <summary>A zip archive that has been checked as a whole: every byte belongs to exactly one member or to the
/// directory, and both descriptions of each member agree.</summary>
/// <remarks>
/// Stored and deflated members only. Nothing is written to disk. Contents are proved (length and CRC-32) when a member
/// is read;
/// structure, names, duplicates (also by case and by Unicode form), flags, overlaps and stray bytes when the archive is
/// opened.
/// </remarks>
public sealed class ZipReader
{
    private readonly Dictionary<string, ZipMember> _byName = new(StringComparer.Ordinal);
    private readonly string _name;

    private ZipReader(ByteSource bytes, string name, ZipLimits limits)
    {
        (_name, Length) = (name, bytes.Length);
        var members = ZipDirectory.Read(bytes, name, limits);
        Members = members;
        foreach (var member in members) _byName.Add(member.Name, member);
    }

    /// <summary>The bytes of the archive.</summary>
    internal long Length { get; }

    /// <summary>The members in the order of the archive's directory, without entries for folders.</summary>
    public IReadOnlyList<ZipMember> Members { get; }

    /// <summary>Opens the archive at <paramref name="path"/>.</summary>
    /// <exception cref="FileFormatException">The file breaks a rule.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ZipReader Open(string path, ZipLimits? limits = null)
    {
        limits ??= new();
        return Open(FileBytes.Open(path, limits.MaxFileBytes), Path.GetFileName(path), limits);
    }

    /// <summary>Opens the archive in <paramref name="bytes"/>; <paramref name="name"/> is what messages call
    /// it.</summary>
    /// <exception cref="FileFormatException">The archive breaks a rule.</exception>
    public static ZipReader Open(ReadOnlyMemory<byte> bytes, string name, ZipLimits? limits = null) =>
        Open(ByteSource.Of(bytes), name, limits);

    /// <summary>Opens the archive in <paramref name="bytes"/>, which must stay open as long as members are read;
    /// <paramref name="name"/> is what messages call it.</summary>
    /// <exception cref="FileFormatException">The archive breaks a rule.</exception>
    public static ZipReader Open(ByteSource bytes, string name, ZipLimits? limits = null) =>
        new(bytes, name, limits ?? new());

    /// <summary>Whether there is a member of exactly this name.</summary>
    public bool Contains(string member) => _byName.ContainsKey(member);

    /// <summary>The content of a member, its length and CRC-32 proved.</summary>
    /// <param name="member">The member's exact name.</param>
    /// <param name="maxBytes">The most bytes the content may have.</param>
    /// <exception cref="FileFormatException">There is no such member, it is longer than allowed, or its content is not
    /// what the archive declares.</exception>
    public ReadOnlyMemory<byte> Read(string member, long maxBytes = long.MaxValue)
    {
        var content = OpenMember(member, Math.Min(maxBytes, Array.MaxLength));
        if (content is not SummedBytes) return content.Slice(0, (int)content.Length);
        var bytes = new byte[content.Length];
        content.Read(0, bytes);
        content.RequireIntact();
        return bytes;
    }

    /// <summary>The content of a member. One that is stored in a file is not taken into memory: it is proved by
    /// <see cref="ByteSource.RequireIntact"/> when all that is needed of it was read; any other is proved
    /// here.</summary>
    /// <inheritdoc cref="Read"/>
    public ByteSource OpenMember(string member, long maxBytes = long.MaxValue)
    {
        var place = new FilePlace(_name, member);
        if (!_byName.TryGetValue(member, out var found))
            throw new FileFormatException("Z31", place, "expected this member, the archive does not have it",
                "Check that the file is what you mean to open");
        if (found.Length > maxBytes)
            throw new FileFormatException("Z14", place,
                $"expected at most {maxBytes} bytes, the archive declares {found.Length}",
                "Give a file within that bound");
        if (!found.IsDeflated && found.Stored is not MemoryBytes)
            return new SummedBytes(found.Stored, found.Crc32, place);
        var content = found.IsDeflated ? ByteSource.Of(Inflate(found, place)) : found.Stored;
        var crc = content.Checksum();
        return crc == found.Crc32 ? content : throw SummedBytes.WrongSum(place, found.Crc32, crc);
    }

    private static ReadOnlyMemory<byte> Inflate(ZipMember member, FilePlace place)
    {
        // The buffer grows with what really comes out, so a declared length alone reserves nothing.
        var buffer = new byte[(int)Math.Min(member.Length, 1 << 16)];
        var length = 0;
        var stored = new PackedStream(member.Stored.Slice(0, (int)member.Stored.Length));
        try
        {
            using var inflater = new DeflateStream(stored, CompressionMode.Decompress, leaveOpen: true);
            while (length < member.Length)
            {
                if (length == buffer.Length)
                    Array.Resize(ref buffer,
                        (int)Math.Min(member.Length, Math.Min(2L * buffer.Length, Array.MaxLength)));
                var count = inflater.Read(buffer, length, buffer.Length - length);
                if (count == 0) throw new FileFormatException("Z10", place,
                    $"expected {member.Length} bytes, the content ended after {length}",
                    "Copy or download the file again");
                length += count;
            }
            if (inflater.ReadByte() >= 0)
                throw new FileFormatException("Z09", place, $"expected {member.Length} bytes, the content is longer",
                    "Copy or download the file again");
            if (stored.Position != stored.Length)
                throw new FileFormatException("Z11", place,
                    $"expected {stored.Length} bytes of Deflate data, they end after {stored.Position}",
                    "Make the archive again with a common zip program");
        }
        catch (InvalidDataException e)
        {
            throw new FileFormatException("Z11", place, "expected Deflate data, found something else",
                "Copy or download the file again", e);
        }
        return buffer.AsMemory(0, length);
    }
}
