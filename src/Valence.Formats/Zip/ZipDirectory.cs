using System.Buffers.Binary;

namespace Valence.Formats;

/// <summary>Reads an archive's central directory and holds it against the local headers and the layout of the bytes.</summary>
internal sealed class ZipDirectory
{
    private const int EndBytes = 22;
    private const int Zip64LocatorBytes = 20;
    private const int Zip64EndBytes = 56;
    private const int CentralBytes = 46;
    private const int MaxDescriptorBytes = 24;
    private const int LocalBytes = 30;
    private const long MaxCentralBytes = CentralBytes + 3 * 65535;
    private const uint EndSignature = 0x06054b50;
    private const uint Zip64LocatorSignature = 0x07064b50;
    private const uint Zip64EndSignature = 0x06064b50;
    private const uint CentralSignature = 0x02014b50;
    private const uint LocalSignature = 0x04034b50;
    private const uint DescriptorSignature = 0x08074b50;
    private const int DescriptorFlag = 0x0008;
    private const int Utf8Flag = 0x0800;
    private const int KnownFlags = DescriptorFlag | Utf8Flag | 0x0006;
    private const int Stored = 0;
    private const int Deflated = 8;
    private const int NewestVersion = 45;
    private const int TextAttribute = 0x0001;
    private const int FolderAttribute = 0x10;
    private const int OrdinaryAttributes = 0x27 | FolderAttribute;
    private const string CopyAgain = "Copy or download the file again";
    private const string MakeAgain = "Make the archive again with a common zip program";

    private readonly ByteSource _bytes;
    private readonly FilePlace _file;
    private readonly ZipLimits _limits;

    private ZipDirectory(ByteSource bytes, string name, ZipLimits limits)
    {
        _bytes = bytes;
        _file = new(name);
        _limits = limits;
    }

    private readonly record struct Entry(
        string Name, int Flags, int Method, uint Time, uint Crc32, long Packed, long Length, long Local, bool IsDirectory, ReadOnlyMemory<byte> RawName);

    private readonly record struct End(long Count, long Offset, long Size, long At);

    /// <summary>The members of the archive in <paramref name="bytes"/>, all checks but those of the contents done.</summary>
    public static List<ZipMember> Read(ByteSource bytes, string name, ZipLimits limits) => new ZipDirectory(bytes, name, limits).Members();

    private List<ZipMember> Members()
    {
        RefuseOtherFormats();
        var end = ReadEnd();
        if (end.Count > _limits.MaxMembers) throw Refuse("Z17", $"expected at most {_limits.MaxMembers} members, the archive declares {end.Count}", "Raise the limit if you trust the file");
        if (end.Count * CentralBytes > end.Size || end.Offset < 0 || end.Size < 0 || end.Offset > _bytes.Length || end.Offset + end.Size != end.At)
            throw Refuse("Z07", "expected the directory right before the end record, its place or size says otherwise", CopyAgain, end.At);
        var entries = ReadCentral(end);
        RefuseTwins(entries);
        var contents = ReadLocals(entries, end.Offset);
        var members = new List<ZipMember>(entries.Count);
        for (var i = 0; i < entries.Count; i++)
            if (!entries[i].IsDirectory) members.Add(new(entries[i].Name, entries[i].Length, contents[i], entries[i].Method == Deflated, entries[i].Crc32));
        return members;
    }

    private void RefuseOtherFormats()
    {
        if (_bytes.Length == 0) throw Refuse("Z01", "expected a zip archive, received an empty file", "Save or download the file again");
        if (_bytes.Length > _limits.MaxFileBytes) throw Refuse("F03", $"expected at most {_limits.MaxFileBytes} bytes, received {_bytes.Length}", "Raise the limit if you trust the file");
        var start = Part(0, (int)Math.Min(_bytes.Length, 64));
        if (start[0] == 0x89 && start[1..].StartsWith("HDF"u8))
            throw Refuse("Z38", "expected a zip archive, received an HDF5 file", "Open it as .h5: it was renamed, or saved by Keras 2");
        if (start.StartsWith("version https://git-lfs"u8))
            throw Refuse("Z37", "expected a zip archive, received a git-LFS pointer", "Fetch the file itself, for example with 'git lfs pull'");
        if (start.Length < EndBytes) throw Refuse("Z02", $"expected at least {EndBytes} bytes, received {start.Length}", CopyAgain);
        if (start[0] != 'P' || start[1] != 'K') throw Refuse("Z03", "expected a zip archive, the first bytes are of something else", "Check that the file is what you mean to open");
    }

