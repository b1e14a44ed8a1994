using static Valence.Formats.Tests.CraftedHdf5;
using static Valence.Formats.Tests.HostileHdf5s;

namespace Valence.Formats.Tests;

/// <summary>HDF5 files that must be refused, by the families of attacks on weight files.</summary>
public sealed class HostileHdf5Tests
{
    [Theory]
    [MemberData(nameof(HostileHdf5s.Files), MemberType = typeof(HostileHdf5s))]
    public void Hostile_files_are_refused(string rule, string what, byte[] bytes) =>
        Refusal.Expect(rule, () => ReadAll(bytes, what));

    [Theory]
    [MemberData(nameof(HostileHdf5s.Texts), MemberType = typeof(HostileHdf5s))]
    public void Texts_that_lie_about_their_heap_are_refused(string what, byte[] bytes) =>
        Refusal.Expect("H17", () => ReadAll(bytes, what));

    [Fact]
    public void The_crafted_file_itself_is_read()
    {
        ReadAll(Good(), "good");
        Assert.Equal("hello",
            Hdf5File.Open(TextFile(Reference(5, Extra, 1), TextHeap("hello"u8.ToArray())), new("good")).Root.Attribute(
                TextName).ReadString());
        var content = Enumerable.Range(1, 6).SelectMany(i => BitConverter.GetBytes((float)i)).ToArray();
        var chunked = Chunks(4, ChunkNode(0, (16, 0, 0, Extra + NodeBytes), (16, 0, 4, Extra + NodeBytes + 16)),
            [.. content, .. new byte[8]]);
        Assert.Equal([1f, 2, 3, 4, 5, 6], Hdf5File.Open(chunked, new("good")).Root.Dataset("d").ReadFloats([6]));
        var packed = Deflate(content);
        var deflated = Chunks(6, ChunkNode(0, ((uint)packed.Length, 0, 0, Extra + NodeBytes)), packed, Filters(1));
        Assert.Equal([1f, 2, 3, 4, 5, 6], Hdf5File.Open(deflated, new("good")).Root.Dataset("d").ReadFloats([6]));
        Assert.Equal([1f, 2, 3, 4, 5, 6],
            Hdf5File.Open(With([SixFloats, Floats(), Compact(content)]), new("good")).Root.Dataset("d")
                .ReadFloats([6]));
    }

