using System.Diagnostics;
using System.Globalization;

namespace Valence.Formats.Tests;

public sealed class Hdf5WriterTests
{
    private static Hdf5Writer Sample()
    {
        var file = new Hdf5Writer();
        var root = file.Root;
        root.SetAttribute("keras_version", "3.15.1");
        root.SetAttribute("naïve", "été 😀");
        root.SetAttribute("vlen", ["x", "longer", ""]);
        root.SetFixedAttribute("fixed", ["a", "bcd", ""]);
        root.SetAttribute("none", []);
        root.SetAttribute("integer", 7L);
        root.SetAttribute("number", 1.5);
        root.Group("layers/dense/vars").SetAttribute("name", "dense");
        root.Add("layers/dense/vars/0", Tensor.From([1f, 2, 3, 4, 5, float.NaN], [3, 2]));
        root.Add("layers/dense/vars/1", Tensor.From([0.5f, -0.5f]));
        root.Group("layers/dropout/vars");
        root.Add<long>("optimizer/vars/0", [], [12345678901L]);
        root.Add("ids", Tensor.From([1, -2, 3]));
        root.Add("empty", new Tensor([0, 3]));
        root.Add<byte>("bytes", [3], [1, 2, 255]);
        root.Add<uint>("seed", [2], [1, uint.MaxValue]);
        root.Add<double>("doubles", [1, 1], [0.1]);
        root.Add("0/é", Tensor.From([9f]));
        return file;
    }