    private End ReadEnd()
    {
        var at = _bytes.Length - EndBytes;
        var end = Part(at, EndBytes);
        if (U32(end, 0) != EndSignature || U16(end, 20) != 0)
        {
            var reach = Part(Math.Max(0, at - 65535), (int)Math.Min(_bytes.Length, 65535 + EndBytes));
            var found = reach.LastIndexOf("PK\x05\x06"u8);
            throw found >= 0 && found <= reach.Length - EndBytes
                ? Refuse("Z28", "expected the archive to end with its end record, found a comment or other bytes after it", MakeAgain)
                : Refuse("Z05", "expected the end record of a zip archive, the file is cut off", CopyAgain);
        }
        if (U16(end, 4) is not (0 or 0xFFFF) || U16(end, 6) is not (0 or 0xFFFF)) throw Refuse("Z30", "expected an archive in one file, this one is part of several", MakeAgain, at);
        long countHere = U16(end, 8), count = U16(end, 10), size = U32(end, 12), offset = U32(end, 16);
        if (at >= Zip64LocatorBytes && U32(Part(at - Zip64LocatorBytes, Zip64LocatorBytes), 0) == Zip64LocatorSignature)
            return ReadZip64End(at - Zip64LocatorBytes, countHere, count, size, offset);
        if (countHere == 0xFFFF || size == 0xFFFFFFFF || offset == 0xFFFFFFFF) throw Refuse("Z08", "expected a zip64 end record, there is none", CopyAgain, at);
        if (U16(end, 4) != 0 || U16(end, 6) != 0) throw Refuse("Z30", "expected an archive in one file, this one is part of several", MakeAgain, at);
        if (countHere != count) throw Refuse("Z06", $"expected one count of members, the end record says {countHere} and {count}", CopyAgain, at);
        return new(count, offset, size, at);
    }

    private End ReadZip64End(long locatorAt, long shortCountHere, long shortCount, long shortSize, long shortOffset)
    {
        var at = locatorAt - Zip64EndBytes;
        if (at < 0) throw Misplaced();
        var locator = Part(locatorAt, Zip64LocatorBytes);
        var end = Part(at, Zip64EndBytes);
        if (U64(locator, 8) != at || U32(locator, 4) != 0 || U32(locator, 16) > 1 || U32(end, 0) != Zip64EndSignature || U64(end, 4) != Zip64EndBytes - 12) throw Misplaced();
        if (U32(end, 16) != 0 || U32(end, 20) != 0) throw Refuse("Z30", "expected an archive in one file, this one is part of several", MakeAgain, at);
        long countHere = U64(end, 24), count = U64(end, 32), size = U64(end, 40), offset = U64(end, 48);
        if (countHere != count || count < 0 || size < 0 || offset < 0 || size > _bytes.Length || offset > _bytes.Length
            || !Agree(shortCountHere, count, 0xFFFF) || !Agree(shortCount, count, 0xFFFF) || !Agree(shortSize, size, 0xFFFFFFFF) || !Agree(shortOffset, offset, 0xFFFFFFFF))
            throw Refuse("Z08", "expected both end records to say the same, they differ", CopyAgain, at);
        return new(count, offset, size, at);

        static bool Agree(long shortValue, long value, long marker) => shortValue == value || shortValue == marker;

        FileFormatException Misplaced() => Refuse("Z08", "expected the zip64 end record right before its locator", CopyAgain, locatorAt);
    }

    private List<Entry> ReadCentral(End end)
    {
        var entries = new List<Entry>((int)end.Count);
        if (end.Size > end.Count * MaxCentralBytes) throw Refuse("Z06", $"expected {end.Count} members, the directory goes on after them", CopyAgain, end.Offset);
        var directory = _bytes.Slice(end.Offset, (int)end.Size);
        var at = 0;
        var total = 0L;
        for (var i = 0; i < end.Count; i++)
        {
            if (directory.Length - at < CentralBytes) throw Refuse("Z06", $"expected {end.Count} members, the directory ends after {i}", CopyAgain, end.Offset + at);
            var entry = ReadEntry(directory, ref at, end.Offset);
            total += entry.Length;
            if (total > _limits.MaxTotalBytes) throw Refuse("Z15", $"expected at most {_limits.MaxTotalBytes} bytes in all members, the archive declares more", "Raise the limit if you trust the file", end.Offset + at);
            entries.Add(entry);
        }
        return at == directory.Length ? entries : throw Refuse("Z06", $"expected {end.Count} members, the directory goes on after them", CopyAgain, end.Offset + at);
    }

