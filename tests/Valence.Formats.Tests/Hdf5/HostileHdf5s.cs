using System.IO.Compression;
using static Valence.Formats.Tests.CraftedHdf5;

namespace Valence.Formats.Tests;

/// <summary>HDF5 files that must be refused, with the rule each breaks, by the families of attacks on weight
/// files.</summary>
internal static class HostileHdf5s
{
    public static readonly Message SixFloats = Space(6);
    /// <summary>The attribute of a text's file: where the older whole models keep their description.</summary>
    public const string TextName = "model_config";

    public static readonly byte[] VariableString = [0x19, 1, 1, 0, 16, 0, 0, 0, 0x10, 0, 0, 0, 1, 0, 0, 0, 0, 0, 8, 0];
    public const int NodeBytes = 24 + 24 + 64 * 32;

    public static byte[] Deflate(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var stream = new ZLibStream(packed, CompressionLevel.Optimal)) stream.Write(content);
        return packed.ToArray();
    }

    public static byte[] Dataset1(params Message[] messages) => With(messages, new byte[24]);

    /// <summary>Six floats in chunks of <paramref name="length"/> whose tree is at the start of the extra
    /// bytes.</summary>
    public static byte[] Chunks(uint length, byte[] node, byte[] data, Message? filters = null) =>
        With([SixFloats, Floats(), Chunked(Extra, length, 4), .. filters is { } message ? [message]
            : Array.Empty<Message>()], [.. node, .. data]);

    public static byte[] Reference(uint length, long at, int index) =>
        [.. BitConverter.GetBytes(length), .. BitConverter.GetBytes(at), .. BitConverter.GetBytes(index)];

    public static TheoryData<string, string, byte[]> Files()
    {
        var files = new TheoryData<string, string, byte[]>();
        var good = Good();
        void Add(string rule, string what, byte[] bytes) => files.Add(rule, what, bytes);
        void Edit(string rule, string what, params (int At, int Size, long Value)[] edits) =>
            Add(rule, what, Patch(good, edits));

        Add("H01", "empty", []);
        Add("H01", "one byte", [0x89]);
        Add("H01", "zip archive", [.. "PK\x03\x04"u8, .. new byte[100]]);
        Add("H01", "git-LFS pointer", "version https://git-lfs.github.com/spec/v1\n"u8.ToArray());
        Add("H01", "text", "not a weights file, although long enough to be one"u8.ToArray());
        foreach (var block in new[] { 512, 1024, 2048 })
            Add("H01", $"user block of {block} bytes", [.. new byte[block], .. good]);
        foreach (var version in new[] { 2, 3, 4, 255 }) Edit("H02", $"superblock version {version}", (8, 1, version));
        foreach (var at in new[] { 9, 10, 12 }) Edit("H02", $"version of part {at}", (at, 1, 1));
        foreach (var size in new[] { 0, 1, 3, 4, 16, 255 }) Edit("H02", $"offsets of {size} bytes", (13, 1, size));
        Edit("H02", "lengths of 4 bytes", (14, 1, 4));
        Edit("H02", "leaf size 0", (16, 2, 0));
        Edit("H02", "tree size 65535", (18, 2, 65535));
        Edit("H02", "consistency flags", (20, 4, 1));
        Edit("H02", "base address", (24, 8, 512));
        Edit("H02", "end before the end", (40, 8, good.Length - 8));
        Edit("H02", "end after the end", (40, 8, good.Length + 8));
        Edit("H02", "end of 2^63", (40, 8, long.MinValue));
        Edit("H02", "driver", (48, 8, 96));
        for (var i = 1; i < 16; i++) Add("H02", $"cut at {i}/16", good[..(good.Length * i / 16)]);
        Add("H02", "last byte missing", good[..^1]);
        Add("H02", "a byte more", [.. good, 0]);
        foreach (var root in new[] { 0L, 8, 97, good.Length, good.Length + 8, long.MaxValue, long.MinValue, -1 })
            Edit("H04", $"root at {root}", (64, 8, root));
        Edit("H04", "root is the dataset", (64, 8, Dataset));
        Edit("H08", "root's tree differs in its link", (80, 8, Tree + 8));
        Edit("H08", "root's heap differs in its link", (88, 8, Heap + 8));
        Edit("H05", "65535 messages", (Dataset + 2, 2, 65535));
        Edit("H05", "no messages declared", (Dataset + 2, 2, 0));
        Edit("H05", "header of 2^32 bytes", (Dataset + 8, 4, 0xffffffff));
        Edit("H05", "header of 1 byte", (Dataset + 8, 4, 1));
        Edit("H05", "header of 9 bytes", (Dataset + 8, 4, 9));
        Edit("H05", "message beyond its block", (DatasetMessages + 2, 2, 65528));
        Edit("H05", "message of 5 bytes", (DatasetMessages + 2, 2, 5));
        Edit("H05", "header of the newer format in name alone", (Dataset, 4, 0x5244484f));
        Edit("H04", "header version 2 without its name", (Dataset, 1, 2));
        Message Continue(long at, long size) =>
            new(0x10, [.. BitConverter.GetBytes(at), .. BitConverter.GetBytes(size)]);
        Add("H05", "continuation to itself", Dataset1(Continue(DatasetMessages, 24)));
        Add("H05", "continuation to another header", Dataset1(Continue(RootMessages, 24)));
        Add("H05", "continuation of no length", Dataset1(Continue(Extra, 0)));
        Add("H05", "continuation of negative length", Dataset1(Continue(Extra, -8)));
        Add("H05", "continuation beyond the file", Dataset1(Continue(good.Length, 64)));
        Add("H05", "continuation cut off", Dataset1(new Message(0x10, new byte[8])));
        Add("H05", "continuations in a circle",
            With([Continue(Extra, 24)],
                [.. new byte[] { 0x10, 0, 16, 0, 0, 0, 0, 0 }, .. BitConverter.GetBytes((long)Extra),
                    .. BitConverter.GetBytes(24L)]));
        foreach (var flags in new[] { 0x80, 0x08 })
            Add("H06", $"unknown message with flags {flags:x}",
                Dataset1(SixFloats, Floats(), Contiguous(Extra, 24), new Message(0x7f, new byte[8], flags)));
        Add("H05", "two dataspaces", Dataset1(SixFloats, SixFloats, Floats(), Contiguous(Extra, 24)));
        Add("H05", "no dataspace", Dataset1(Floats(), Contiguous(Extra, 24)));
        Add("H05", "no type", Dataset1(SixFloats, Contiguous(Extra, 24)));
        Add("H18", "neither group nor dataset", Dataset1(Floats()));
        Add("H18", "group and dataset in one", With([], root: [SixFloats, Floats(), Contiguous(Extra, 0)]));

        Edit("H07", "tree is its own child", (Tree + 5, 1, 1), (Tree + 32, 8, Tree));
        Edit("H08", "level rises without a node", (Tree + 32, 8, Tree - 8));
        Edit("H07", "level of a leaf's parent wrong", (Tree + 5, 1, 3));
        Edit("H07", "tree of 65535 children", (Tree + 6, 2, 65535));
        Edit("H07", "tree of 33 children", (Tree + 6, 2, 33));
        Edit("H07", "tree of chunks for a group", (Tree + 4, 1, 1));
        Edit("H07", "tree without its name", (Tree, 4, 0));
        Edit("H07", "tree beyond the file", (RootMessages + 8, 8, good.Length - 8), (80, 8, good.Length - 8));
        Edit("H08", "leaf beyond the file", (Tree + 32, 8, good.Length - 4));
        Edit("H08", "leaf twice", (Tree + 6, 2, 2), (Tree + 48, 8, Leaf));
        Edit("H08", "leaf without its name", (Leaf, 4, 0));
        Edit("H08", "leaf of 65535 links", (Leaf + 6, 2, 65535));
        Edit("H08", "leaf of 9 links", (Leaf + 6, 2, 9));
        Edit("H08", "name beyond the heap", (Leaf + 8, 8, 64));
        Edit("H08", "name at a negative offset", (Leaf + 8, 8, -1));
        Edit("H08", "group in itself", (Leaf + 16, 8, Root));
        Edit("H08", "one object under two names", (Leaf + 6, 2, 2), (Leaf + 48, 8, 16), (Leaf + 56, 8, Dataset));
        Edit("H07", "one name twice", (Leaf + 6, 2, 2), (Leaf + 48, 8, 8), (Leaf + 56, 8, Dataset));
        Edit("H07", "names out of order", (Leaf + 6, 2, 2), (Leaf + 8, 8, 16), (Leaf + 48, 8, 8),
            (Leaf + 56, 8, Dataset));
        Edit("H08", "link of kind 3", (Leaf + 24, 4, 3));
        Edit("H09", "heap of 2^63 bytes", (Heap + 8, 8, long.MinValue));
        Edit("H09", "heap of 2^62 bytes", (Heap + 8, 8, 1L << 62));
        Edit("H09", "names beyond the file", (Heap + 24, 8, good.Length));
        Edit("H09", "heap without its name", (Heap, 4, 0));
        Edit("H09", "free blocks in a circle", (Heap + 16, 8, 32), (Names + 32, 8, 32));
        Edit("H09", "free block outside", (Heap + 16, 8, 60));
        Edit("H09", "free block negative", (Heap + 16, 8, -9));
        Edit("H09", "name without an end", [.. Enumerable.Range(8, 56).Select(i => (Names + i, 1, (long)'x'))]);
        Edit("H09", "name ..", (Names + 8, 4, 0x2e2e));
        Edit("H09", "name with a slash", (Names + 8, 4, 0x2f2f61));
        Edit("H09", "name of invalid UTF-8", (Names + 8, 4, 0x28c3));
        Edit("H09", "empty name twice", (Leaf + 6, 2, 2), (Leaf + 8, 8, 0), (Leaf + 48, 8, 0));
        Edit("H09", "empty name", (Leaf + 8, 8, 0));
        Add("H09", "heap of links in the superblock", With([new(0x02, [0, 0, .. new byte[16]])]));
        Add("H10", "link message without a group of links", With([new(0x06, [1, 0, 1, (byte)'x', .. new byte[8]])]));
        Add("H10", "attributes in a heap of an older header",
            Dataset1(SixFloats, Floats(), Contiguous(Extra, 24), new Message(0x15, new byte[24])));
        Edit("H11", "soft link", (Leaf + 24, 4, 2));
        Add("H11", "external link after link information",
            With([new(0x02, [0, 0, .. new byte[16]]), new(0x06, [1, 8, 64, 1, (byte)'x', 5, 0, .. "/etc\0"u8])]));
        Add("H11", "soft link as a message", With([new(0x06, [1, 8, 1, 1, (byte)'x', 5, 0, .. "/etc\0"u8])]));
        Add("H11", "external link", With([new(0x06, [1, 8, 64, 1, (byte)'x', 5, 0, .. "/etc\0"u8])]));
        Add("H12", "external storage",
            Dataset1(SixFloats, Floats(), Contiguous(-1, 24),
                new Message(7, [1, 0, 0, 0, 1, 0, 1, 0, .. new byte[24]])));
        Add("H13", "virtual dataset", Dataset1(SixFloats, Floats(), new Message(8, [4, 3, .. new byte[12]])));

        Message RawSpace(params byte[] bytes) => new(1, bytes);
        foreach (var rank in new byte[] { 33, 255 })
            Add("H14", $"{rank} axes",
                Dataset1(RawSpace([1, rank, 0, 0, .. new byte[500]]), Floats(), Contiguous(Extra, 24)));
        Add("H14", "axes cut off", Dataset1(RawSpace(1, 3, 0, 0, 0, 0, 0, 0), Floats(), Contiguous(Extra, 24)));
        Add("H14", "version 9", Dataset1(RawSpace(9, 0, 0, 0, 0, 0, 0, 0), Floats(), Contiguous(Extra, 24)));
        Add("H14", "permuted axes",
            Dataset1(RawSpace([1, 1, 2, 0, 0, 0, 0, 0, .. new byte[16]]), Floats(), Contiguous(Extra, 24)));
        Add("H14", "axis of 2^63", Dataset1(Space(long.MinValue), Floats(), Contiguous(Extra, 24)));
        Add("H14", "axis beyond its limit",
            Dataset1(RawSpace([1, 1, 1, 0, 0, 0, 0, 0, .. BitConverter.GetBytes(6L), .. BitConverter.GetBytes(5L)]),
                Floats(), Contiguous(Extra, 24)));
        foreach (var shape in new long[][] { [1L << 32, 1L << 32], [1L << 62, 4], [65536, 65536, 65536, 65536],
            [long.MaxValue], [3, long.MaxValue] })
            Add("H14", $"shape {string.Join('x', shape)}", Dataset1(Space(shape), Floats(), Contiguous(Extra, 24)));
        Add("H14", "empty dataspace with axes",
            Dataset1(RawSpace([2, 1, 0, 2, .. new byte[8]]), Floats(), Contiguous(Extra, 24)));
        Add("H16", "50 million squared", Dataset1(Space(5_000_000, 5_000_000), Floats(), Contiguous(Extra, 24)));

        void Type(string what, byte[] type) =>
            Add("H15", what, Dataset1(SixFloats, new Message(3, type), Contiguous(Extra, 24)));
        Type("type cut off", [0x11, 0x20, 31]);
        Type("float of 3 bytes", Patch(FloatType, (4, 4, 3)));
        Type("float of no bytes", Patch(FloatType, (4, 4, 0)));
        Type("float of 2^32 bytes", Patch(FloatType, (4, 4, 0xffffffff)));
        Type("mantissa of 64 bits", Patch(FloatType, (15, 1, 64)));
        Type("exponent elsewhere", Patch(FloatType, (12, 1, 20)));
        Type("other bias", Patch(FloatType, (16, 4, 128)));
        Type("VAX order", Patch(FloatType, (1, 1, 0x61)));
        Type("integer of 3 bytes", [0x10, 8, 0, 0, 3, 0, 0, 0, 0, 0, 24, 0]);
        Type("integer of 7 bits", [0x10, 8, 0, 0, 1, 0, 0, 0, 0, 0, 7, 0]);
        Type("type version 0", Patch(FloatType, (0, 1, 0x01)));
        Type("type version 4", Patch(FloatType, (0, 1, 0x41)));
        foreach (var (kind, name) in new[] { (2, "time"), (4, "bit field"), (5, "opaque"), (6, "compound"),
            (7, "reference"), (10, "array"), (11, "unknown class 11"), (15, "unknown class 15") })
            Type(name, [(byte)(0x10 | kind), 0, 0, 0, 4, 0, 0, 0, .. new byte[16]]);
        Type("sequence of any length", [0x19, 0, 0, 0, 16, 0, 0, 0, .. FloatType]);
        Type("enumeration of floats", [0x18, 2, 0, 0, 4, 0, 0, 0, .. FloatType]);
        Type("enumeration of enumerations",
            [0x18, 2, 0, 0, 1, 0, 0, 0, 0x18, 2, 0, 0, 1, 0, 0, 0, 0x10, 0, 0, 0, 1, 0, 0, 0, 0, 0, 8, 0]);
        Type("text of no bytes", [0x13, 0, 0, 0, 0, 0, 0, 0]);
        Type("text with unknown padding", [0x13, 5, 0, 0, 4, 0, 0, 0]);
        Add("H15", "shared type", Dataset1(SixFloats, new Message(3, new byte[16], 2), Contiguous(Extra, 24)));

        void Layout(string what, params Message[] messages) =>
            Add("H16", what, Dataset1([SixFloats, Floats(), .. messages]));
        Layout("nothing written", Contiguous(-1, 24));
        Layout("size too small", Contiguous(Extra, 20));
        Layout("size too large", Contiguous(Extra, 28));
        Layout("size of 2^63", Contiguous(Extra, long.MinValue));
        Layout("beyond the file", Contiguous(Extra + 8, 24));
        Layout("at 2^63", Contiguous(long.MinValue, 24));
        Layout("over the superblock", Contiguous(0, 24));
        Layout("over its own header", Contiguous(Dataset + 8, 24));
        Layout("over the names", Contiguous(Names, 24));
        Layout("compact, too small", Compact(new byte[20]));
        Layout("compact, size lies", Compact(new byte[24], 65535));
        Layout("compact, cut off", Compact(new byte[8], 24));
        Layout("filters on contiguous data", Contiguous(Extra, 24), Filters(1));
        Layout("layout version 1", new Message(8, [1, 1, 1, 0, .. new byte[24]]));
        Layout("layout class 9", new Message(8, [3, 9, .. new byte[24]]));
        Layout("cut off", new Message(8, [3, 1, .. new byte[8]]));
        Add("H10", "layout version 4", Dataset1(SixFloats, Floats(), new Message(8, [4, 2, .. new byte[24]])));

        var whole = new byte[24];
        var one = ChunkNode(0, (24, 0, 0, Extra + NodeBytes));
        Layout("chunk of no length", Chunked(Extra, 0, 4));
        Layout("chunk of 2^32-1", Chunked(Extra, 0xffffffff, 4));
        Layout("chunk of too many axes", Chunked(Extra, 2, 3, 4));
        Layout("chunk of other elements", Chunked(Extra, 6, 8));
        Layout("chunks never written", Chunked(-1, 6, 4));
        Layout("tree beyond the file", Chunked(Extra, 6, 4));
        Add("H16", "missing chunk", Chunks(3, ChunkNode(0, (12, 0, 0, Extra + NodeBytes)), whole));
        Add("H16", "two chunks with one start",
            Chunks(3, ChunkNode(0, (12, 0, 0, Extra + NodeBytes), (12, 0, 0, Extra + NodeBytes + 12)), whole));
        Add("H16", "two chunks with one address",
            Chunks(3, ChunkNode(0, (12, 0, 0, Extra + NodeBytes), (12, 0, 3, Extra + NodeBytes)), whole));
        Add("H16", "chunks out of order",
            Chunks(3, ChunkNode(0, (12, 0, 3, Extra + NodeBytes), (12, 0, 0, Extra + NodeBytes + 12)), whole));
        Add("H16", "chunk outside the dataset",
            Chunks(3, ChunkNode(0, (12, 0, 0, Extra + NodeBytes), (12, 0, 6, Extra + NodeBytes + 12)), whole));
        Add("H16", "chunk at a negative start",
            Chunks(3, ChunkNode(0, (12, 0, -3, Extra + NodeBytes), (12, 0, 0, Extra + NodeBytes + 12)), whole));
        Add("H16", "chunk between the others",
            Chunks(3, ChunkNode(0, (12, 0, 0, Extra + NodeBytes), (12, 0, 1, Extra + NodeBytes + 12)), whole));
        Add("H16", "chunk beyond the file", Chunks(6, ChunkNode(0, (24, 0, 0, Extra + NodeBytes + 8)), whole));
        Add("H16", "chunk of another size", Chunks(6, ChunkNode(0, (20, 0, 0, Extra + NodeBytes)), whole));
        Add("H16", "tree of chunks is its own child", Chunks(6, ChunkNode(1, (24, 0, 0, Extra)), whole));
        Add("H16", "tree of chunks of 65 children", Chunks(6, Patch(one, (6, 2, 65)), whole));
        Add("H16", "tree of links for chunks", Chunks(6, Patch(one, (4, 1, 0)), whole));
        Add("H16", "level of chunks wrong", Chunks(6, Patch(one, (5, 1, 9)), whole));
        Add("H16", "filter mask without filters", Chunks(6, ChunkNode(0, (24, 1, 0, Extra + NodeBytes)), whole));
        foreach (var id in new[] { 0, 4, 5, 6, 32000, 32015 })
            Add("H16", $"filter {id}", Chunks(6, one, whole, Filters(id)));
        Add("H16", "255 filters", Chunks(6, one, whole, Filters([.. Enumerable.Repeat(2, 60)])));
        Add("H16", "filter twice", Chunks(6, one, whole, Filters(2, 2)));
        Add("H16", "filters cut off",
            Chunks(6, one, whole, new Message(11, [1, 2, 0, 0, 0, 0, 0, 0, 2, 0, 200, 0, 0, 0, 50, 0])));
        Add("H16", "not gzip", Chunks(6, one, whole, Filters(1)));
        var bomb = Deflate(new byte[1 << 20]);
        Add("H16", "gzip bomb",
            Chunks(6, ChunkNode(0, ((uint)bomb.Length, 0, 0, Extra + NodeBytes)), bomb, Filters(1)));
        var wide = Deflate(new byte[16 << 20]);
        var tree = 24 + 32 + 64 * 40;
        (uint, uint, long, long)[] wides = [.. Enumerable.Range(0, 20)
            .Select(i => ((uint)wide.Length, 0u, (long)i, (long)(Extra + tree + i * wide.Length)))];
        Add("H16", "chunks far wider than the dataset",
            With([Space(20, 1), Floats(), Chunked(Extra, 1, 4 << 20, 4), Filters(1)],
                [.. ChunkNode(0, 2, wides), .. Enumerable.Repeat(wide, 20).SelectMany(bytes => bytes)]));
        var little = Deflate(new byte[1000]);
        Add("H16", "chunk too small for its claim",
            With([Space(1 << 20), Floats(), Chunked(Extra, 1 << 20, 4), Filters(1)],
                [.. ChunkNode(0, ((uint)little.Length, 0, 0, Extra + NodeBytes)), .. little]));
        var small = Deflate(new byte[20]);
        Add("H16", "gzip of too few bytes",
            Chunks(6, ChunkNode(0, ((uint)small.Length, 0, 0, Extra + NodeBytes)), small, Filters(1)));
        byte[] followed = [.. Deflate(whole), 1, 2, 3, 4, 5, 6, 7, 8];
        Add("H16", "bytes after gzip",
            Chunks(6, ChunkNode(0, ((uint)followed.Length, 0, 0, Extra + NodeBytes)), followed, Filters(1)));
        Add("H16", "checksum wrong",
            Chunks(6, ChunkNode(0, (28, 0, 0, Extra + NodeBytes)), [.. whole, 1, 2, 3, 4], Filters(3)));
        Add("H16", "checksum missing", Chunks(6, ChunkNode(0, (3, 0, 0, Extra + NodeBytes)), whole, Filters(3)));
        Add("H16", "filter skipped by a mask",
            Chunks(6, ChunkNode(0, (28, 1, 0, Extra + NodeBytes)), [.. whole, 1, 2, 3, 4], Filters(3)));

        void Attr(string what, byte[] data) =>
            Add("H17", what, Dataset1(SixFloats, Floats(), Contiguous(Extra, 24), new Message(12, data)));
        byte[] attribute = Attribute("a", FloatType, Space(2), new byte[8]).Data;
        Attr("cut off", attribute[..4]);
        Attr("version 0", Patch(attribute, (0, 1, 0)));
        Attr("version 9", Patch(attribute, (0, 1, 9)));
        Attr("shared type", Patch(attribute, (1, 1, 1)));
        Attr("name of 65535 bytes", Patch(attribute, (2, 2, 65535)));
        Attr("name of no bytes", Patch(attribute, (2, 2, 0)));
        Attr("name without an end", Patch(attribute, (10, 1, 'x')));
        Attr("type of 65535 bytes", Patch(attribute, (4, 2, 65535)));
        Attr("values cut off", Attribute("a", FloatType, Space(1000), new byte[8]).Data);
        Attr("name of invalid UTF-8", Patch(attribute, (9, 1, 0xff)));
        Add("H17", "attribute twice",
            Dataset1(SixFloats, Floats(), Contiguous(Extra, 24), new Message(12, attribute),
                new Message(12, attribute)));
        Add("H15", "attribute of compounds",
            Dataset1(SixFloats, Floats(), Contiguous(Extra, 24),
                Attribute("a", [0x16, 0, 0, 0, 4, 0, 0, 0, .. new byte[8]], Space(1), new byte[8])));
        foreach (var (rule, what, bytes) in HostileHeaps.Files()) Add(rule, what, bytes);
        return files;
    }

    public static TheoryData<string, byte[]> Texts()
    {
        var heap = TextHeap("hello"u8.ToArray());
        return new()
        {
            { "text of 4 GiB", TextFile(Reference(uint.MaxValue, Extra, 1), heap) },
            { "text longer than the heap has", TextFile(Reference(6, Extra, 1), heap) },
            { "text that is not in the heap", TextFile(Reference(5, Extra, 2), heap) },
            { "text with a negative index", TextFile(Reference(5, Extra, -1), heap) },
            { "heap beyond the file", TextFile(Reference(5, 1 << 30, 1), heap) },
            { "heap at a negative address", TextFile(Reference(5, -9, 1), heap) },
            { "heap over the header", TextFile(Reference(5, Root, 1), heap) },
            { "heap of 2^63 bytes", TextFile(Reference(5, Extra, 1), Patch(heap, (8, 8, long.MinValue))) },
            { "heap larger than the file", TextFile(Reference(5, Extra, 1), Patch(heap, (8, 8, 1 << 20))) },
            { "heap of no bytes", TextFile(Reference(5, Extra, 1), Patch(heap, (8, 8, 0))) },
            { "text of 2^63 bytes in the heap", TextFile(Reference(5, Extra, 1), Patch(heap, (24, 8, long.MinValue))) },
            { "text beyond its heap", TextFile(Reference(5, Extra, 1), Patch(heap, (24, 8, 4000))) },
            { "one index twice",
                TextFile(Reference(5, Extra, 1),
                    Patch(TextHeap("hello"u8.ToArray(), "again"u8.ToArray()), (40, 2, 1))) },
            { "text of invalid UTF-8", TextFile(Reference(2, Extra, 1), TextHeap([0xc3, 0x28])) },
        };
    }

    public static byte[] TextFile(byte[] reference, byte[] heap) =>
        With([SixFloats, Floats(), Compact(new byte[24])], heap,
            [Attribute(TextName, VariableString, Space(), reference)]);
}
