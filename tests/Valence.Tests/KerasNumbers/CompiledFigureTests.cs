using System.Text.Json;
using Valence.Backends;
using Valence.Execution;
using Valence.Layers;
using Valence.Losses;
using Valence.Metrics;
using Valence.Models;
using Valence.Operations;
using Valence.Optimizers;
using Valence.Saving;

namespace Valence.Tests.KerasNumbers;

/// <summary>Keras' compile_utils_test: names and values of compiled losses and metrics, of models that give back their
/// inputs.</summary>
public sealed class CompiledFigureTests
{
    private const float Plain = 0.055833336f;
    private const float Weighted = 0.0725f;
    private static readonly float[] Truth = [.1f, .2f, .3f, .4f, .5f, .6f];
    private static readonly float[] First = [.4f, .1f, .2f, .6f, .6f, .1f];
    private static readonly float[] Second = [.3f, .2f, .1f, .4f, .2f, .3f];
    private static readonly Tensor Weights = Tensor.From([1f, 0, 1, 1, 0, 1]);

    [Fact]
    public void Plain_metrics_ignore_weights_and_a_weighted_one_of_the_same_name_says_so()
    {
        var model = Echo();
        model.Compile(new Sgd(), new MeanSquaredError(), [new MeanSquaredError()], [new MeanSquaredError()]);
        var figures = model.Evaluate(Rows(First, Second), Rows(Truth, Truth), batchSize: 3, sampleWeight: Weights);
        Assert.Equal(["loss", "mean_squared_error", "weighted_mean_squared_error"], figures.Keys);
        Assert.Equal(Plain, figures["mean_squared_error"], 1e-6f);
        Assert.Equal(Weighted, figures["weighted_mean_squared_error"], 1e-6f);
        // Metrics begin anew with the next evaluation.
        Assert.Equal(0, model.Evaluate(Rows(Truth), Rows(Truth))["mean_squared_error"]);
        Assert.Equal(0, model.Evaluate(Rows(Truth), Rows(Truth))["weighted_mean_squared_error"]);
    }

    [Fact]
    public void Metrics_of_each_output_are_given_in_order_or_by_name_and_named_after_it()
    {
        IReadOnlyList<Metric> Both() => [new MeanSquaredError(), new MeanLoss(new MeanSquaredError()) { Name = "mse" }];
        var (inOrder, byName) = (TwoEchoes(), TwoEchoes());
        inOrder.Compile(new Sgd(), [new MeanSquaredError(), new MeanSquaredError()],
            new() { Metrics = [Both(), Both()], WeightedMetrics = [Both(), Both()] });
        byName.Compile(
            new Sgd(), new Dictionary<string, Loss>
            {
                ["output_2"] = new MeanSquaredError(),
                ["output_1"] = new MeanSquaredError()
            },
            metrics: new Dictionary<string, IReadOnlyList<Metric>> { ["output_1"] = Both(), ["output_2"] = Both() },
            weightedMetrics: new Dictionary<string, IReadOnlyList<Metric>>
            {
                ["output_1"] = Both(),
                ["output_2"] = Both()
            });
        foreach (var model in (Model[])[inOrder, byName])
        {
            var figures = model.Evaluate(new Data(Rows(First, Second), Rows(First, Second)),
                new Data(Rows(Truth, Truth), Rows(Truth, Truth)), batchSize: 3, sampleWeight: Weights);
            Assert.Equal(8, figures.Keys.Count(key => !key.EndsWith("loss", StringComparison.Ordinal)));
            foreach (var output in (string[])["output_1", "output_2"])
                foreach (var metric in (string[])["mean_squared_error", "mse"])
                {
                    Assert.Equal(Plain, figures[$"{output}_{metric}"], 1e-6f);
                    Assert.Equal(Weighted, figures[$"{output}_weighted_{metric}"], 1e-6f);
                }
        }
    }

    [Fact]
    public void Each_name_belongs_to_its_output()
    {
        var model = TwoEchoes();
        IReadOnlyList<Metric> one = [new MeanSquaredError()];
        model.Compile(
            new Sgd(), new Dictionary<string, Loss>
            {
                ["output_1"] = new MeanSquaredError(),
                ["output_2"] = new MeanSquaredError()
            },
            metrics: new Dictionary<string, IReadOnlyList<Metric>> { ["output_2"] = one });
        var figures = model.Evaluate(new Data(new Tensor([3, 2]), Tensor.From([1f, 1, 1, 1, 1, 1], [3, 2])),
            new Data(new Tensor([3, 2]), new Tensor([3, 2])));
        Assert.Equal(["loss", "output_1_loss", "output_2_loss", "output_2_mean_squared_error"], figures.Keys);
        Assert.Equal((0f, 1f, 1f),
            (figures["output_1_loss"], figures["output_2_loss"], figures["output_2_mean_squared_error"]));
    }

