namespace Valence.Cli.Tests;

/// <summary>Files of models that others reported, through the command line.</summary>
public sealed class ReportedFileTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("model.json", "model.weights.h5")]
    [InlineData("keras2.json", "keras2_weights.h5")]
    public void A_description_beside_its_weights_becomes_the_model(string description, string weights)
    {
        var json = Reports.At($"BR-028/{description}");
        Assert.Contains("description of a Keras model", Answer.To("inspect", json).Succeeded().Output);
        Answer.To("convert", Reports.At($"BR-028/{weights}"), _folder["out.keras"], "--architecture", json).Succeeded();
        Equal(_folder["out.keras"], "BR-028/right.keras", "BR-028/x.npz");
    }

    [Theory]
    [InlineData("BR-036/saved_model", "folder of a TensorFlow SavedModel")]
    [InlineData("BR-036/saved_model/saved_model.pb", "part of a TensorFlow SavedModel")]
    [InlineData("BR-036/saved_model/keras_metadata.pb", "part of a TensorFlow SavedModel")]
    [InlineData("BR-036/saved_model/variables", "SavedModel's variables")]
    [InlineData("BR-036/saved_model/variables/variables.index", "index of a TensorFlow checkpoint")]
    [InlineData("BR-036/checkpoint", "list of TensorFlow checkpoints")]
    [InlineData("BR-036/tfjs_model.json", "model of TensorFlow.js")]
    public void Models_of_TensorFlow_are_told_with_the_way_out(string path, string what)
    {
        var given = Reports.At(path);
        foreach (var command in (string[][])[["inspect", given], ["summary", given], ["predict", given, "a film"],
            ["convert", given, _folder["out.keras"]], ["compare", given, given, "--data", Reports.At("BR-028/x.npz")]])
            Answer.To(command).Failed(2, Path.GetFileName(given), what, "model.h5");
    }

    [Theory]
    [InlineData("inner_shape.h5", "right.keras", "x.npz")]
    public void A_shape_that_stands_inside_is_found(string file, string right, string data) =>
        Equal(Reports.At($"BR-026/{file}"), $"BR-026/{right}", $"BR-026/{data}");

    [Fact]
    public void A_shape_that_is_told_from_the_weights_is_said()
    {
        var file = Reports.At("BR-026/no_shape.h5");
        const string note = "Note: the shape of the input is not in the file";
        Assert.Contains(note, Answer.To("inspect", file).Succeeded().Output);
        Assert.Contains(note, Answer.To("convert", file, _folder["n.keras"]).Succeeded().Output);
        Assert.Contains("the shape of the input is not in the file", Answer.To("compare", file, file, "--data",
            Reports.At("BR-026/x_no_shape.npz")).Succeeded().Error);
    }

    [Theory]
    [InlineData("glove.keras", "right.keras", "x.npz")]
    [InlineData("glove.h5", "right.keras", "x.npz")]
    [InlineData("keras2_list.h5", "right_keras2.keras", "x_keras2.npz")]
    [InlineData("keras2_ndarray.h5", "right_keras2.keras", "x_keras2.npz")]
    [InlineData("keras2_list_tf2.h5", "right_keras2.keras", "x_keras2.npz")]
    [InlineData("keras2_ndarray_tf2.h5", "right_keras2.keras", "x_keras2.npz")]
    public void A_matrix_as_initializer_is_read(string file, string right, string data) =>
        Equal(Reports.At($"BR-020/{file}"), $"BR-020/{right}", $"BR-020/{data}");

    private static void Equal(string model, string right, string data) =>
        Answer.To("compare", model, Reports.At(right), "--data", Reports.At(data), "--tolerance", "1e-5").Succeeded();
}
