using System.Text.Json;

namespace Valence.Formats.Tests;

public sealed class Hdf5GoldenTests
{
    public static TheoryData<string> OldFormat =>
        ["h5_plain", "h5_v110", "h5_chunked", "h5_gzip", "h5_shuffle_gzip", "h5_fletcher", "h5_resizable"];

    public static TheoryData<string> NewFormat => ["h5_latest", "h5_latest_gzip", "h5_latest_resizable"];

    private static readonly string[] Arrays =
        ["f4", "f4_big", "f2", "f8", "i8", "i4", "u1", "scalar", "empty", "large"];

    [Theory]
    [MemberData(nameof(OldFormat))]
    public void Arrays_of_every_layout_and_type_equal_NumPys(string name)
    {
        var file = Hdf5File.Open(Golden.Path("files", name + ".h5"));
        var expected = Npz.Load(Golden.Path("files", "h5.npz"));
        Assert.Equal(Arrays.Order(StringComparer.Ordinal), file.Root.Groups["layers"].Groups.Keys);
        foreach (var array in Arrays)
        {
            var dataset = file.Root.Dataset($"layers/{array}/vars/0");
            Assert.Equal($"/layers/{array}/vars/0", dataset.Path);
            Assert.Equal(expected[array].Shape, dataset.Shape);
            Assert.Equal(expected[array].Type.IsBigEndian, dataset.Type.IsBigEndian);
            var values = new double[dataset.Count];
            dataset.Read(values);
            Assert.Equal(expected[array].ToDoubles(), values);
            var tensor = dataset.ReadTensor(expected[array].ToTensor().Shape);
            Assert.Equal(expected[array].ToTensor().Type, tensor.Type);
            Assert.Equal(array, file.Root.Group($"layers/{array}/vars").Attribute("name").ReadString());
        }
    }

    [Theory]
    [MemberData(nameof(OldFormat))]
    public void Attributes_of_every_kind_are_read(string name)
    {
        var root = Hdf5File.Open(Golden.Path("files", name + ".h5")).Root;
        Assert.Equal("ascii", root.Attribute("bytes").ReadString());
        Assert.Equal("naïve", root.Attribute("text").ReadString());
        Assert.Equal(["a", "bcd", "ef"], root.Attribute("names").ReadStrings());
        Assert.Equal(["x", "longer", ""], root.Attribute("vlen").ReadStrings());
        Assert.Equal([1.5, 2.5], root.Attribute("numbers").ReadDoubles());
        Assert.Equal(Hdf5Kind.VariableString, root.Attribute("text").Type.Kind);
        Assert.Equal([3L], root.Attribute("names").Shape);
        Refusal.Expect("H17", () => root.Attribute("names").ReadString());
        Refusal.Expect("H20", () => root.Attribute("numbers").ReadStrings());
        Refusal.Expect("H19", () => root.Attribute("missing").ReadString());
    }

