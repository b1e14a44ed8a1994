namespace Valence.Formats;

/// <summary>One member of a validated zip archive.</summary>
public sealed class ZipMember
{
    internal ZipMember(string name, long length, ByteSource stored, bool isDeflated, uint crc32)
    {
        Name = name;
        Length = length;
        Stored = stored;
        IsDeflated = isDeflated;
        Crc32 = crc32;
    }

    /// <summary>The member's name: relative, with forward slashes, without <c>..</c>.</summary>
    public string Name { get; }

    /// <summary>The declared number of bytes when unpacked; proved when the member is read.</summary>
    public long Length { get; }

    /// <summary>Whether the member is compressed with Deflate; stored as it is otherwise.</summary>
    public bool IsDeflated { get; }

    /// <summary>The declared CRC-32 of the unpacked bytes; proved when the member is read.</summary>
    public uint Crc32 { get; }

    /// <summary>The bytes in the archive, packed or not.</summary>
    internal ByteSource Stored { get; }
}
