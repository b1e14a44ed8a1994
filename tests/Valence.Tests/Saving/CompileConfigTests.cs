using System.Text.Json;
using Valence.Layers;
using Valence.Losses;
using Valence.Metrics;
using Valence.Models;
using Valence.Operations;
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
        Assert.Equal([2, 0.5], model.Compilation.Options.LossWeights);
        Assert.Equal([2, 1], model.Compilation.Options.Metrics!.Select(list => list.Count));
    }

    [Fact]
    public void Outputs_that_are_not_named_have_no_metrics_and_the_weight_1()
    {
        var model = TwoOutputs();
        Apply(model, """
            {"optimizer": "sgd", "loss": "mse", "loss_weights": {"b": 0.5}, "metrics": {"b": "mae"},
             "weighted_metrics": {"a": ["mae", "mse"], "b": null}}
            """);
        var options = model.Compilation!.Options;
        Assert.Equal([1, 0.5], options.LossWeights!);
        Assert.Equal([0, 1], options.Metrics!.Select(list => list.Count));
        Assert.Equal([2, 0], options.WeightedMetrics!.Select(list => list.Count));
    }

    [Theory]
    [InlineData("metrics")]
    [InlineData("weighted_metrics")]
    [InlineData("loss_weights")]
    [InlineData("loss")]
    public void A_name_that_is_no_outputs_is_refused(string field) => Assert.Contains(
        "the model has no output 'c'; it has 'a', 'b'", Assert.Throws<ConfigException>(() => Apply(TwoOutputs(),
            $$"""{"optimizer": "sgd", "{{(field == "loss" ? "x" : "loss")}}": "mse", "{{field}}": {"c": 1} }""")).Message);

    [Theory]
    [InlineData("""{"a": "mse"}""")]
    [InlineData("""{"a": "mse", "b": null}""")]
    [InlineData("""["mse", null]""")]
    public void An_output_without_a_loss_is_refused(string loss) => Assert.Contains(
        "compile_config.loss: expected a loss for each output, received none for 'b'. An output without a loss is not "
            + "supported: leave it out of the model that is trained",
        Assert.Throws<ConfigException>(
            () => Apply(TwoOutputs(), $$"""{"optimizer": "sgd", "loss": {{loss}}}""")).Message);

    [Fact]
    public void An_output_without_a_loss_is_refused_in_code()
    {
        const string words = "Expected a loss for each output, received none for 'b'. An output without a loss";
        var model = TwoOutputs();
        Assert.Contains(words, Assert.Throws<ArgumentException>(() => model.Compile("sgd", ["mse", null!])).Message);
        Assert.Contains(words, Assert.Throws<ArgumentException>(() =>
            model.Compile("sgd", new Dictionary<string, Loss> { ["a"] = "mse" })).Message);
        Assert.Contains(words, Assert.Throws<ArgumentException>(() =>
            model.Compile("sgd", new Dictionary<string, Loss> { ["a"] = "mse", ["b"] = null! })).Message);
    }

    [Theory]
    [InlineData("loss", "mine",
        "unknown loss function 'mine'. If it is your own, register it in your program by this exact name")]
    [InlineData("loss", "accuracy", "unknown loss function 'accuracy'")]
    [InlineData("loss", "binary_accuracy", "unknown loss function 'binary_accuracy'")]
    [InlineData("loss", "mse", "unknown loss function 'mse'")]
    [InlineData("loss", "Pack>mine", "unknown loss function 'Pack>mine'")]
    [InlineData("metrics", "accuracy", "unknown metric function 'accuracy'")]
    [InlineData("metrics", "mine", "unknown metric function 'mine'")]
    public void A_function_that_is_not_Keras_own_is_refused_by_its_name(string field, string name, string expected)
    {
        var function = $$"""{"module": "builtins", "class_name": "function", "config": "{{name}}"}""";
        Assert.Contains(expected, Assert.Throws<ConfigException>(() => Apply(TwoOutputs(), field == "loss"
            ? $$"""{"optimizer": "sgd", "loss": {{function}}}"""
            : $$"""{"optimizer": "sgd", "loss": "mse", "metrics": {"a": [{{function}}]} }""")).Message);
    }

    [Fact]
    public void A_lambda_is_refused_as_code() => Assert.Contains("a lambda, which is code",
        Assert.Throws<ConfigException>(() => Apply(TwoOutputs(),
            """{"optimizer": "sgd", "loss": {"class_name": "__lambda__", "config": {"value": "4wIA"}}}""")).Message);

    [Fact]
    public void A_function_of_ones_own_is_the_class_registered_by_its_name()
    {
        var tables = KerasTables.Default with
        {
            Losses = KerasTables.Default.Losses.With("Pack>mine", new OwnLoss(), _ => new OwnLoss()),
        };
        using var json = JsonDocument.Parse("""
            {"optimizer": "sgd", "loss": {"module": "builtins", "class_name": "function", "config": "Pack>mine"}}
            """);
        var model = TwoOutputs();
        CompileConfig.Apply(model, json.RootElement, tables);
        Assert.IsType<OwnLoss>(model.Compilation!.Losses[1]);
    }

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

    [Theory]
    [InlineData(1, "mse", "BinaryAccuracy")]
    [InlineData(3, "binary_crossentropy", "CategoricalAccuracy")]
    [InlineData(3, "sparse_categorical_crossentropy", "SparseCategoricalAccuracy")]
    public void A_named_accuracy_is_written_as_what_it_measures_before_training_and_after(int width, string loss,
        string written)
    {
        var model = new Sequential(new InputLayer([-1, 2]), new Dense(width, "softmax"));
        model.Compile("sgd", loss, metrics: [new Accuracy { Name = "right" }]);
        model.BuildFor([-1, 2]);
        Assert.Equal(written, Written());
        model.TrainOnBatch(new float[,] { { 1, 2 } }, new Tensor(written[0] == 'S' ? [1, 1] : [1, width]));
        Assert.Equal(written, Written());

        string Written() =>
            (string)CompileConfig.Write(model, KerasTables.Default)!["metrics"]![0]!["class_name"]!;
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
                verbose: 0);
            return (history, [.. model.GetWeights().SelectMany(weight => weight.Floats.ToArray())]);
        }
    }

    private static Functional TwoOutputs()
    {
        var input = Keras.Input([2]);
        return new Functional(
            [input], [new Dense(1) { Name = "a" }.Call(input), new Dense(1) { Name = "b" }.Call(input)]);
    }

    private sealed class OwnLoss : Loss
    {
        protected override Tensor Values(Tensor yTrue, Tensor yPred, CallContext call) =>
            call.Mean(call.Subtract(yTrue, yPred), false, -1);
    }

    private static void Apply(Model model, string config)
    {
        using var json = JsonDocument.Parse(config);
        CompileConfig.Apply(model, json.RootElement, KerasTables.Default);
    }
}
