using Valence.Initializers;
using Valence.Layers;
using Valence.Models;
using Valence.Optimizers;
using Valence.Tests.Layers;
using Valence.Training;

namespace Valence.Tests.Training;

/// <summary>Gradients that are accumulated over batches are those of the batches joined: Keras' mean.</summary>
public sealed class AccumulationTests
{
    private const int Texts = 12, Length = 7;

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(6)]
    public void Batches_of_a_transformer_give_the_gradient_of_the_batch_that_they_are_together(int batches)
    {
        var (joined, parts) = (Gradients(1, dropout: 0), Gradients(batches, dropout: 0));
        var largest = joined.Max(Math.Abs);
        Assert.True(largest > 1e-3);
        foreach (var (a, b) in joined.Zip(parts)) Assert.Equal(a, b, 1e-6f * largest);
    }

    [Fact]
    public void Every_run_has_the_same_bits() => Assert.Equal(Gradients(3, dropout: 0.2), Gradients(3, dropout: 0.2));

    // The momentum of descent with a rate of 1 is the gradient after one step.
    private static float[] Gradients(int batches, double dropout)
    {
        var ids = Keras.Input([Length], ElementType.Int32);
        var x = new Embedding(20, 8, maskZero: true)
        {
            // Normalizations of small numbers would make rounding large.
            EmbeddingsInitializer = new RandomNormal(0, 1),
        }.Call(ids);
        for (var i = 0; i < 2; i++)
            x = new TransformerBlock(2, 16) { AttentionDropout = dropout, FeedForwardDropout = dropout }.Call(x);
        var model = new Functional(ids, new Dense(3, Activations.Softmax).Call(new GlobalAveragePooling1D().Call(x)))
        {
            Seed = 4,
        };
        model.Compile(new Sgd(1f, momentum: 0.9)
        {
            GradientAccumulationSteps = batches == 1 ? null : batches,
        }, "sparse_categorical_crossentropy");
        var size = Texts / batches;
        for (var batch = 0; batch < batches; batch++) model.TrainOnBatch(
            Tensor.From([.. Enumerable.Range(batch * size * Length, size * Length).Select(Id)], [size, Length]),
            Tensor.From([.. Enumerable.Range(batch * size, size).Select(i => i % 3)], [size]));
        Assert.Equal(1, model.Optimizer!.Iterations);
        return [.. model.Optimizer.Variables.Where(variable => variable.Slot == "momentum")
            .SelectMany(variable => variable.Value.Elements())];
    }

    // Texts of 3 to 7 words, padded behind.
    private static int Id(int i) => i % Length >= 3 + i / Length % 5 ? 0 : 1 + i * 7 % 19;
}
