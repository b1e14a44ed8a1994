using System.Text;

namespace Valence.Formats.Tests;

/// <summary>Archives that must be refused, with the rule each breaks, by the families of attacks on model
/// files.</summary>
internal static class HostileZips
{
    public static readonly byte[] Good = "{\"class_name\": \"Sequential\"}"u8.ToArray();
    private static readonly byte[] Evil = "{\"class_name\": \"Lambda....\"}"u8.ToArray();

    public static CraftedMember Config(string name = "config.json") => new(name, Good);

    public static TheoryData<string, string, byte[]> Files()
    {
        var files = new TheoryData<string, string, byte[]>();
        var good = CraftedZip.Of(Config(), new CraftedMember("model.weights.h5", Good, deflate: true)).ToBytes();
        void Add(string rule, string what, byte[] bytes) => files.Add(rule, what, bytes);
        void Member(string rule, string what, CraftedMember member) => Add(rule, what, CraftedZip.Of(member).ToBytes());

        Add("Z01", "empty file", []);
        Add("Z02", "one byte", [(byte)'P']);
        Add("Z03", "PNG", [0x89, .. "PNG\r\n"u8, .. new byte[40]]);
        Add("Z03", "PDF", [.. "%PDF-1.7"u8, .. new byte[40]]);
        Add("Z03", "gzip", [0x1f, 0x8b, .. new byte[40]]);
        Add("Z03", "pickle", [0x80, 4, .. new byte[40]]);
        Add("Z38", "HDF5 renamed", [0x89, .. "HDF\r\n\u001a\n"u8, .. new byte[40]]);
        Add("Z37", "git-LFS pointer", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"u8.ToArray());
        for (var i = 1; i < 16; i++)
            if (good.Length * i / 16 >= 22) Add("Z05", $"cut at {i}/16", good[..(good.Length * i / 16)]);
        Add("Z05", "last byte missing", good[..^1]);
        Add("Z05", "end record missing", good[..^22]);
        var outer = CraftedZip.Of(Config(), new CraftedMember("network.keras", good), Config("b")).ToBytes();
        Add("Z05", "cut behind an archive in it", outer[..^40]);
        Add("Z06", "count one less", new CraftedZip { Count = 1 }.With(Config(), Config("b")).ToBytes());
        Add("Z06", "count zero", new CraftedZip { Count = 0 }.With(Config()).ToBytes());
        Add("Z06", "counts differ", new CraftedZip { CountHere = 2 }.With(Config()).ToBytes());
        Add("Z08", "count 65535 without zip64", new CraftedZip { Count = 65535 }.With(Config()).ToBytes());
        Add("Z17", "count 60000", new CraftedZip { Count = 60000 }.With(Config()).ToBytes());
        Add("Z17", "too many members", new CraftedZip().With([.. Enumerable.Range(0, 65).Select(i => Config($"m{i}"))])
            .ToBytes());
        Add("Z07", "directory beyond the file", new CraftedZip { DirectoryOffset = 0x7fffffff }.With(Config())
            .ToBytes());
        Add("Z07", "directory offset negative when signed",
            new CraftedZip { DirectoryOffset = 0xfffffff0 }.With(Config()).ToBytes());
        Add("Z07", "directory offset zero", new CraftedZip { DirectoryOffset = 0 }.With(Config()).ToBytes());
        Add("Z07", "directory too small", new CraftedZip { DirectorySize = 1 }.With(Config()).ToBytes());
        Add("Z08", "zip64 directory of 2^63 bytes",
            new CraftedZip { HasZip64End = true, Zip64Size = 1UL << 63 }.With(Config()).ToBytes());
        Add("Z08", "zip64 count differs", new CraftedZip { HasZip64End = true, Zip64CountDelta = 1 }.With(Config())
            .ToBytes());
        Add("Z17", "zip64 count of 2^40",
            new CraftedZip { HasZip64End = true, Zip64CountDelta = 1L << 40, Count = 65535 }.With(Config()).ToBytes());
        Member("Z08", "zip64 field missing",
            new CraftedMember("config.json", Good) { Length = uint.MaxValue, Packed = uint.MaxValue });
        Member("Z08", "zip64 field unused", new CraftedMember("config.json", Good) { Extra = CraftedZip.Zip64(5) });
        Member("Z08", "zip64 field twice",
            new CraftedMember("config.json", Good) { Extra = [.. CraftedZip.Zip64(), .. CraftedZip.Zip64()] });
        Member("Z08", "zip64 length negative",
            new CraftedMember("config.json", Good)
            {
                Length = uint.MaxValue,
                Packed = uint.MaxValue,
                Extra = CraftedZip.Zip64(-1, -1)
            });
        Member("Z15", "zip64 length huge",
            new CraftedMember("config.json", Good, deflate: true)
            {
                Length = uint.MaxValue,
                Extra = CraftedZip.Zip64(long.MaxValue)
            });
        Member("Z11", "zip64 packed length huge",
            new CraftedMember("config.json", Good, deflate: true)
            {
                Packed = uint.MaxValue,
                Extra = CraftedZip.Zip64(long.MaxValue)
            });
        Member("Z08", "extra field cut off", new CraftedMember("config.json", Good) { Extra = [1, 0, 200] });
        Member("Z08", "extra field too long", new CraftedMember("config.json", Good) { Extra = [9, 9, 200, 0] });
        Member("Z09", "length lies low", new CraftedMember("config.json", Good, deflate: true) { Length = 10 });
        Member("Z09", "stored lengths differ", new CraftedMember("config.json", Good) { Length = 10 });
        Member("Z10", "length lies high", new CraftedMember("config.json", Good, deflate: true) { Length = 2_000 });
        Member("Z28", "packed length lies low", new CraftedMember("config.json", Good, deflate: true) { Packed = 5 });
        Member("Z16", "packed length lies high", new CraftedMember("config.json", Good, deflate: true) { Packed = 70 });
        var followed = new CraftedMember("config.json", Good, deflate: true);
        followed.Data = [.. followed.Data, .. "hidden"u8];
        followed.Packed += 6;
        Member("Z11", "bytes after the Deflate data", followed);
        Member("Z11", "not Deflate", new CraftedMember("config.json", Good) { Method = 8 });
        Member("Z12", "CRC-32 wrong", new CraftedMember("config.json", Good) { Crc = 7 });
        Member("Z12", "CRC-32 of deflated data wrong",
            new CraftedMember("config.json", Good, deflate: true) { Crc = 7 });
        Add("Z14", "longer than asked for",
            CraftedZip.Of(new CraftedMember("config.json", new byte[1 << 21], deflate: true)).ToBytes());
        Member("Z15", "bomb by declared length",
            new CraftedMember("config.json", Good, deflate: true) { Length = 0xfffffffe });
        Add("Z16", "one kernel under many names",
            CraftedZip.Of(Config("a"), new CraftedMember("b", Good) { Offset = 0, IsAbsent = true },
                new CraftedMember("c", Good) { Offset = 0, IsAbsent = true }).ToBytes());
        Add("Z16", "quoted member",
            CraftedZip.Of(new CraftedMember("a", CraftedZip.Of(new CraftedMember("b", Good)).ToBytes()),
                new CraftedMember("b", Good) { Offset = 31, IsAbsent = true }).ToBytes());
        Add("Z18", "one name twice", CraftedZip.Of(Config(), new CraftedMember("config.json", Evil)).ToBytes());
        Add("Z18", "one name twice, other order", CraftedZip.Of(new CraftedMember("config.json", Evil), Config())
            .ToBytes());
        Add("Z19", "case twin", CraftedZip.Of(Config(), Config("Config.json")).ToBytes());
        Add("Z19", "case twin beyond ASCII", CraftedZip.Of(Config("é"), Config("É")).ToBytes());
        Add("Z19", "folder and file", CraftedZip.Of(Config("assets"), new CraftedMember("assets/", [])).ToBytes());
        Add("Z20", "composed and decomposed", CraftedZip.Of(Config("assets/été"), Config("assets/e\u0301te\u0301"))
            .ToBytes());
        Member("Z21", "local name differs", new CraftedMember("config.json", Good) { LocalName = "evil42.json" });
        Member("Z21", "local method differs", new CraftedMember("config.json", Good) { LocalMethod = 8 });
        Member("Z21", "local flags differ", new CraftedMember("config.json", Good) { LocalFlags = 0x0800 });
        Member("Z21", "local length differs", new CraftedMember("config.json", Good) { LocalLength = 3 });
        Member("Z21", "local packed length differs", new CraftedMember("config.json", Good) { LocalPacked = 3 });
        Member("Z21", "local CRC-32 differs", new CraftedMember("config.json", Good) { LocalCrc = 3 });
        foreach (var name in new[]
                 {
                     "../x", "/x", "C:/x", "C:\\x", "\\\\host\\x", "assets/../../x", "a\0b", "a//b", "./a", "a/.",
                     "a/ ", "a.", "CON", "assets/nul.txt", "com1.json",
                     "a\u202eb", "a\u200bb", "a\ufeff", "a\u2028b", "a\nb", "a\u0085b", "", new string('x', 4097),
                 })
            Member("Z22", $"name {FilePlace.Shown(name)}", new CraftedMember(name, Good));
        Member("Z22", "name of invalid UTF-8",
            new CraftedMember("ab", Good) { RawName = [0xc3, 0x28], Flags = 0x0800 });
        Member("Z22", "name of bytes without a coding", new CraftedMember("ab", Good) { RawName = [0x82, 0x83] });
        Member("Z23", "symbolic link", new CraftedMember("config.json", Good) { Attributes = 0xa1ff0000 });
        Member("Z23", "pipe", new CraftedMember("config.json", Good) { Attributes = 0x11ff0000 });
        Member("Z23", "file marked as folder", new CraftedMember("config.json", Good) { Attributes = 0x41ff0000 });
        Member("Z24", "folder with content", new CraftedMember("config.json/", Good));
        foreach (var flags in new[] { 0x0001, 0x0010, 0x0020, 0x0040, 0x0041, 0x2000, 0x8000 })
            Member("Z25", $"flags {flags:x}", new CraftedMember("config.json", Good) { Flags = flags });
        foreach (var method in new[] { 1, 6, 9, 12, 14, 93, 95, 98, 99, 65535 })
            Member("Z26", $"method {method}", new CraftedMember("config.json", Good) { Method = method });
        Member("Z27", "descriptor wrong",
            new CraftedMember("config.json", Good)
            {
                Flags = 8,
                LocalCrc = 0,
                LocalLength = 0,
                LocalPacked = 0,
                Descriptor = CraftedZip.Numbers(0x08074b50, 1, 2, 3)
            });
        Member("Z27", "descriptor missing", new CraftedMember("config.json", Good) { Flags = 8 });
        Member("Z27", "descriptor of 13 bytes",
            new CraftedMember("config.json", Good) { Flags = 8, Descriptor = new byte[13] });
        Add("Z03", "program before the archive", new CraftedZip { Prefix = "MZ program"u8.ToArray() }.With(Config())
            .ToBytes());
        Add("Z28", "PK before the archive", new CraftedZip { Prefix = "PK program"u8.ToArray() }.With(Config())
            .ToBytes());
        Add("Z28", "bytes between members", CraftedZip.Of(new CraftedMember("a", Good) { After = [1, 2, 3] }, Config())
            .ToBytes());
        Add("Z28", "bytes before the directory",
            CraftedZip.Of(new CraftedMember("config.json", Good) { After = new byte[1000] }).ToBytes());
        foreach (var count in new[] { 1, 100, 60_000 })
            Add("Z28", $"{count} bytes after the archive", new CraftedZip { Suffix = new byte[count] }.With(Config())
                .ToBytes());
        Add("Z05", "100,000 bytes after the archive", new CraftedZip { Suffix = new byte[100_000] }.With(Config())
            .ToBytes());
        Add("Z28", "comment", new CraftedZip { Comment = "hello"u8.ToArray() }.With(Config()).ToBytes());
        Add("Z07", "comment that is an end record",
            new CraftedZip { Comment = CraftedZip.Of().ToBytes() }.With(Config()).ToBytes());
        foreach (var version in new[] { 46, 63, 200, 0x1414 })
            Member("Z26", $"needs version {version}", new CraftedMember("config.json", Good) { Version = version });
        Member("Z26", "local header needs version 63", new CraftedMember("config.json", Good) { LocalVersion = 63 });
        Member("Z21", "local date differs", new CraftedMember("config.json", Good) { LocalTime = 0x00220000 });
        foreach (var attributes in new uint[] { 0x08, 0x10, 0x40, 0x80, 0x8000 })
            Member("Z23", $"DOS attributes {attributes:x}",
                new CraftedMember("config.json", Good) { Attributes = attributes });
        foreach (var attributes in new[] { 2, 4, 0x8000 })
            Member("Z23", $"internal attributes {attributes:x}",
                new CraftedMember("config.json", Good) { InternalAttributes = attributes });
        Member("Z22", "other name in an extra field",
            new CraftedMember("config.json", Good) { Extra = [0x75, 0x70, 6, 0, 1, 0, 0, 0, 0, (byte)'x'] });
        Member("Z22", "other name in the local extra field",
            new CraftedMember("config.json", Good) { LocalExtra = [0x75, 0x70, 6, 0, 1, 0, 0, 0, 0, (byte)'x'] });
        foreach (var id in new[] { 0x14, 0x17, 0x19 })
            Member("Z25", $"extra field {id:x} of encryption",
                new CraftedMember("config.json", Good) { Extra = [(byte)id, 0, 0, 0] });
        Member("Z25", "extra field of AES", new CraftedMember("config.json", Good) { LocalExtra = [0x01, 0x99, 0, 0] });
        Add("Z30", "disk 1", new CraftedZip { Disk = 1 }.With(Config()).ToBytes());
        Member("Z30", "member on disk 1", new CraftedMember("config.json", Good) { Disk = 1 });
        return files;
    }
}
