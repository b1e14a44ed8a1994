using static Valence.Formats.ZipBytes;

namespace Valence.Formats;

/// <summary>Reads an archive's central directory and holds it against the local headers and the layout of the
/// bytes.</summary>
internal sealed class ZipDirectory
{
    private const int CentralBytes = 46;
    private const long MaxCentralBytes = CentralBytes + 3 * 65535;
    private const uint CentralSignature = 0x02014b50;
    private const int Utf8Flag = 0x0800;
    private const int KnownFlags = ZipEntry.DescriptorFlag | Utf8Flag | 0x0006;
    private const int Stored = 0;
    private const int Deflated = 8;
    private const int TextAttribute = 0x0001;
    private const int FolderAttribute = 0x10;
    private const int OrdinaryAttributes = 0x27 | FolderAttribute;

    private readonly ZipBytes _bytes;

    private ZipDirectory(ZipBytes bytes) => _bytes = bytes;

    /// <summary>The members of the archive in <paramref name="bytes"/>, all checks but those of the contents
    /// done.</summary>
    public static List<ZipMember> Read(ByteSource bytes, string name, ZipLimits limits) =>
        new ZipDirectory(new(bytes, name, limits)).Members();

    private List<ZipMember> Members()
    {
        RefuseOtherFormats();
        var end = ZipEnd.Read(_bytes);
        if (end.Count > _bytes.Limits.MaxMembers)
            throw _bytes.Refuse("Z17", $"expected at most {_bytes.Limits.MaxMembers} members, the archive declares "
                + $"{end.Count}", "Give a file within that bound");
        if (end.Count * CentralBytes > end.Size || end.Offset < 0 || end.Size < 0 || end.Offset > _bytes.Length
            || end.Offset + end.Size != end.At)
            throw _bytes.Refuse("Z07", "expected the directory right before the end record, its place or size says "
                + "otherwise", CopyAgain, end.At);
        var entries = ReadCentral(end);
        RefuseTwins(entries);
        var contents = ZipMemberHeaders.Read(_bytes, entries, end.Offset);
        var members = new List<ZipMember>(entries.Count);
        for (var i = 0; i < entries.Count; i++)
            if (!entries[i].IsDirectory)
                members.Add(new(entries[i].Name, entries[i].Length, contents[i], entries[i].Method == Deflated,
                    entries[i].Crc32));
        return members;
    }

    private void RefuseOtherFormats()
    {
        if (_bytes.Length == 0)
            throw _bytes.Refuse("Z01", "expected a zip archive, received an empty file",
                "Save or download the file again");
        if (_bytes.Length > _bytes.Limits.MaxFileBytes)
            throw _bytes.Refuse("F03", $"expected at most {_bytes.Limits.MaxFileBytes} bytes, received {_bytes.Length}",
                "Give a file within that bound");
        var start = _bytes.Part(0, (int)Math.Min(_bytes.Length, 64));
        if (start[0] == 0x89 && start[1..].StartsWith("HDF"u8))
            throw _bytes.Refuse("Z38", "expected a zip archive, received an HDF5 file",
                "Open it as .h5: it was renamed, or saved by Keras 2");
        if (start.StartsWith("version https://git-lfs"u8))
            throw _bytes.Refuse("Z37", "expected a zip archive, received a git-LFS pointer",
                "Fetch the file itself, for example with 'git lfs pull'");
        if (start.Length < ZipEnd.Bytes)
            throw _bytes.Refuse("Z02", $"expected at least {ZipEnd.Bytes} bytes, received {start.Length}", CopyAgain);
        if (start[0] != 'P' || start[1] != 'K')
            throw _bytes.Refuse("Z03", "expected a zip archive, the first bytes are of something else",
                "Check that the file is what you mean to open");
    }

    private List<ZipEntry> ReadCentral(ZipEnd end)
    {
        var entries = new List<ZipEntry>((int)end.Count);
        if (end.Size > end.Count * MaxCentralBytes)
            throw _bytes.Refuse("Z06", $"expected {end.Count} members, the directory goes on after them", CopyAgain,
                end.Offset);
        var directory = _bytes.Slice(end.Offset, (int)end.Size);
        var at = 0;
        var total = 0L;
        for (var i = 0; i < end.Count; i++)
        {
            if (directory.Length - at < CentralBytes)
                throw _bytes.Refuse("Z06", $"expected {end.Count} members, the directory ends after {i}", CopyAgain,
                    end.Offset + at);
            var entry = ReadEntry(directory, ref at, end.Offset);
            if (entry.Method == Deflated) total += entry.Length;
            if (total > _bytes.Limits.MaxTotalBytes)
                throw _bytes.Refuse("Z15", $"expected at most {_bytes.Limits.MaxTotalBytes} bytes in all packed "
                    + "members, the archive declares more", "Give a file within that bound", end.Offset + at);
            entries.Add(entry);
        }
        return at == directory.Length ? entries
            : throw _bytes.Refuse("Z06", $"expected {end.Count} members, the directory goes on after them", CopyAgain,
                end.Offset + at);
    }