    [Theory]
    [MemberData(nameof(NewFormat))]
    public void Files_of_the_newer_format_are_refused_with_the_way_to_save_them_again(string name)
    {
        var refusal = Refusal.Expect("H02", () => Hdf5File.Open(Golden.Path("files", name + ".h5")));
        Assert.Contains("libver", refusal.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void Seven_hundred_datasets_and_split_attributes_are_read()
    {
        var weights = Hdf5File.Open(Golden.Path("files", "h5_many.h5")).Root.Group("model_weights");
        using var index = JsonDocument.Parse(File.ReadAllBytes(Golden.Path("files", "files.json")));
        var expected = index.RootElement.GetProperty("h5_many");
        var names = new List<string>();
        for (var part = 0; weights.Attributes.TryGetValue($"layer_names{part}", out var attribute); part++)
            names.AddRange(attribute.ReadStrings());
        Assert.Equal(expected.GetProperty("names").GetInt32(), names.Count);
        Assert.Equal(expected.GetProperty("first").GetString(), names[0]);
        Assert.Equal(expected.GetProperty("last").GetString(), names[^1]);
        Assert.Equal(expected.GetProperty("datasets").GetInt32(), Datasets(weights).Count());
    }

    [Fact]
    public void Every_Keras_file_is_read_to_the_last_element()
    {
        var files = Directory.GetFiles(Golden.Path(), "*.h5", SearchOption.AllDirectories)
            .Where(path => !path.Contains("h5_latest", StringComparison.Ordinal))
            .Select(path => (Path: path, Bytes: new ReadOnlyMemory<byte>(File.ReadAllBytes(path))))
            .Concat(Directory.GetFiles(Golden.Path(), "*.keras", SearchOption.AllDirectories)
                .Select(path => (Path: path, Bytes: ZipReader.Open(path).Read("model.weights.h5"))))
            .ToList();
        Assert.True(files.Count > 150, $"only {files.Count} files");
        var count = 0L;
        foreach (var (path, bytes) in files)
        {
            var root = Hdf5File.Open(bytes, new(path)).Root;
            foreach (var dataset in Datasets(root)) count += Use(dataset);
            foreach (var attribute in Groups(root).SelectMany(group => group.Attributes.Values)) Use(attribute);
        }
        Assert.True(count > 100_000, $"only {count} elements");
    }

    [Theory]
    [InlineData("keras2_lstm")]
    [InlineData("keras2_bilstm")]
    [InlineData("keras2_cnn_lstm")]
    [InlineData("keras2_gru_bn")]
    [InlineData("keras2_functional")]
    public void Weights_of_Keras_2_equal_the_reference_arrays(string name)
    {
        using var index = JsonDocument.Parse(File.ReadAllBytes(Golden.Path("files", "files.json")));
        var names = index.RootElement.GetProperty(name).GetProperty("weights").EnumerateArray()
            .Select(item => item.GetString() ?? "").ToList();
        var arrays = Npz.Load(Golden.Path("files", name + ".npz"));
        var weights = Hdf5File.Open(Golden.Path("files", name + ".h5")).Root.Group("model_weights");
        var found = new List<Hdf5Dataset>();
        foreach (var layer in weights.Attribute("layer_names").ReadStrings())
            foreach (var weight in weights.Group(layer).Attribute("weight_names").ReadStrings())
                found.Add(weights.Group(layer).Dataset(weight));
        Assert.Equal(names.Count, found.Count);
        for (var i = 0; i < names.Count; i++)
        {
            Assert.EndsWith(names[i], found[i].Path, StringComparison.Ordinal);
            var expected = arrays[$"w.{i}"].ToTensor();
            Assert.Equal(expected.Floats.ToArray(), found[i].ReadFloats(expected.Shape));
        }
    }

    [Fact]
    public void A_dataset_of_another_shape_or_type_is_refused()
    {
        var root = Hdf5File.Open(Golden.Path("files", "h5_plain.h5")).Root;
        Refusal.Expect("H21", () => root.Dataset("layers/f4/vars/0").ReadFloats([5, 37]));
        Refusal.Expect("H21", () => root.Dataset("layers/f4/vars/0").ReadFloats([185]));
        Refusal.Expect("H20", () => root.Dataset("layers/i4/vars/0").ReadFloats([7]));
        Refusal.Expect("H20", () => root.Dataset("layers/i4/vars/0").ReadStrings());
        Refusal.Expect("H18", () => root.Dataset("layers/f4/vars"));
        Refusal.Expect("H18", () => root.Group("layers/f4/vars/0"));
        Refusal.Expect("H19", () => root.Dataset("layers/f4/vars/1"));
        Refusal.Expect("H19", () => root.Dataset("layers/f4/vars/0 "));
        Refusal.Expect("H19", () => root.Group("layers/../layers"));
    }

    internal static IEnumerable<Hdf5Group> Groups(Hdf5Group group) =>
        group.Groups.Values.SelectMany(Groups).Prepend(group);

    internal static IEnumerable<Hdf5Dataset> Datasets(Hdf5Group group) =>
        Groups(group).SelectMany(each => each.Datasets.Values);

    internal static long Use(Hdf5Dataset dataset)
    {
        if (dataset.Type.Kind is Hdf5Kind.FixedString or Hdf5Kind.VariableString) return dataset.ReadStrings().Length;
        if (dataset.Count > int.MaxValue) return 0;
        // As a caller who knows the shape would; the elements first, so that a false count is found before room is made
        // for it.
        dataset.Read(dataset.Count <= 1 << 20 ? new double[dataset.Count] : []);
        foreach (var attribute in dataset.Attributes.Values) Use(attribute);
        return dataset.Count;
    }

    internal static void Use(Hdf5Attribute attribute)
    {
        if (attribute.Type.Kind is Hdf5Kind.FixedString or Hdf5Kind.VariableString) attribute.ReadStrings();
        else attribute.ReadDoubles();
    }
}
