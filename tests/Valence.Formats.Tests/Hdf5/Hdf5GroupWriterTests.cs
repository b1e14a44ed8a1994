using System.Diagnostics;
using System.Globalization;

namespace Valence.Formats.Tests;

/// <summary>Attributes as Keras' older files need them, read back here and, where Python is, by h5py.</summary>
public sealed class Hdf5GroupWriterTests
{
    private const int Most = 64_000 / 16;

    [Fact]
    public void Attributes_are_read_as_they_were_written()
    {
        var root = Hdf5File.Open(Sample().ToBytes(), new("attributes")).Root;
        Assert.Equal([0L], root.Attribute("empty").Shape);
        Assert.Empty(root.Attribute("empty").ReadStrings());
        Assert.Equal("{\"é\": 1}", root.Attribute("bytes").ReadString());
        Assert.Equal(["kernel", "", "bias"], root.Attribute("list").ReadStrings());
        Assert.Equal(["a", "bcd"], root.Attribute("fixed").ReadStrings());
        Assert.Equal("", root.Attribute("nothing").ReadString());
        for (var i = 0; i < 500; i++)
            Assert.Equal($"text {i}", root.Group("many").Attribute($"attribute{i}").ReadString());
        Assert.Equal(500, root.Group("many").Attributes.Count);
        Assert.Equal(Enumerable.Range(0, Most).Select(Number), root.Group("most").Attribute("names").ReadStrings());
    }

    [Fact]
    public void An_attribute_beyond_64_kB_is_refused_by_its_size_and_fits_when_it_is_split()
    {
        var names = Enumerable.Range(0, Most + 1).Select(Number).ToList();
        var root = new Hdf5Writer().Root;
        Assert.Contains("Split it",
            Assert.Throws<ArgumentException>(() => root.SetBytesAttribute("names", names)).Message);
        Assert.Contains("Split it",
            Assert.Throws<ArgumentException>(() => root.SetFixedAttribute("names", [new string('x', 64_001)])).Message);
        var file = new Hdf5Writer();
        file.Root.SetBytesAttribute("names0", names[..Most]);
        file.Root.SetBytesAttribute("names1", names[Most..]);
        var read = Hdf5File.Open(file.ToBytes(), new("split")).Root;
        Assert.Equal(names, [.. read.Attribute("names0").ReadStrings(), .. read.Attribute("names1").ReadStrings()]);
    }

    [Fact]
    public void One_text_may_be_longer_than_an_attribute_since_a_heap_keeps_it()
    {
        var file = new Hdf5Writer();
        file.Root.SetBytesAttribute("model_config", new string('x', 1_000_000));
        Assert.Equal(1_000_000, Hdf5File.Open(file.ToBytes(), new("long")).Root.Attribute("model_config")
            .ReadString().Length);
    }

    [Fact]
    public void H5py_reads_the_attributes()
    {
        const string script = """
            import sys, h5py
            f = h5py.File(sys.argv[1], 'r')
            text = lambda v: v.decode() if isinstance(v, bytes) else v
            assert f.attrs['empty'].shape == (0,), f.attrs['empty']
            assert text(f.attrs['bytes']) == '{"é": 1}', f.attrs['bytes']
            assert [text(v) for v in f.attrs['list']] == ['kernel', '', 'bias'] and text(f.attrs['nothing']) == ''
            assert list(f.attrs['fixed']) == [b'a', b'bcd']
            assert len(f['many'].attrs) == 500 and all(text(f['many'].attrs['attribute%d' % i]) == 'text %d' % i for i in range(500))
            names = [text(v) for v in f['most'].attrs['names']]
            assert len(names) == 4000 and names[3999] == '3999'
            """;
        var python = new[] { "/usr/bin/python3", "/usr/bin/python" }.FirstOrDefault(File.Exists);
        if (python is null || Run(python, "-c", "import h5py") != 0)
            Assert.Skip("Python with h5py is not installed here.");
        var path = Path.GetTempFileName();
        try
        {
            Sample().Save(path);
            Assert.Equal(0, Run(python, "-c", script, path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static Hdf5Writer Sample()
    {
        var file = new Hdf5Writer();
        file.Root.SetEmptyAttribute("empty");
        file.Root.SetBytesAttribute("bytes", "{\"é\": 1}");
        file.Root.SetBytesAttribute("list", ["kernel", "", "bias"]);
        file.Root.SetBytesAttribute("nothing", "");
        file.Root.SetFixedAttribute("fixed", ["a", "bcd"]);
        for (var i = 0; i < 500; i++) file.Root.Group("many").SetBytesAttribute($"attribute{i}", $"text {i}");
        file.Root.Group("most").SetBytesAttribute("names", [.. Enumerable.Range(0, Most).Select(Number)]);
        return file;
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static int Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(
            program, arguments)
        { RedirectStandardError = true, Environment = { ["PYTHONUTF8"] = "1" } })!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        TestContext.Current.TestOutputHelper?.WriteLine(errors);
        return process.ExitCode;
    }
}
