using System.IO.Compression;
using System.Text;

namespace Valence.Formats.Tests;

/// <summary>Builds zip archives whose every field can lie.</summary>
internal sealed class CraftedZip
{
    public List<CraftedMember> Members { get; } = [];
    public byte[] Prefix { get; init; } = [];
    public byte[] Suffix { get; init; } = [];
    public byte[] Comment { get; init; } = [];
    public int Disk { get; init; }
    public int? CountHere { get; init; }
    public int? Count { get; init; }
    public uint? DirectoryOffset { get; init; }
    public uint? DirectorySize { get; init; }
    public bool HasZip64End { get; init; }
    public long Zip64CountDelta { get; init; }
    public ulong? Zip64Size { get; init; }

    /// <summary>The extra field with numbers of 64 bits.</summary>
    public static byte[] Zip64(params long[] values) =>
        [1, 0, (byte)(8 * values.Length), 0, .. values.SelectMany(BitConverter.GetBytes)];

    /// <summary>Numbers of 32 bits, one after the other.</summary>
    public static byte[] Numbers(params uint[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    public static CraftedZip Of(params CraftedMember[] members)
    {
        var zip = new CraftedZip();
        zip.Members.AddRange(members);
        return zip;
    }

    public CraftedZip With(params CraftedMember[] members)
    {
        Members.AddRange(members);
        return this;
    }

    public byte[] ToBytes()
    {
        using var stream = new MemoryStream();
        using var w = new BinaryWriter(stream);
        w.Write(Prefix);
        var offsets = new List<long>();
        foreach (var m in Members)
        {
            offsets.Add(stream.Position);
            if (m.IsAbsent) continue;
            w.Write(0x04034b50u);
            w.Write((ushort)(m.LocalVersion ?? 20));
            w.Write((ushort)(m.LocalFlags ?? m.Flags));
            w.Write((ushort)(m.LocalMethod ?? m.Method));
            w.Write(m.LocalTime ?? 0x00210000u);
            w.Write(m.LocalCrc ?? m.Crc);
            w.Write(m.LocalPacked ?? m.Packed);
            w.Write(m.LocalLength ?? m.Length);
            var name = Encoding.UTF8.GetBytes(m.LocalName ?? m.Name);
            w.Write((ushort)name.Length);
            w.Write((ushort)m.LocalExtra.Length);
            w.Write(name);
            w.Write(m.LocalExtra);
            w.Write(m.Data);
            w.Write(m.Descriptor);
            w.Write(m.After);
        }
        var start = stream.Position;
        for (var i = 0; i < Members.Count; i++)
        {
            var m = Members[i];
            w.Write(0x02014b50u);
            w.Write((ushort)(3 << 8 | 20));
            w.Write((ushort)m.Version);
            w.Write((ushort)m.Flags);
            w.Write((ushort)m.Method);
            w.Write(0x00210000u);
            w.Write(m.Crc);
            w.Write(m.Packed);
            w.Write(m.Length);
            var name = m.RawName ?? Encoding.UTF8.GetBytes(m.Name);
            w.Write((ushort)name.Length);
            w.Write((ushort)m.Extra.Length);
            w.Write((ushort)0);
            w.Write((ushort)m.Disk);
            w.Write((ushort)m.InternalAttributes);
            w.Write(m.Attributes);
            w.Write(m.Offset ?? (uint)offsets[i]);
            w.Write(name);
            w.Write(m.Extra);
        }
        var size = stream.Position - start;
        if (HasZip64End)
        {
            var at = stream.Position;
            w.Write(0x06064b50u);
            w.Write(44UL);
            w.Write((ushort)45);
            w.Write((ushort)45);
            w.Write(0u);
            w.Write(0u);
            w.Write(Members.Count + Zip64CountDelta);
            w.Write(Members.Count + Zip64CountDelta);
            w.Write(Zip64Size ?? (ulong)size);
            w.Write(start);
            w.Write(0x07064b50u);
            w.Write(0u);
            w.Write(at);
            w.Write(1u);
        }
        w.Write(0x06054b50u);
        w.Write((ushort)Disk);
        w.Write((ushort)Disk);
        w.Write((ushort)(CountHere ?? Count ?? Members.Count));
        w.Write((ushort)(Count ?? Members.Count));
        w.Write(DirectorySize ?? (uint)size);
        w.Write(DirectoryOffset ?? (uint)start);
        w.Write((ushort)Comment.Length);
        w.Write(Comment);
        w.Write(Suffix);
        return stream.ToArray();
    }
}

/// <summary>A member as both of its headers shall describe it.</summary>
internal sealed class CraftedMember
{
    public CraftedMember(string name, byte[] content, bool deflate = false)
    {
        Name = name;
        Data = deflate ? Deflate(content) : content;
        Method = deflate ? 8 : 0;
        Crc = Crc32.Compute(content);
        Length = (uint)content.Length;
        Packed = (uint)Data.Length;
        Flags = Encoding.UTF8.GetByteCount(name) == name.Length ? 0 : 0x0800;
    }

    public string Name { get; }
    public byte[] Data { get; set; }
    public byte[]? RawName { get; init; }
    public string? LocalName { get; init; }
    public int Method { get; set; }
    public int? LocalMethod { get; init; }
    public int Flags { get; set; }
    public int? LocalFlags { get; init; }
    public uint Crc { get; set; }
    public uint? LocalCrc { get; init; }
    public uint Packed { get; set; }
    public uint? LocalPacked { get; init; }
    public uint Length { get; set; }
    public uint? LocalLength { get; init; }
    public byte[] Extra { get; init; } = [];
    public byte[] LocalExtra { get; init; } = [];
    public byte[] Descriptor { get; init; } = [];
    public byte[] After { get; init; } = [];
    public int Disk { get; init; }
    public uint Attributes { get; init; }
    public int InternalAttributes { get; init; }
    public int Version { get; init; } = 20;
    public int? LocalVersion { get; init; }
    public uint? LocalTime { get; init; }
    public uint? Offset { get; init; }
    public bool IsAbsent { get; init; }

    public static byte[] Deflate(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var stream = new DeflateStream(packed, CompressionLevel.Optimal)) stream.Write(content);
        return packed.ToArray();
    }
}
