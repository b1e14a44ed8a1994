namespace Valence.Formats;

/// <summary>What an archive's directory says of a member or folder.</summary>
internal readonly record struct ZipEntry(
    string Name, int Flags, int Method, uint Time, uint Crc32, long Packed, long Length, long Local, bool IsDirectory,
    ReadOnlyMemory<byte> RawName)
{
    /// <summary>The flag of a member whose lengths and CRC-32 stand after its data.</summary>
    public const int DescriptorFlag = 0x0008;

    /// <summary>The newest version of the format that members may need: 4.5, which has 64-bit lengths.</summary>
    public const int NewestVersion = 45;

    /// <summary>Whether a descriptor follows the data.</summary>
    public bool IsDescribed => (Flags & DescriptorFlag) != 0;
}
