using System.Text.Json;

namespace Valence.Formats.Tests;

/// <summary>Groups and attributes of the newer kind: few in an object's header, many in a heap.</summary>
public sealed class NewerHdf5Tests
{
    // Names in many scripts and lengths, numbers of links and attributes around every threshold, and deletions that
    // leave gaps; what h5py then lists is written beside each file.
    private const string Random = """
        import sys, json, random, h5py, numpy as np
        letters = ['abcxyz_0189', 'éüßñçøåæ', '日本語漢字', '😀😁🎉', 'a é日😀']
        def name(r, i):
            long = r.random() < .03
            length = r.randint(100, 230) if long else r.choice([1, 3, 9])
            text = ''.join(r.choice(r.choice(letters)) for _ in range(length))
            return text.strip() + '-' + str(i)
        def fill(group, r, links, attributes, few):
            made = [name(r, i) for i in range(links)]
            for i, key in enumerate(made):
                if r.random() < .5: group[key] = np.float32(i)
                else: group.create_group(key)
            named = [name(r, i) for i in range(attributes)]
            for i, key in enumerate(named):
                group.attrs[key] = np.arange(r.choice([1, 2, 30] if few else [1, 600, 9000]) if i % 9 == 0 else 1) + i
            gone = r.choice([0, 0, .2, .6, .95])
            for keys, where in ((made, group), (named, group.attrs)):
                for key in keys:
                    if r.random() < gone: del where[key]
            for i in range(r.choice([0, 3, 20])):
                group['ü' + str(i)] = np.float32(-i)
                group.attrs['ü' + str(i)] = -i
        def list_all(at, item, to):
            for key, value in item.attrs.items(): to[at + '@' + key] = np.asarray(value, 'f8').ravel().tolist()
            if isinstance(item, h5py.Dataset): to[at] = [float(item[()])]
            else:
                to[at] = []
                for key in item: list_all(at + '/' + key, item[key], to)
        for seed in range(int(sys.argv[2])):
            r = random.Random(seed)
            path = '%s/%d.h5' % (sys.argv[1], seed)
            root, inner = r.random() < .4, r.random() < .5
            count = 5000 if seed % 30 == 7 else r.choice([1, 7, 8, 9, 10, 40, 130, 400])
            with h5py.File(path, 'w', track_order=root) as f:
                fill(f, r, r.choice([0, 8, 9, 30]), r.choice([0, 8, 9, 30]), not root)
                group = f.create_group('inner é', track_order=inner)
                fill(group, r, count, count if inner else min(count, 400), not inner)
            found = {}
            with h5py.File(path, 'r') as f: list_all('', f, found)
            json.dump(found, open(path + '.json', 'w'))
        """;

    [Fact]
    public void Files_of_h5py_with_any_number_of_links_and_attributes_say_the_same()
    {
        const int count = 24;
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            H5py.Run(Random, folder.FullName, $"{count}");
            for (var i = 0; i < count; i++)
            {
                var path = Path.Combine(folder.FullName, $"{i}.h5");
                var expected =
                    JsonSerializer.Deserialize<Dictionary<string, double[]>>(File.ReadAllText(path + ".json"))!;
                var found = new Dictionary<string, double[]>();
                List("", Hdf5File.Open(path).Root, found);
                Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), found.Keys.Order(StringComparer.Ordinal));
                foreach (var (key, values) in expected) Assert.Equal(values, found[key]);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Changed_files_of_h5py_are_read_or_refused()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            H5py.Run(Random, folder.FullName, "6");
            for (var i = 0; i < 6; i++)
                Mutation.Survives(File.ReadAllBytes(Path.Combine(folder.FullName, $"{i}.h5")), ReadAll, 500);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Heaps_that_lie_under_right_checksums_are_read_or_refused()
    {
        long[] numbers = [0, 1, 2, 3, 7, 8, 255, 256, 512, 65535, CraftedHeap.Heap, CraftedHeap.Inner,
            CraftedHeap.Leaf0, CraftedHeap.Block1, int.MaxValue, uint.MaxValue, 1L << 40, long.MaxValue, -1];
        int[] places = [CraftedHeap.Heap, CraftedHeap.Rows, CraftedHeap.Block0, CraftedHeap.Block1, CraftedHeap.Names,
            CraftedHeap.Inner, CraftedHeap.Leaf0, CraftedHeap.Leaf1, CraftedHeap.Order, CraftedHeap.OrderLeaf];
        var random = new System.Random(1);
        for (var i = 0; i < Mutation.Count / 2; i++)
        {
            var edits = new (int, int, long)[random.Next(1, 4)];
            for (var k = 0; k < edits.Length; k++)
                edits[k] = (places[random.Next(places.Length)] + random.Next(random.Next(2) == 0 ? 150 : 40),
                    1 << random.Next(4), numbers[random.Next(numbers.Length)]);
            foreach (var bytes in new[] { CraftedHeap.Links(edits), CraftedHeap.Attributes(edits) })
            {
                var before = GC.GetAllocatedBytesForCurrentThread();
                try
                {
                    ReadAll(bytes);
                }
                catch (FileFormatException)
                {
                }
                Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
            }
        }
    }

    [Theory]
    [InlineData("", 0xdeadbeef)]
    [InlineData("Four score and seven years ago", 0x17770551)]
    public void The_checksum_is_lookup3(string text, uint expected) =>
        Assert.Equal(expected, Hdf5Checksum.Of(System.Text.Encoding.ASCII.GetBytes(text)));

    private static void ReadAll(byte[] bytes) => List("", Hdf5File.Open(bytes, new("changed")).Root, []);

    private static void List(string at, Hdf5Group group, Dictionary<string, double[]> to)
    {
        to.Add(at, []);
        foreach (var (name, attribute) in group.Attributes) to.Add($"{at}@{name}", attribute.ReadDoubles());
        foreach (var (name, dataset) in group.Datasets)
        {
            var values = new double[dataset.Count];
            dataset.Read(values);
            to.Add($"{at}/{name}", values);
            foreach (var (key, attribute) in dataset.Attributes) to.Add($"{at}/{name}@{key}", attribute.ReadDoubles());
        }
        foreach (var (name, child) in group.Groups) List($"{at}/{name}", child, to);
    }
}
