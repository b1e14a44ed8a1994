using static Valence.Formats.ZipBytes;

namespace Valence.Formats;

/// <summary>Holds the headers before members against the directory, and the layout of the bytes.</summary>
internal static class ZipMemberHeaders
{
    private const int HeaderBytes = 30;
    private const int MaxDescriptorBytes = 24;
    private const uint Signature = 0x04034b50;
    private const uint DescriptorSignature = 0x08074b50;

    /// <summary>The packed bytes of each member; nothing may lie between them, before them, or after them up to
    /// <paramref name="directory"/>.</summary>
    public static ByteSource[] Read(ZipBytes bytes, List<ZipEntry> entries, long directory)
    {
        var contents = new ByteSource[entries.Count];
        var order = Enumerable.Range(0, entries.Count).OrderBy(i => entries[i].Local).ToArray();
        if (order.Length == 0 && directory != 0)
            throw bytes.Refuse("Z28", "expected nothing before the directory of an empty archive", MakeAgain, 0);
        if (order.Length > 0 && entries[order[0]].Local != 0)
            throw bytes.Refuse("Z28", "expected the archive to begin with its first member, found other bytes "
                + "before it", MakeAgain, 0);
        for (var i = 0; i < order.Length; i++)
        {
            var next = i + 1 < order.Length ? entries[order[i + 1]].Local : directory;
            contents[order[i]] = Read(bytes, entries[order[i]], next);
        }
        return contents;
    }

    /// <summary>The packed bytes of a member whose header, data and descriptor must fill the bytes up to
    /// <paramref name="next"/> exactly.</summary>
    private static ByteSource Read(ZipBytes bytes, ZipEntry entry, long next)
    {
        var place = bytes.Place with { Member = entry.Name, Offset = entry.Local };
        var room = next - entry.Local;
        if (room < HeaderBytes || next > bytes.Length)
            throw Refuse(place, "Z16", "expected members one after the other, found overlapping ones", MakeAgain);
        var fixedPart = bytes.Part(entry.Local, HeaderBytes);
        if (U32(fixedPart, 0) != Signature)
            throw Refuse(place, "Z07", "expected a member's header, found something else", CopyAgain);
        int nameLength = U16(fixedPart, 26), extraLength = U16(fixedPart, 28);
        var data = (long)HeaderBytes + nameLength + extraLength;
        if (data + entry.Packed > room)
            throw Refuse(place, "Z16", "expected members one after the other, found overlapping ones", MakeAgain);
        var header = bytes.Part(entry.Local, (int)data);
        if (!header.Slice(HeaderBytes, nameLength).SequenceEqual(entry.RawName.Span))
            throw Refuse(place, "Z21", "expected one name, the member's header and the directory differ", MakeAgain);
        if (U16(header, 6) != entry.Flags || U16(header, 8) != entry.Method)
            throw Refuse(place, "Z21", "expected one description, the member's header and the directory differ in "
                + "flags or method", MakeAgain);
        if (U16(header, 4) > ZipEntry.NewestVersion)
            throw Refuse(place, "Z26", "expected a member that needs version 4.5 of the format at most, its header "
                + $"says {U16(header, 4)}", MakeAgain);
        if (U32(header, 10) != entry.Time)
            throw Refuse(place, "Z21", "expected one date, the member's header and the directory differ", MakeAgain);
        long packed = U32(header, 18), length = U32(header, 22);
        var wide = new Zip64Extra(header.Slice(HeaderBytes + nameLength, extraLength), place);
        wide.TakeRepeated(length, packed);
        wide.Replace(ref length);
        wide.Replace(ref packed);
        wide.Finish(false);
        var crc = U32(header, 14);
        var isDescribed = entry.IsDescribed;
        var isOpen = isDescribed && crc == 0 && packed == 0 && length == 0;
        if (!isOpen && (crc != entry.Crc32 || packed != entry.Packed || length != entry.Length))
            throw Refuse(place, "Z21", "expected one description, the member's header and the directory differ in "
                + "length or CRC-32", CopyAgain);
        var restLength = room - data - entry.Packed;
        if (isDescribed ? restLength > MaxDescriptorBytes
            || !IsDescriptor(bytes.Part(next - restLength, (int)restLength), entry) : restLength != 0)
            throw Refuse(place, isDescribed ? "Z27" : "Z28", isDescribed
                ? "expected the member's descriptor after its data, found something else"
                : "expected the next member right after this one, found other bytes", MakeAgain);
        return bytes.Range(entry.Local + data, entry.Packed);
    }

    private static bool IsDescriptor(ReadOnlySpan<byte> bytes, ZipEntry entry)
    {
        if (bytes.Length is 16 or 24)
        {
            if (U32(bytes, 0) != DescriptorSignature) return false;
            bytes = bytes[4..];
        }
        return bytes.Length switch
        {
            12 => U32(bytes, 0) == entry.Crc32 && U32(bytes, 4) == entry.Packed && U32(bytes, 8) == entry.Length,
            20 => U32(bytes, 0) == entry.Crc32 && U64(bytes, 4) == entry.Packed && U64(bytes, 12) == entry.Length,
            _ => false,
        };
    }
}