    [Fact]
    public void The_crafted_heaps_themselves_are_read()
    {
        var group = Hdf5File.Open(CraftedHeap.Links(), new("links")).Root.Group("d");
        Assert.Equal(CraftedHeap.Known.Order(StringComparer.Ordinal), group.Datasets.Keys);
        var dataset = Hdf5File.Open(CraftedHeap.Attributes(), new("attributes")).Root.Dataset("d");
        Assert.Equal(CraftedHeap.Known, dataset.Attributes.Keys);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal([i], group.Dataset(CraftedHeap.Known[i]).ReadFloats([1]));
            Assert.Equal([i], dataset.Attributes[CraftedHeap.Known[i]].ReadDoubles());
        }
    }

    [Fact]
    public void Superblock_version_1_is_read()
    {
        // Four more bytes, the size of chunk trees' nodes, stand before the addresses; everything else stays in its
        // place.
        var good = Good();
        byte[] first = [.. good[..24], 32, 0, 0, 0, .. good[24..96]];
        var bytes = Patch(good, (Root, 8, 0));
        first.CopyTo(bytes, 0);
        Header(bytes, 3600, [new(0x11, [.. BitConverter.GetBytes((long)Tree), .. BitConverter.GetBytes((long)Heap)])]);
        bytes = Patch(bytes, (8, 1, 1), (68, 8, 3600));
        Assert.Equal([2L, 3], Hdf5File.Open(bytes, new("good")).Root.Dataset("d").Shape);
        Refusal.Expect("H02", () => Hdf5File.Open(Patch(bytes, (24, 2, 0)), new("no chunk size")));
    }

    [Fact]
    public void A_text_that_many_values_share_is_one_string()
    {
        var references = Enumerable.Repeat(Reference(5, Extra, 1), 60).SelectMany(bytes => bytes).ToArray();
        var texts = Hdf5File.Open(With([SixFloats, Floats(), Compact(new byte[24])], TextHeap("hello"u8.ToArray()),
            [Attribute("a", VariableString, Space(60), references)]), new("shared")).Root.Attribute("a").ReadStrings();
        Assert.All(texts, text => Assert.Same(texts[0], text));
    }

    [Fact]
    public void Groups_nest_no_deeper_than_the_limit()
    {
        var file = new Hdf5Writer();
        file.Root.Group(string.Join('/', Enumerable.Repeat("g", 65)));
        Refusal.Expect("H08", () => Hdf5File.Open(file.ToBytes(), new("deep")));
        Hdf5File.Open(file.ToBytes(), new("deep"), new Hdf5Limits { MaxDepth = 65 });
    }

    [Fact]
    public void Objects_are_counted_and_files_measured()
    {
        var file = new Hdf5Writer();
        for (var i = 0; i < 20; i++) file.Root.Group($"g{i}");
        Refusal.Expect("H08", () => Hdf5File.Open(file.ToBytes(), new("many"), new Hdf5Limits { MaxObjects = 19 }));
        Refusal.Expect("F03", () => Hdf5File.Open(file.ToBytes(), new("many"), new Hdf5Limits { MaxFileBytes = 1000 }));
        Refusal.Expect("H09", () => Hdf5File.Open(file.ToBytes(), new("many"), new Hdf5Limits { MaxNameBytes = 2 }));
    }

    [Fact]
    public void A_float64_beyond_float32_is_refused()
    {
        var file = new Hdf5Writer();
        file.Root.Add<double>("d", [1], [1e300]);
        Refusal.Expect("H23", () => Hdf5File.Open(file.ToBytes(), new("doubles")).Root.Dataset("d").ReadFloats([1]));
    }

    [Fact]
    public void Every_byte_and_every_number_may_be_extreme()
    {
        var good = Chunks(6, ChunkNode(0, (24, 0, 0, Extra + NodeBytes)), new byte[24]);
        long[] numbers = [0, 1, 8, 96, Extra, good.Length, int.MaxValue, uint.MaxValue, long.MaxValue, long.MinValue,
            -1];
        for (var at = 0; at < good.Length; at++)
        {
            foreach (var value in new[] { 0, 1, 2, 0x7f, 0x80, 0xff }) Try(Patch(good, (at, 1, value)));
            if (at % 8 == 0) foreach (var value in numbers) Try(Patch(good, (at, 8, value)));
        }

        static void Try(byte[] bytes)
        {
            try
            {
                ReadAll(bytes, "extreme");
            }
            catch (FileFormatException)
            {
            }
        }
    }

    [Fact]
    public void Mutated_files_of_ours_are_read_or_refused()
    {
        var file = new Hdf5Writer();
        file.Root.SetAttribute("text", ["a", "longer"]);
        file.Root.SetFixedAttribute("fixed", ["a", "bc"]);
        file.Root.Add("layers/dense/vars/0", Tensor.From([1f, 2, 3, 4], [2, 2]));
        for (var i = 0; i < 12; i++) file.Root.Add<long>($"v{i}", [], [i]);
        Mutation.Survives(file.ToBytes(), bytes => ReadAll(bytes, "mutated"));
    }

    [Fact]
    public void Mutated_files_with_chunks_are_read_or_refused()
    {
        var packed = Deflate(new byte[24]);
        var sum = BitConverter.GetBytes(Hdf5Filters.Checksum(packed));
        byte[] stored = [.. packed, .. sum];
        Mutation.Survives(Chunks(6, ChunkNode(0, ((uint)stored.Length, 0, 0, Extra + NodeBytes)), stored,
            Filters(2, 1, 3)), bytes => ReadAll(bytes, "mutated"));
    }

    [Theory]
    [InlineData("h5_shuffle_gzip.h5")]
    [InlineData("h5_resizable.h5")]
    [InlineData("keras2_lstm.h5")]
    public void Mutated_files_of_h5py_are_read_or_refused(string name) =>
        Mutation.Survives(File.ReadAllBytes(Golden.Path("files", name)), bytes => ReadAll(bytes, "mutated"),
            Mutation.Count / 5);

    private static void ReadAll(byte[] bytes, string what)
    {
        var root = Hdf5File.Open(bytes, new(what)).Root;
        foreach (var dataset in Hdf5GoldenTests.Datasets(root)) Hdf5GoldenTests.Use(dataset);
        foreach (var attribute in Hdf5GoldenTests.Groups(root).SelectMany(group => group.Attributes.Values))
            Hdf5GoldenTests.Use(attribute);
    }
}
