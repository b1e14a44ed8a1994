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

    private static void Equal(string model, string right, string data) =>
        Answer.To("compare", model, Reports.At(right), "--data", Reports.At(data), "--tolerance", "1e-5").Succeeded();
}