    private Entry ReadEntry(ReadOnlyMemory<byte> directory, ref int at, long offset)
    {
        var start = offset + at;
        var header = directory.Span[at..];
        if (U32(header, 0) != CentralSignature) throw Refuse("Z07", "expected an entry of the directory, found something else", CopyAgain, start);
        int nameLength = U16(header, 28), extraLength = U16(header, 30), commentLength = U16(header, 32);
        if (CentralBytes + nameLength + extraLength + commentLength > header.Length) throw Refuse("Z07", "expected an entry within the directory, its lengths reach beyond", CopyAgain, start);
        if (nameLength > _limits.MaxNameBytes) throw Refuse("Z22", $"expected a name of at most {_limits.MaxNameBytes} bytes, found {nameLength}", MakeAgain, start);
        int flags = U16(header, 8), method = U16(header, 10);
        var rawName = directory.Slice(at + CentralBytes, nameLength);
        var name = ZipNames.Read(rawName.Span, (flags & Utf8Flag) != 0, _file with { Offset = start });
        var place = _file with { Member = name };
        if ((flags & ~KnownFlags) != 0) throw Refuse(place, "Z25", $"expected an ordinary member, its flags {flags:x4} mean encryption or a patch", MakeAgain);
        if (method is not (Stored or Deflated)) throw Refuse(place, "Z26", $"expected a stored or deflated member, found compression method {method}", MakeAgain);
        if (U16(header, 6) > NewestVersion) throw Refuse(place, "Z26", $"expected a member that needs version 4.5 of the format at most, it says {U16(header, 6)}", MakeAgain);
        if (U16(header, 34) is not (0 or 0xFFFF)) throw Refuse(place, "Z30", "expected a member of this file, it starts in another one", MakeAgain);
        long packed = U32(header, 20), length = U32(header, 24), local = U32(header, 42);
        var wide = new Zip64Extra(header.Slice(CentralBytes + nameLength, extraLength), place);
        wide.Replace(ref length);
        wide.Replace(ref packed);
        wide.Replace(ref local);
        wide.Finish(U16(header, 34) == 0xFFFF);
        var isDirectory = name[^1] == '/';
        var kind = (U32(header, 38) >> 16) & 0xF000;
        if (kind is not (0 or 0x8000) && !(kind == 0x4000 && isDirectory)) throw Refuse(place, "Z23", "expected a regular member, found a link or device", MakeAgain);
        var attributes = U32(header, 38) & 0xFFFF;
        if ((U16(header, 36) & ~TextAttribute) != 0 || (attributes & ~OrdinaryAttributes) != 0 || ((attributes & FolderAttribute) != 0 && !isDirectory))
            throw Refuse(place, "Z23", $"expected the attributes of a regular member, found {U16(header, 36):x4} and {U32(header, 38):x8}", MakeAgain);
        if (isDirectory && (length != 0 || packed != 0)) throw Refuse(place, "Z24", "expected nothing in a folder's entry, found content", MakeAgain);
        if (method == Stored && packed != length) throw Refuse(place, "Z09", $"expected one length of a stored member, found {packed} and {length}", CopyAgain);
        if (packed > _bytes.Length) throw Refuse(place, "Z11", $"expected at most {_bytes.Length} packed bytes, the archive declares {packed}", CopyAgain);
        if (length > _limits.MaxMemberBytes || length > Array.MaxLength)
            throw Refuse(place, "Z15", $"expected at most {_limits.MaxMemberBytes} bytes, the archive declares {length}", "Raise the limit if you trust the file");
        if (method == Deflated && length > ZipLimits.FreeBytes && length / _limits.MaxRatio > packed)
            throw Refuse(place, "Z15", $"expected at most {_limits.MaxRatio} times the {packed} packed bytes, the archive declares {length}", "Store the member instead of compressing it, if you trust the file");
        at += CentralBytes + nameLength + extraLength + commentLength;
        return new(name, flags, method, U32(header, 12), U32(header, 16), packed, length, local, isDirectory, rawName);
    }

    private void RefuseTwins(List<Entry> entries)
    {
        var keys = new Dictionary<string, string>(StringComparer.Ordinal);
        var outlines = new Dictionary<string, string>(StringComparer.Ordinal);
        var anyCombining = entries.Exists(entry => ZipNames.HasCombining(entry.Name));
        foreach (var entry in entries)
        {
            if (!keys.TryAdd(ZipNames.CaseKey(entry.Name), entry.Name))
            {
                var same = keys[ZipNames.CaseKey(entry.Name)] == entry.Name;
                throw Refuse(_file with { Member = entry.Name }, same ? "Z18" : "Z19", "expected one member of this name, found two" + (same ? "" : " that differ in case"), MakeAgain);
            }
            if (!anyCombining) continue;
            var outline = ZipNames.Outline(entry.Name);
            if (!outlines.TryAdd(outline, entry.Name) && (ZipNames.HasCombining(entry.Name) || ZipNames.HasCombining(outlines[outline])))
                throw Refuse(_file with { Member = entry.Name }, "Z20", "expected one member of this name, found two that may differ in Unicode form only", MakeAgain);
        }
    }