    [Fact]
    public void Everything_written_is_read_again()
    {
        var root = Hdf5File.Open(Sample().ToBytes(), new("sample.h5")).Root;
        Assert.Equal("3.15.1", root.Attribute("keras_version").ReadString());
        Assert.Equal("été 😀", root.Attribute("naïve").ReadString());
        Assert.Equal(["x", "longer", ""], root.Attribute("vlen").ReadStrings());
        Assert.Equal(["a", "bcd", ""], root.Attribute("fixed").ReadStrings());
        Assert.Empty(root.Attribute("none").ReadStrings());
        Assert.Equal(7, root.Attribute("integer").ReadLong());
        Assert.Equal([1.5], root.Attribute("number").ReadDoubles());
        Assert.Equal("dense", root.Group("layers/dense/vars").Attribute("name").ReadString());
        Assert.Equal([1f, 2, 3, 4, 5, float.NaN], root.Dataset("layers/dense/vars/0").ReadFloats([3, 2]));
        Assert.Equal([0.5f, -0.5f], root.Dataset("layers/dense/vars/1").ReadFloats([2]));
        Assert.Empty(root.Group("layers/dropout/vars").Datasets);
        var iteration = new long[1];
        root.Dataset("optimizer/vars/0").Read(iteration);
        Assert.Equal([12345678901L], iteration);
        Assert.Equal([1, -2, 3], root.Dataset("ids").ReadTensor([3]).Ints.ToArray());
        Assert.Equal([0L, 3], root.Dataset("empty").Shape);
        var seed = new long[2];
        root.Dataset("seed").Read(seed);
        Assert.Equal([1L, uint.MaxValue], seed);
        Assert.Equal([9f], root.Dataset("0/é").ReadFloats([1]));
        Assert.Equal(["bytes", "doubles", "empty", "ids", "seed"], root.Datasets.Keys);
        Assert.Equal(["0", "layers", "optimizer"], root.Groups.Keys);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(700)]
    [InlineData(9000)]
    public void Groups_of_any_size_are_read_again(int count)
    {
        var file = new Hdf5Writer();
        for (var i = 0; i < count; i++)
            file.Root.Add(i.ToString(CultureInfo.InvariantCulture), Tensor.From([(float)i]));
        var root = Hdf5File.Open(file.ToBytes(), new("many.h5")).Root;
        Assert.Equal(count, root.Datasets.Count);
        for (var i = 0; i < count; i++)
            Assert.Equal([(float)i], root.Dataset(i.ToString(CultureInfo.InvariantCulture)).ReadFloats([1]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4048)]
    [InlineData(4056)]
    [InlineData(4064)]
    [InlineData(4072)]
    [InlineData(5000)]
    [InlineData(200_000)]
    public void Texts_of_any_length_are_read_again(int length)
    {
        var file = new Hdf5Writer();
        var texts = new[] { "short", new string('x', length), "", "é", new string('y', length) };
        file.Root.SetAttribute("texts", texts);
        for (var i = 0; i < 300; i++) file.Root.Group($"g{i}").SetAttribute("name", $"layer number {i}");
        var root = Hdf5File.Open(file.ToBytes(), new("texts.h5")).Root;
        Assert.Equal(texts, root.Attribute("texts").ReadStrings());
        for (var i = 0; i < 300; i++)
            Assert.Equal($"layer number {i}", root.Group($"g{i}").Attribute("name").ReadString());
    }

    [Fact]
    public void The_same_content_gives_the_same_bytes_however_often_it_is_written()
    {
        var file = Sample();
        Assert.Equal(file.ToBytes(), file.ToBytes());
        Assert.Equal(file.ToBytes(), Sample().ToBytes());
    }

    [Fact]
    public void A_copy_of_every_Keras_file_has_the_same_content()
    {
        foreach (var path in Directory.GetFiles(Golden.Path("models"), "*.h5"))
        {
            var original = Hdf5File.Open(path).Root;
            var copy = new Hdf5Writer();
            Copy(original, copy.Root);
            var read = Hdf5File.Open(copy.ToBytes(), new("copy.h5")).Root;
            Assert.Equal(Hdf5GoldenTests.Groups(original).Select(group => group.Path), Hdf5GoldenTests.Groups(read)
                .Select(group => group.Path));
            foreach (var dataset in Hdf5GoldenTests.Datasets(original))
            {
                var again = read.Dataset(dataset.Path[1..]);
                Assert.Equal(dataset.Shape, again.Shape);
                double[] expected = new double[dataset.Count], found = new double[again.Count];
                dataset.Read(expected);
                again.Read(found);
                Assert.Equal(expected, found);
            }
        }
    }

    private static void Copy(Hdf5Group from, Hdf5GroupWriter to)
    {
        foreach (var (name, attribute) in from.Attributes)
            if (attribute.Type.Kind == Hdf5Kind.VariableString) to.SetAttribute(name, attribute.ReadStrings());
        foreach (var (name, dataset) in from.Datasets)
        {
            long[] shape = [.. dataset.Shape];
            if (dataset.Type.Kind == Hdf5Kind.Float)
            {
                var values = new float[dataset.Count];
                dataset.Read(values);
                to.Add<float>(name, shape, values);
            }
            else
            {
                var values = new long[dataset.Count];
                dataset.Read(values);
                to.Add<long>(name, shape, values);
            }
        }
        foreach (var (name, group) in from.Groups) Copy(group, to.Group(name));
    }

    [Fact]
    public void A_text_of_bytes_is_written_and_read_as_it_is()
    {
        var file = new Hdf5Writer();
        ReadOnlyMemory<byte> text = "été 😀"u8.ToArray();
        file.Root.SetBytesAttribute("bytes", text);
        file.Root.SetBytesAttribute("none", ReadOnlyMemory<byte>.Empty);
        file.Root.SetFixedAttribute("fixed", ["été"]);
        file.Root.SetAttribute("two", ["a", "b"]);
        file.Root.SetAttribute("number", 1);
        Assert.Throws<ArgumentException>(() => file.Root.SetBytesAttribute("zero", new byte[1].AsMemory()));
        var root = Hdf5File.Open(file.ToBytes(), new("bytes")).Root;
        Assert.Equal(text.ToArray(), root.Attribute("bytes").ReadUtf8().ToArray());
        Assert.Equal("été"u8.ToArray(), root.Attribute("fixed").ReadUtf8().ToArray());
        Assert.True(root.Attribute("none").ReadUtf8().IsEmpty);
        Assert.Equal("été 😀", root.Attribute("bytes").ReadString());
        Refusal.Expect("H17", () => root.Attribute("two").ReadUtf8());
        Refusal.Expect("H20", () => root.Attribute("number").ReadUtf8());
    }

    [Fact]
    public void Unusable_names_and_contents_are_refused()
    {
        var root = new Hdf5Writer().Root;
        root.Add("a", Tensor.From([1f]));
        foreach (var name in new[] { "", "a", "a/b", ".", "b/..", "b//c", "b/", new string('x', 2000), "x\0y" })
            Assert.Throws<ArgumentException>(() => root.Add(name, Tensor.From([1f])));
        Assert.Throws<ArgumentException>(() => root.Group("a"));
        Assert.Throws<ArgumentException>(() => root.Add<float>("b", [2], [1f]));
        Assert.Throws<ArgumentException>(() => root.Add("b", Tensor.From(["text"])));
        Assert.Throws<NotSupportedException>(() => root.Add<short>("b", [1], [1]));
        root.SetAttribute("x", 1);
        Assert.Throws<ArgumentException>(() => root.SetAttribute("x", "again"));
        Assert.Throws<ArgumentException>(() => root.SetFixedAttribute("long", [new string('x', 70_000)]));
        Assert.Throws<ArgumentException>(() => root.SetAttribute("many", Enumerable.Repeat("x", 5000).ToList()));
        Assert.Throws<ArgumentException>(() => root.SetAttribute("zero", "ends in\0"));
    }

    [Fact]
    public void H5py_reads_what_we_write()
    {
        const string script = """
            import sys, h5py, numpy as np
            f = h5py.File(sys.argv[1], 'r')
            assert f.attrs['keras_version'] == '3.15.1' and f.attrs['naïve'] == 'été 😀', dict(f.attrs)
            assert list(f.attrs['vlen']) == ['x', 'longer', ''] and list(f.attrs['fixed']) == [b'a', b'bcd', b'']
            assert f.attrs['integer'] == 7 and f.attrs['number'] == 1.5 and len(f.attrs['none']) == 0
            assert f['layers/dense/vars'].attrs['name'] == 'dense' and len(f['layers/dropout/vars']) == 0
            np.testing.assert_array_equal(f['layers/dense/vars/0'][()], np.array([[1, 2], [3, 4], [5, np.nan]], 'f4'))
            assert f['layers/dense/vars/0'].dtype == np.dtype('<f4') and f['optimizer/vars/0'][()] == 12345678901
            assert f['empty'].shape == (0, 3) and list(f['seed'][()]) == [1, 4294967295] and list(f['ids'][()]) == [1, -2, 3]
            assert list(f['bytes'][()]) == [1, 2, 255] and f['doubles'][0, 0] == 0.1 and f['0/é'][0] == 9
            assert len(f['many']) == 700 and all(f['many'][str(i)][0] == i for i in range(700))
            f.close()
            f = h5py.File(sys.argv[1], 'a')
            for i in range(100): f['many'].create_dataset('new%d' % i, data=[i]); f.create_group('group%d' % i).attrs['x'] = 'text'
            del f['layers/dense']
            f.close()
            """;
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var file = Sample();
            for (var i = 0; i < 700; i++)
                file.Root.Add($"many/{i.ToString(CultureInfo.InvariantCulture)}", Tensor.From([(float)i]));
            var path = Path.Combine(folder.FullName, "sample.h5");
            file.Save(path);
            H5py.Run(script, path);
            var extended = Hdf5File.Open(path).Root;
            Assert.Equal(800, extended.Group("many").Datasets.Count);
            Assert.Equal("text", extended.Group("group99").Attribute("x").ReadString());
            Assert.Empty(extended.Group("layers").Groups.Keys.Except(["dropout"]));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
