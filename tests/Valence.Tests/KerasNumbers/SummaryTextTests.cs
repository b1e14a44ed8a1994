using Valence.Layers;
using Valence.Losses;
using Valence.Models;
using Valence.Optimizers;
using Valence.Training;

namespace Valence.Tests.KerasNumbers;

/// <summary>Keras' summary_utils_test: counts below the table and shapes in it.</summary>
public sealed class SummaryTextTests
{
    [Fact]
    public void The_total_has_the_optimizers_variables_once_they_exist()
    {
        var input = Keras.Input([2]);
        var model = new Functional(input, new Dense(3).Call(input));
        Has(model, "Total params: 9 (36.00 B)", "Trainable params: 9 (36.00 B)", "Non-trainable params: 0 (0.00 B)");
        model.Compile(new Adam(), new MeanSquaredError());
        Assert.DoesNotContain("Optimizer params", model.Summary());
        Assert.Contains("Total params: 9", model.Summary());
        model.Fit(new Tensor([4, 2]), new Tensor([4, 3]), verbose: 0);
        Has(model, "Total params: 29 (116.00 B)", "Trainable params: 9 (36.00 B)", "Non-trainable params: 0 (0.00 B)",
            "Optimizer params: 20 (80.00 B)");
    }

    [Fact]
    public void Layers_show_their_output_shapes_and_weights()
    {
        var model = new Sequential(new Dense(4, Activations.Relu), new Dense(2, Activations.Softmax));
        Has(model, "?", "0 (unbuilt)", "Total params: 0 (0.00 B)");
        model.BuildFor([Shape.Unknown, 2]);
        Has(model, "(None, 4)", "(None, 2)", "Total params: 22", "Trainable params: 22", "Non-trainable params: 0");
    }

    [Fact]
    public void Attention_shows_its_output_shape()
    {
        var input = Keras.Input([2, 2]);
        var model = new Functional(input, new MultiHeadAttention(2, 2) { OutputShape = [4] }.Call(input, input, input));
        Has(model, "(None, 2, 4)", "Total params: 56", "Non-trainable params: 0");
    }

    [Theory]
    [InlineData(255, "1020.00 B")]
    [InlineData(256, "1.00 KB")]
    [InlineData(262144, "1.00 MB")]
    public void Sizes_are_in_units_of_1024(int weights, string text)
    {
        var model = new Sequential(new InputLayer([Shape.Unknown], ElementType.Int32), new Embedding(weights, 1));
        model.BuildFor([Shape.Unknown]);
        Has(model, $"({text})");
    }

    private static void Has(Model model, params string[] texts) =>
        Assert.All(texts, text => Assert.Contains(text, model.Summary()));
}