    [Fact]
    public void Equal_names_are_numbered()
    {
        var model = Echo();
        model.Compile(new Sgd(), new MeanSquaredError(), [new MeanSquaredError(), new MeanSquaredError()],
            [new MeanSquaredError(), new MeanSquaredError(), new MeanAbsoluteError()]);
        Assert.Equal(
            ["loss", "mean_absolute_error", "mean_squared_error", "mean_squared_error_1", "weighted_mean_squared_error",
                "weighted_mean_squared_error_1"],
            model.Evaluate(Rows(First), Rows(Truth)).Keys);
    }

    [Fact]
    public void Metrics_given_by_text_keep_that_name()
    {
        var model = Echo();
        using var json = JsonDocument.Parse(
            """{"optimizer": "sgd", "loss": "mse", "metrics": ["acc", "accuracy", "mse"]}""");
        CompileConfig.Apply(model, json.RootElement, KerasTables.Default);
        var figures = model.Evaluate(Rows(First), Rows(Truth));
        Assert.Equal(["acc", "accuracy", "loss", "mse"], figures.Keys);
        Assert.Equal((1 / 3f, 1 / 3f), (figures["acc"], figures["accuracy"]));
    }

    [Fact]
    public void The_loss_of_one_output_is_its_mean()
    {
        Assert.Equal(0.068333f, Of(new MeanSquaredError(), First, Truth), 1e-5f);
        Assert.Equal(0.706595f, Of(new CategoricalCrossentropy(), First, Truth), 1e-5f);
    }

    [Theory]
    [InlineData("mse", null, 0.953333f)]
    [InlineData("mae", null, 1.07666f)]
    [InlineData("mse", new[] { 1.0, 0 }, 0.476667f)]
    public void The_loss_of_two_outputs_is_the_weighted_sum(string second, double[]? lossWeights, float expected)
    {
        Tensor x1 = Rows([.6f, .5f, .4f, .3f, .2f, .1f]), y1 = Rows([.7f, .8f, .9f, 1, 1.1f, 1.2f]),
        x2 = Rows([1.2f, 1.1f, 1, .9f, .8f, .7f]), y2 = Rows(Truth);
        var model = TwoEchoes();
        model.Compile(new Sgd(),
            [new MeanSquaredError(), second == "mae" ? new MeanAbsoluteError() : new MeanSquaredError()],
            new() { LossWeights = lossWeights });
        var figures = model.Evaluate(new Data(x1, x2), new Data(y1, y2));
        Assert.Equal(expected, figures["loss"], 1e-5f);
        // What is reported of each output is without those weights.
        Assert.Equal(second == "mae" ? 0.6f : 0.476667f, figures["output_2_loss"], 1e-5f);
    }

    [Fact]
    public void Each_output_may_weigh_its_samples_in_its_loss() =>
        Assert.Equal(
            1.266666f,
            Of(new MeanSquaredError(), [1.2f, 1.1f, 1, .9f, .8f, .7f], Truth, 1, 2, 3)
                + Of(new MeanSquaredError(), [.6f, .5f, .4f, .3f, .2f, .1f], [.7f, .8f, .9f, 1, 1.1f, 1.2f], 3, 2, 1),
            1e-5f);

    [Fact]
    public void Lists_and_names_that_do_not_fit_the_outputs_are_refused()
    {
        var model = TwoEchoes();
        var mse = new MeanSquaredError();
        Assert.Contains("2 loss weights",
            Assert.Throws<ArgumentException>(() =>
                model.Compile(new Sgd(), [mse, mse], new() { LossWeights = [1] })).Message);
        Assert.Contains("'output_2'",
            Assert.Throws<ArgumentException>(() =>
                model.Compile(new Sgd(), new Dictionary<string, Loss> { ["output_1"] = mse })).Message);
        var losses = new Dictionary<string, Loss> { ["output_1"] = mse, ["output_2"] = mse };
        Assert.Contains("no output 'd'",
            Assert.Throws<ArgumentException>(() =>
                model.Compile(new Sgd(), losses, new Dictionary<string, double> { ["d"] = 1 })).Message);
        model.Compile(new Sgd(), losses);
        Assert.Throws<ShapeException>(() => model.Evaluate(new Data(Rows(First), Rows(First)), Rows(Truth)));
    }

    private static Sequential Echo() => new(new InputLayer([Shape.Unknown, 2]), new Activation(Activations.Linear));

    private static Functional TwoEchoes()
    {
        SymbolicTensor a = Keras.Input([2]), b = Keras.Input([2]);
        return new([a, b],
            [new Activation(Activations.Linear) { Name = "output_1" }.Call(a),
                new Activation(Activations.Linear) { Name = "output_2" }.Call(b)]);
    }

    private static Tensor Rows(params float[][] batches) =>
        Tensor.From(batches.SelectMany(batch => batch).ToArray(), [3 * batches.Length, 2]);

    private static float Of(Loss loss, float[] predictions, float[] truth, params float[] weights) =>
        loss.Compute(Rows(truth), Rows(predictions),
            new CallContext(new EagerExecutor(new StepMemory(new ReferenceBackend()))), weights.Length == 0 ? null
                : Tensor.From(weights)).Scalar;
}
