using System.Text;
using Valence.Formats;
using Valence.Layers;
using Valence.Models;
using Valence.Saving;

namespace Valence.Tests.Saving;

/// <summary>Weights in safetensors and npz files, and files that are told by their content.</summary>
public sealed class NamedWeightsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("valence-named-").FullName;

    public static TheoryData<string> Forms => ["m.safetensors", "m.npz"];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Forms))]
    public void Every_weight_comes_back_with_its_bits(string form)
    {
        foreach (var make in (Func<Model>[])[ModelFiles.Text, ModelFiles.Graph])
        {
            var (model, other) = (make(), make());
            foreach (var weight in model.GetWeights().Zip(other.Layers.SelectMany(layer => layer.Weights)))
                weight.Second.Set(new(weight.First.Shape));
            model.SaveWeights(At(form));
            other.LoadWeights(At(form));
            Assert.Equal(model.GetWeights().SelectMany(weight => weight.Floats.ToArray()),
                other.GetWeights().SelectMany(weight => weight.Floats.ToArray()));
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Names_are_Keras_paths_of_the_variables(string form)
    {
        ModelFiles.Text().SaveWeights(At(form));
        Assert.Equal(
            ["dense/bias", "dense/kernel", "embedding/embeddings", "lstm/lstm_cell/bias", "lstm/lstm_cell/kernel",
                "lstm/lstm_cell/recurrent_kernel"],
            ModelFormats.Default.Inspect(At(form)).Arrays.Select(array => array.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_name_of_a_sequential_model_before_its_variables_is_skipped()
    {
        var model = ModelFiles.Text();
        model.SaveWeights(At("m.safetensors"));
        var file = Safetensors.Load(At("m.safetensors"));
        SafetensorsWriter.Save(At("p.safetensors"),
            file.Names.Reverse()
                .Select(name => new KeyValuePair<string, Tensor>($"sequential_7/{name}", file[name].ToTensor())));
        Assert.Equal(["embedding", "lstm", "dense"], ModelFiles.Text().LoadWeights(At("p.safetensors")).Loaded);
    }

    [Fact]
    public void Two_layers_of_one_name_are_told_apart()
    {
        static Sequential Twin(string name) =>
            new(new InputLayer([-1, 3]), new Dense(3) { Name = "same" }) { Name = name };
        static Functional Make(ulong seed)
        {
            var x = Keras.Input([3], name: "x");
            var model = new Functional(x, Twin("twin").Call(Twin("TWIN").Call(x))) { Seed = seed };
            model.BuildFor([-1, 3]);
            return model;
        }
        var model = Make(1);
        model.SaveWeights(At("m.npz"));
        var other = Make(2);
        other.LoadWeights(At("m.npz"));
        Assert.Equal(model.Predict(Tensor.From([1f, 2f, 3f], [1, 3])).Floats,
            other.Predict(Tensor.From([1f, 2f, 3f], [1, 3])).Floats);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void A_tensor_too_few_too_many_or_of_another_shape_is_refused_and_nothing_changes(string form)
    {
        var model = ModelFiles.Text();
        var before = model.GetWeights().SelectMany(weight => weight.Floats.ToArray()).ToArray();
        model.SaveWeights(At(form));
        var arrays = ModelFormats.Default.Of(ModelSource.OpenFile(At(form))).Arrays(ModelSource.OpenFile(At(form)))
            .ToDictionary(array => array.Name, array => array.Elements!());
        Refused("dense/bias", changed => changed.Remove("dense/bias"));
        Refused("extra", changed => changed.Add("extra", new([2])));
        Refused("[1, 3]", changed => changed["dense/kernel"] = new([1, 3]));
        Refused("floats", changed => changed["dense/bias"] = new([1], ElementType.Int32));
        Assert.Equal(before, model.GetWeights().SelectMany(weight => weight.Floats.ToArray()));

        void Refused(string word, Action<Dictionary<string, Tensor>> change)
        {
            var changed = new Dictionary<string, Tensor>(arrays);
            change(changed);
            using var stream = new MemoryStream();
            ModelFormats.Default.ForPath(form)!.WriteArrays(
                changed.Select(entry => new KeyValuePair<string, Tensor>(
                    entry.Key, entry.Value.Type == ElementType.Float32 ? Filled(entry.Value) : entry.Value)), stream);
            File.WriteAllBytes(At(form), stream.ToArray());
            var error = Assert.Throws<FileFormatException>(() => model.LoadWeights(At(form)));
            Assert.Contains(word, error.Message.Replace("(1, 3)", "[1, 3]"));
        }

        static Tensor Filled(Tensor like)
        {
            var filled = like.Copy();
            filled.Change<float>().Fill(0.5f);
            return filled;
        }
    }

    [Theory]
    [InlineData("a.keras", "Keras model")]
    [InlineData("a.h5", "Keras model in the older HDF5 form")]
    [InlineData("A.WEIGHTS.H5", "weights in HDF5")]
    [InlineData("a.hdf5", "Keras model in the older HDF5 form")]
    [InlineData("a.safetensors", "safetensors")]
    [InlineData("a.npz", "NumPy arrays")]
    [InlineData("a", null)]
    [InlineData("a.onnx", null)]
    public void A_name_asks_for_a_form_by_its_longest_ending(string path, string? name) =>
        Assert.Equal(name, ModelFormats.Default.ForPath(path)?.Name);

    [Fact]
    public void Keras_is_opened_by_content_whatever_the_name()
    {
        File.WriteAllBytes(At("m.h5"), KerasFile.ToBytes(ModelFiles.Text()));
        Assert.Contains(ModelFormats.Default.Open(At("m.h5")).Model.Layers, layer => layer is Lstm);
    }

    [Fact]
    public void A_learned_vocabulary_is_not_written_where_it_has_no_place()
    {
        var lookup = new StringLookup { Name = "tags" };
        lookup.Adapt([["a", "b"]]);
        var model = new Sequential(new InputLayer([-1, 2], ElementType.String), lookup, new Embedding(5, 2));
        model.BuildFor([-1, 2]);
        var error = Assert.Throws<ConfigException>(() => model.Save(At("m.h5")));
        Assert.Contains("learned vocabulary", error.Message);
        Assert.Empty(Directory.GetFiles(_folder));
        model.Save(At("m.keras"));
        var given = new Sequential(new InputLayer([-1, 2], ElementType.String),
            new StringLookup(vocabulary: ["a", "b"]), new Embedding(5, 2));
        given.BuildFor([-1, 2]);
        given.Save(At("g.h5"));
        Assert.Equal(given.Predict(Tensor.From(["b", "z"], [1, 2])).Floats,
            Model.Load(At("g.h5")).Predict(Tensor.From(["b", "z"], [1, 2])).Floats);
    }

    [Fact]
    public void Inspecting_an_array_that_claims_to_be_huge_reads_nothing_of_it()
    {
        var header = Encoding.ASCII.GetBytes(
            "{\"a\":{\"dtype\":\"F32\",\"shape\":[4000000000],\"data_offsets\":[0,4]}}");
        File.WriteAllBytes(At("m.safetensors"), [(byte)header.Length, 0, 0, 0, 0, 0, 0, 0, .. header, 0, 0, 0, 0]);
        Assert.Equal("S05", Assert.Single(ModelFormats.Default.Inspect(At("m.safetensors")).Refusals).Rule);
    }

    private string At(string name) => Path.Combine(_folder, name);
}