    private ZipEntry ReadEntry(ReadOnlyMemory<byte> directory, ref int at, long offset)
    {
        var start = offset + at;
        var header = directory.Span[at..];
        if (U32(header, 0) != CentralSignature)
            throw _bytes.Refuse("Z07", "expected an entry of the directory, found something else", CopyAgain, start);
        int nameLength = U16(header, 28), extraLength = U16(header, 30), commentLength = U16(header, 32);
        if (CentralBytes + nameLength + extraLength + commentLength > header.Length)
            throw _bytes.Refuse("Z07", "expected an entry within the directory, its lengths reach beyond", CopyAgain,
                start);
        if (nameLength > _bytes.Limits.MaxNameBytes)
            throw _bytes.Refuse("Z22", $"expected a name of at most {_bytes.Limits.MaxNameBytes} bytes, found "
                + $"{nameLength}", MakeAgain, start);
        int flags = U16(header, 8), method = U16(header, 10);
        var rawName = directory.Slice(at + CentralBytes, nameLength);
        var name = ZipNames.Read(rawName.Span, (flags & Utf8Flag) != 0, _bytes.Place with { Offset = start });
        var place = _bytes.Place with { Member = name };
        if ((flags & ~KnownFlags) != 0)
            throw Refuse(place, "Z25", $"expected an ordinary member, its flags {flags:x4} mean encryption or a patch",
                MakeAgain);
        if (method is not (Stored or Deflated))
            throw Refuse(place, "Z26", $"expected a stored or deflated member, found compression method {method}",
                MakeAgain);
        if (U16(header, 6) > ZipEntry.NewestVersion)
            throw Refuse(place, "Z26", "expected a member that needs version 4.5 of the format at most, it says "
                + $"{U16(header, 6)}", MakeAgain);
        if (U16(header, 34) is not (0 or 0xFFFF))
            throw Refuse(place, "Z30", "expected a member of this file, it starts in another one", MakeAgain);
        long packed = U32(header, 20), length = U32(header, 24), local = U32(header, 42);
        var wide = new Zip64Extra(header.Slice(CentralBytes + nameLength, extraLength), place);
        wide.Replace(ref length);
        wide.Replace(ref packed);
        wide.Replace(ref local);
        wide.Finish(U16(header, 34) == 0xFFFF);
        var isDirectory = name[^1] == '/';
        var kind = (U32(header, 38) >> 16) & 0xF000;
        if (kind is not (0 or 0x8000) && !(kind == 0x4000 && isDirectory))
            throw Refuse(place, "Z23", "expected a regular member, found a link or device", MakeAgain);
        var attributes = U32(header, 38) & 0xFFFF;
        if ((U16(header, 36) & ~TextAttribute) != 0 || (attributes & ~OrdinaryAttributes) != 0
            || ((attributes & FolderAttribute) != 0 && !isDirectory))
            throw Refuse(place, "Z23", $"expected the attributes of a regular member, found {U16(header, 36):x4} "
                + $"and {U32(header, 38):x8}", MakeAgain);
        if (isDirectory && (length != 0 || packed != 0))
            throw Refuse(place, "Z24", "expected nothing in a folder's entry, found content", MakeAgain);
        if (method == Stored && packed != length)
            throw Refuse(place, "Z09", $"expected one length of a stored member, found {packed} and {length}",
                CopyAgain);
        if (packed > _bytes.Length)
            throw Refuse(place, "Z11", $"expected at most {_bytes.Length} packed bytes, the archive declares {packed}",
                CopyAgain);
        if (method == Deflated && length > Math.Min(_bytes.Limits.MaxMemberBytes, Array.MaxLength))
            throw Refuse(place, "Z15", $"expected at most {_bytes.Limits.MaxMemberBytes} bytes, the archive "
                + $"declares {length}", "Give a file within that bound");
        if (method == Deflated && length > ZipLimits.FreeBytes && length / _bytes.Limits.MaxRatio > packed)
            throw Refuse(place, "Z15", $"expected at most {_bytes.Limits.MaxRatio} times the {packed} packed bytes, "
                + $"the archive declares {length}",
                "Store the member instead of compressing it, if you trust the file");
        at += CentralBytes + nameLength + extraLength + commentLength;
        return new(name, flags, method, U32(header, 12), U32(header, 16), packed, length, local, isDirectory, rawName);
    }

    private void RefuseTwins(List<ZipEntry> entries)
    {
        var keys = new Dictionary<string, string>(StringComparer.Ordinal);
        var outlines = new Dictionary<string, string>(StringComparer.Ordinal);
        var anyCombining = entries.Exists(entry => ZipNames.HasCombining(entry.Name));
        foreach (var entry in entries)
        {
            if (!keys.TryAdd(ZipNames.CaseKey(entry.Name), entry.Name))
            {
                var same = keys[ZipNames.CaseKey(entry.Name)] == entry.Name;
                throw Refuse(_bytes.Place with { Member = entry.Name }, same ? "Z18" : "Z19",
                    "expected one member of this name, found two" + (same ? "" : " that differ in case"), MakeAgain);
            }
            if (!anyCombining) continue;
            var outline = ZipNames.Outline(entry.Name);
            if (!outlines.TryAdd(outline, entry.Name)
                && (ZipNames.HasCombining(entry.Name) || ZipNames.HasCombining(outlines[outline])))
                throw Refuse(_bytes.Place with { Member = entry.Name }, "Z20",
                    "expected one member of this name, found two that may differ in Unicode form only", MakeAgain);
        }
    }
}