    private ByteSource[] ReadLocals(List<Entry> entries, long directory)
    {
        var contents = new ByteSource[entries.Count];
        var order = Enumerable.Range(0, entries.Count).OrderBy(i => entries[i].Local).ToArray();
        if (order.Length == 0 && directory != 0) throw Refuse("Z28", "expected nothing before the directory of an empty archive", MakeAgain, 0);
        if (order.Length > 0 && entries[order[0]].Local != 0) throw Refuse("Z28", "expected the archive to begin with its first member, found other bytes before it", MakeAgain, 0);
        for (var i = 0; i < order.Length; i++)
        {
            var next = i + 1 < order.Length ? entries[order[i + 1]].Local : directory;
            contents[order[i]] = ReadLocal(entries[order[i]], next);
        }
        return contents;
    }

    /// <summary>The packed bytes of a member whose header, data and descriptor must fill the bytes up to <paramref name="next"/> exactly.</summary>
    private ByteSource ReadLocal(Entry entry, long next)
    {
        var place = _file with { Member = entry.Name, Offset = entry.Local };
        var room = next - entry.Local;
        if (room < LocalBytes || next > _bytes.Length) throw Refuse(place, "Z16", "expected members one after the other, found overlapping ones", MakeAgain);
        var fixedPart = Part(entry.Local, LocalBytes);
        if (U32(fixedPart, 0) != LocalSignature) throw Refuse(place, "Z07", "expected a member's header, found something else", CopyAgain);
        int nameLength = U16(fixedPart, 26), extraLength = U16(fixedPart, 28);
        var data = (long)LocalBytes + nameLength + extraLength;
        if (data + entry.Packed > room) throw Refuse(place, "Z16", "expected members one after the other, found overlapping ones", MakeAgain);
        var header = Part(entry.Local, (int)data);
        if (!header.Slice(LocalBytes, nameLength).SequenceEqual(entry.RawName.Span)) throw Refuse(place, "Z21", "expected one name, the member's header and the directory differ", MakeAgain);
        if (U16(header, 6) != entry.Flags || U16(header, 8) != entry.Method) throw Refuse(place, "Z21", "expected one description, the member's header and the directory differ in flags or method", MakeAgain);
        if (U16(header, 4) > NewestVersion) throw Refuse(place, "Z26", $"expected a member that needs version 4.5 of the format at most, its header says {U16(header, 4)}", MakeAgain);
        if (U32(header, 10) != entry.Time) throw Refuse(place, "Z21", "expected one date, the member's header and the directory differ", MakeAgain);
        long packed = U32(header, 18), length = U32(header, 22);
        var wide = new Zip64Extra(header.Slice(LocalBytes + nameLength, extraLength), place);
        wide.TakeRepeated(length, packed);
        wide.Replace(ref length);
        wide.Replace(ref packed);
        wide.Finish(false);
        var crc = U32(header, 14);
        var isDescribed = (entry.Flags & DescriptorFlag) != 0;
        var isOpen = isDescribed && crc == 0 && packed == 0 && length == 0;
        if (!isOpen && (crc != entry.Crc32 || packed != entry.Packed || length != entry.Length))
            throw Refuse(place, "Z21", "expected one description, the member's header and the directory differ in length or CRC-32", CopyAgain);
        var restLength = room - data - entry.Packed;
        if (isDescribed ? restLength > MaxDescriptorBytes || !IsDescriptor(Part(next - restLength, (int)restLength), entry) : restLength != 0)
            throw Refuse(place, isDescribed ? "Z27" : "Z28", isDescribed ? "expected the member's descriptor after its data, found something else" : "expected the next member right after this one, found other bytes", MakeAgain);
        return _bytes.Range(entry.Local + data, entry.Packed);
    }

    private static bool IsDescriptor(ReadOnlySpan<byte> bytes, Entry entry)
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

    private ReadOnlySpan<byte> Part(long at, int length) => _bytes.Slice(at, length).Span;

    private static int U16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint U32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static long U64(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt64LittleEndian(bytes[at..]);

    private FileFormatException Refuse(string rule, string problem, string advice, long? offset = null) => new(rule, _file with { Offset = offset }, problem, advice);

    private static FileFormatException Refuse(FilePlace place, string rule, string problem, string advice) => new(rule, place, problem, advice);
}
