using System.Text.Json;
using Valence.Layers;
using Valence.Models;
using Valence.Saving;

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
