using System.Text.Json;
using Valence.Layers;
using Valence.Metrics;
using Valence.Models;
using Valence.Optimizers;
using Valence.Saving;
using Valence.Training;

namespace Valence.Tests.Saving;

public sealed class CompileConfigTests
{
    [Theory]
    [InlineData("""{"b": "mse", "a": "mae"}""", """{"b": 0.5, "a": 2}""", """{"b": ["mae"], "a": ["mse", "mae"]}""")]
    [InlineData("""["mae", "mse"]""", "[2, 0.5]", """[["mse", "mae"], ["mae"]]""")]
    public void Losses_and_metrics_of_several_outputs_come_by_name_or_in_order(
        string loss, string weights, string metrics)
    {
        var model = TwoOutputs();
        Apply(model,
            $$"""{"optimizer": "sgd", "loss": {{loss}}, "loss_weights": {{weights}}, "metrics": {{metrics}} }""");
        Assert.Equal(["MeanAbsoluteError", "MeanSquaredError"],
            model.Compilation!.Losses.Select(item => item.GetType().Name));
        Assert.Equal([2, 0.5f], model.Compilation.Options.LossWeights);
        Assert.Equal([2, 1], model.Compilation.Options.Metrics!.Select(list => list.Count));
    }

    [Fact]
    public void An_output_without_a_loss_is_refused() =>
        Assert.Contains("'b'",
            Assert.Throws<ConfigException>(
                () => Apply(TwoOutputs(), """{"optimizer": "sgd", "loss": {"a": "mse"}}""")).Message);

    [Theory]
    [InlineData(".keras")]
    [InlineData(".h5")]
    public void A_metric_given_as_a_text_keeps_that_text_in_files_and_histories(string form)
    {
        var model = new Sequential(new InputLayer([-1, 2]), new Dense(1, "sigmoid"));
        model.Compile("adam", "binary_crossentropy", metrics: ["acc", "AUC", new Accuracy { Name = "right" }]);
        var path = Path.Combine(Directory.CreateTempSubdirectory("valence-").FullName, "model" + form);
        model.Save(path);
        var read = Model.Load(path);
        Assert.Equal(["acc", "AUC", "right"], read.Compilation!.Options.Metrics![0].Select(metric => metric.Name));
        Assert.Equal(["Accuracy", "AUC", "BinaryAccuracy"],
            read.Compilation.Options.Metrics[0].Select(metric => metric.KerasName));
        var logs = read.Evaluate(new float[,] { { 1, 2 }, { 3, 4 } }, new float[] { 0, 1 });
        Assert.Equal(["AUC", "acc", "loss", "right"], logs.Keys);
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    [Fact]
    public void An_optional_input_stays_optional_in_files()
    {
        var input = new InputLayer([-1, 2]) { Optional = true };
        var model = new Sequential(input, new Dense(1));
        var read = (Sequential)KerasFile.Load(KerasFile.ToBytes(model), "model.keras");
        Assert.True(read.InputLayer!.Optional);
    }

    [Fact]
    public void A_scaled_loss_trains_as_the_loss_itself()
    {
        var (plain, scaled) = (Trained(null), Trained(1024));
        Assert.Equal(plain.History["loss"], scaled.History["loss"]);
        Assert.Equal(plain.Weights, scaled.Weights);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam { LossScaleFactor = 0 });

        static (History History, float[] Weights) Trained(float? scale)
        {
            var model = new Sequential(new InputLayer([-1, 2]), new Dense(3, "tanh"), new Dense(1)) { Seed = 3 };
            model.Compile(new Adam(0.1f) { LossScaleFactor = scale }, "mse");
            var history = model.Fit(new float[,] { { 1, 2 }, { 3, 4 } }, new float[] { 0, 1 }, epochs: 3,
                options: new() { Verbose = Verbosity.Silent });
            return (history, [.. model.GetWeights().SelectMany(weight => weight.Floats.ToArray())]);
        }
    }

    private static Functional TwoOutputs()
    {
        var input = Keras.Input([2]);
        return new Functional(
            [input], [new Dense(1) { Name = "a" }.Call(input), new Dense(1) { Name = "b" }.Call(input)]);
    }

    private static void Apply(Model model, string config)
    {
        using var json = JsonDocument.Parse(config);
        CompileConfig.Apply(model, json.RootElement, KerasTables.Default);
    }
}
