using Valence.Formats;
using Valence.Layers;
using Valence.Models;
using Valence.Saving;

namespace Valence.Tests.Saving;

/// <summary>The ending of a name chooses the form that is written, and one that nobody knows chooses nothing.</summary>
public sealed class FileEndingTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("valence-endings-");

    public static TheoryData<string> Unknown => ["m", "m.onnx", "m.pt", "m.tflite", "m.pb", "m.keras.bak", "m.h5x",
        "keras", "m.json", "m.npy", "m."];

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("m.keras", "Keras model")]
    [InlineData("m.KERAS", "Keras model")]
    [InlineData("m.h5", "Keras model in the older HDF5 form")]
    [InlineData("m.hdf5", "Keras model in the older HDF5 form")]
    [InlineData("m.safetensors", "safetensors")]
    [InlineData("m.npz", "NumPy arrays")]
    public void A_model_is_written_in_the_form_of_the_ending(string name, string form)
    {
        foreach (var save in (Action<Model, string>[])[(model, path) => model.Save(path),
            (model, path) => KerasFile.Save(model, path)])
        {
            save(ModelFiles.Text(), At(name));
            Assert.Equal(form, ModelFormats.Default.Of(ModelSource.OpenFile(At(name))).Name);
        }
    }

    [Theory]
    [MemberData(nameof(Unknown))]
    public void A_model_under_an_unknown_ending_is_refused_with_the_list_and_nothing_is_written(string name)
    {
        foreach (var save in (Action[])[() => ModelFiles.Text().Save(At(name)),
            () => KerasFile.Save(ModelFiles.Text(), At(name)), () => ModelFiles.Text().SaveWeights(At(name))])
        {
            var error = Assert.Throws<ArgumentException>(save);
            Assert.Contains($"'{name}'", error.Message);
            Assert.Contains(".weights.h5, .safetensors, .npz", error.Message);
        }
        Assert.Empty(_folder.GetFileSystemInfos());
    }

    [Theory]
    [InlineData("m.keras")]
    [InlineData("m.h5")]
    public void Weights_under_the_ending_of_a_whole_model_are_refused(string name) =>
        Assert.Contains("written with Save",
            Assert.Throws<ArgumentException>(() => ModelFiles.Text().SaveWeights(At(name))).Message);

    [Fact]
    public void A_description_makes_the_same_layers_again()
    {
        var model = ModelFiles.Text();
        var json = model.ToJson();
        var again = Model.FromJson(json);
        Assert.Equal(json, again.ToJson());
        Assert.Equal(model.Summary(), again.Summary());
        model.SaveWeights(At("m.weights.h5"));
        again.LoadWeights(At("m.weights.h5"));
        Assert.Equal(model.GetWeights().Select(weight => weight.Floats.ToArray()),
            again.GetWeights().Select(weight => weight.Floats.ToArray()));
    }

    [Fact]
    public void A_description_chooses_no_allocation()
    {
        var json = new Sequential(new InputLayer([-1, 4]), new Dense(3)).ToJson()
            .Replace("\"units\":3", "\"units\":2000000000", StringComparison.Ordinal);
        Assert.Contains("at most 134217728 parameters",
            Assert.Throws<ConfigException>(() => Model.FromJson(json)).Message);
    }

    [Theory]
    [InlineData("{}", "Z03")]
    [InlineData("no json", "Z03")]
    [InlineData("{\"class_name\": \"Sequential\", \"config\": [", "J01")]
    [InlineData("{\"class_name\": \"Dense\", \"config\": {\"units\": 3}}", "Z03")]
    public void A_text_that_is_no_description_is_refused(string json, string rule) =>
        Assert.Equal(rule, Assert.Throws<FileFormatException>(() => Model.FromJson(json)).Rule);

    [Theory]
    [InlineData("model.keras", "a Valence classifier", "TextClassifier.Load")]
    [InlineData("model.pt", "a file of PyTorch", "safetensors")]
    public void An_archive_of_another_kind_is_told_in_code(string name, string what, string wayOn)
    {
        ZipWriter.Save(At(name),
            archive => archive.Add(name == "model.pt" ? "model/data.pkl" : "classifier.json", "{}"u8));
        foreach (var open in (Action[])[() => Model.Load(At(name)), () => KerasFile.Open(At(name)),
            () => ModelFiles.Text().LoadWeights(At(name))])
        {
            var message = Assert.Throws<FileFormatException>(open).Message;
            Assert.Contains(what, message);
            Assert.Contains(wayOn, message);
        }
    }

    [Fact]
    public void The_folder_of_a_SavedModel_is_told_in_code()
    {
        File.WriteAllText(At("saved_model.pb"), "x");
        foreach (var open in (Action[])[() => Model.Load(_folder.FullName),
            () => ModelFiles.Text().LoadWeights(_folder.FullName)])
            Assert.Contains("the folder of a TensorFlow SavedModel", Assert.Throws<FileFormatException>(open).Message);
    }

    private string At(string name) => Path.Combine(_folder.FullName, name);
}
