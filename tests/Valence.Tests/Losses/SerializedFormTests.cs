using System.Text.Json;
using Valence.Losses;
using Valence.Metrics;
using Valence.Optimizers;
using Valence.Saving;
using Valence.Schedules;

namespace Valence.Tests.Losses;

/// <summary>Texts, forms of other Keras versions and mistakes in the serialized form of losses, metrics, optimizers and
/// schedules.</summary>
public sealed class SerializedFormTests
{
    private static readonly KerasTables Tables = KerasTables.Default;

    [Fact]
    public void Texts_that_compile_takes_are_read()
    {
        Assert.IsType<BinaryCrossentropy>(Loss("\"binary_crossentropy\""));
        Assert.IsType<MeanSquaredError>(Loss("\"mse\""));
        Assert.IsType<Accuracy>(Metric("\"accuracy\""));
        Assert.Equal("acc", Metric("\"acc\"").Name);
        Assert.Equal("mse", Assert.IsType<MeanLoss>(Metric("\"mse\"")).Name);
        Assert.IsType<Rmsprop>(Optimizer("\"rmsprop\""));
        Assert.Equal(.004, Assert.IsType<AdamW>(Optimizer("\"adamw\"")).WeightDecay);
    }

    [Fact]
    public void The_class_Accuracy_is_equality_and_not_what_the_text_means()
    {
        var metric = Metric("""{"class_name": "Accuracy", "config": {"name": "same"}}""");
        var state = metric.NewState();
        state.Update(Tensor.From([1, 2, 3, 4], [4, 1]), Tensor.From([0, 2, 3, 4f], [4, 1]));
        Assert.Equal(.75f, state.Value);
        Assert.Equal("same", metric.Name);
    }

    [Fact]
    public void Reductions_of_all_Keras_versions_are_read()
    {
        Assert.Equal(Reduction.SumOverBatchSize, Loss(WithReduction("\"auto\"")).Reduction);
        Assert.Equal(Reduction.None, Loss(WithReduction("null")).Reduction);
        Assert.Equal(Reduction.None, Loss(WithReduction("\"none\"")).Reduction);
        Assert.Equal(Reduction.MeanWithSampleWeight, Loss(WithReduction("\"mean_with_sample_weight\"")).Reduction);
        Assert.Equal(Reduction.SumOverBatchSize, Loss("""{"class_name": "Hinge", "config": {}}""").Reduction);

        static string WithReduction(string value) =>
            $$$"""{"class_name": "Poisson", "config": {"reduction": {{{value}}}}}""";
    }

    [Fact]
    public void Steps_of_a_schedule_may_be_written_as_a_float()
    {
        var optimizer = Optimizer(
            """{"class_name": "SGD", "config": {"learning_rate": {"class_name": "ExponentialDecay", "config": {"initial_learning_rate": 1, "decay_steps": 10.0, "decay_rate": 0.5}}}}""");
        Assert.Equal(10, Assert.IsType<ExponentialDecay>(optimizer.LearningRate.Schedule).DecaySteps);
    }

    [Theory]
    [InlineData("""{"class_name": "BinaryCrossEntropy", "config": {}}""", "unknown loss 'BinaryCrossEntropy'")]
    [InlineData("""{"class_name": "Poisson", "config": {"reduction": "product"}}""", "here.config.reduction")]
    [InlineData("""{"class_name": "CategoricalCrossentropy", "config": {"axis": 1}}""", "here.config.axis: expected "
        + "-1, found 1")]
    [InlineData("""{"class_name": "Huber", "config": {"delta": "wide"}}""", "here.config.delta: expected a number")]
    public void Mistakes_name_the_field(string json, string expected) =>
        Assert.Contains(expected, Assert.Throws<ConfigException>(() => Loss(json)).Message);

    [Fact]
    public void A_loss_that_Keras_has_no_metric_of_is_written_as_a_mean_of_its_function()
    {
        var json = Tables.Metrics.Write(new MeanLoss(new Tversky(0.25, 0.75)) { Name = "t" }, Tables);
        Assert.Equal(("MeanMetricWrapper", "tversky", "t"),
            ((string)json["class_name"]!, (string)json["config"]!["fn"]!["config"]!, (string)json["config"]!["name"]!));
        var read = Assert.IsType<MeanLoss>(Metric(json.ToJsonString()));
        Assert.Equal(("t", 0.25, 0.75), (read.Name, ((Tversky)read.Loss).Alpha, ((Tversky)read.Loss).Beta));
        Assert.Contains("no metric", Assert.Throws<ConfigException>(
            () => Tables.Metrics.Write(new MeanLoss(new Dice(), negated: true), Tables)).Message);
    }

    private static Loss Loss(string json) => Tables.Losses.Read(Parse(json), "here", Tables);

    private static Metric Metric(string json) => Tables.Metrics.Read(Parse(json), "here", Tables);

    private static Optimizer Optimizer(string json) => Tables.Optimizers.Read(Parse(json), "here", Tables);

    private static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
