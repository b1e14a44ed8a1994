using Valence.Initializers;
using Valence.Layers;
using Valence.Losses;
using Valence.Metrics;
using Valence.Models;
using Valence.Optimizers;
using Valence.Training;
using static Valence.Tests.KerasNumbers.LayerCalls;

namespace Valence.Tests.KerasNumbers;

/// <summary>Keras' time_distributed_test: a matrix of hundredths at every step, and the masks of the steps.</summary>
public sealed class TimeDistributedNumbersTests
{
    private static readonly Tensor Range = Tensor.From(Enumerable.Range(0, 24).Select(value => (float)value).ToArray(),
        [3, 2, 4]);

    public static TheoryData<string> Backends => LayerCalls.Backends;

    [Theory]
    [MemberData(nameof(Backends))]
    public void Every_step_goes_through_the_same_weights(string backend)
    {
        var layer = new TimeDistributed(Sums());
        var y = Call(layer, backend, Range)[0];
        Assert.Equal([3, 2, 1], y.Shape);
        Close([.06f, .22f, .38f, .54f, .7f, .86f], y, 1e-6f);
        Assert.Equal([4, 1], Assert.Single(layer.Weights).Value.Shape);
    }

    // Valence's layers take no mask along with one step, so what Keras' test zeroes inside is zeroed by the mask that
    // is passed on.
    [Theory]
    [MemberData(nameof(Backends))]
    public void The_mask_is_passed_on_to_what_follows(string backend)
    {
        var mask = Numbers([3, 2], 0, 1, 1, 0, 1, 1);
        var (input, steps) = (Keras.Input([2, 4]), new TimeDistributed(Sums()));
        var model = new Functional(input, new GlobalAveragePooling1D().Call(steps.Call(new Masking(-1).Call(input))));
        var masked = Range.Copy();
        for (var step = 0; step < mask.Count; step++)
            if (mask.Floats[step] == 0) masked.Change<float>().Slice(4 * step, 4).Fill(-1);
        model.Backend = Backend(backend);
        Close([.22f, .38f, .78f], model.Predict(masked), 1e-6f);
    }

    [Fact]
    public void Masked_steps_of_an_embedding_count_neither_in_the_loss_nor_in_the_accuracy()
    {
        var model = new Sequential(new InputLayer([Shape.Unknown, 20], ElementType.Int32),
            new Embedding(10, 5, maskZero: true), new TimeDistributed(new Dense(5, Activations.Softmax)));
        model.Compile(new Adam(), new SparseCategoricalCrossentropy(), [Metric.Accuracy]);
        var ids = new int[22 * 20];
        for (var i = 0; i < ids.Length; i++) ids[i] = i % 20 < 12 ? 1 + i % 9 : 0;
        var (x, right) = (Tensor.From(ids, [22, 20]),
            Tensor.From(Enumerable.Repeat(1, ids.Length).ToArray(), [22, 20]));
        // Other targets at masked steps change nothing.
        var other = Tensor.From(ids.Select(id => id == 0 ? 4 : 1).ToArray(), [22, 20]);
        model.Fit(x, right, batchSize: 16, verbose: 0);
        Assert.Equal(model.Evaluate(x, right), model.Evaluate(x, other));
    }

    [Fact]
    public void Inputs_without_steps_are_refused()
    {
        var layer = new TimeDistributed(Sums());
        Assert.Contains("[batch, time, …]", Assert.Throws<ShapeException>(() => layer.EnsureBuilt([[3]])).Message);
    }

    private static Dense Sums() => new(1, useBias: false) { KernelInitializer = new Constant(0.01f) };
}
