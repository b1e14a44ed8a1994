using Valence.Backends;
using Valence.Execution;
using Valence.Layers;
using Valence.Losses;
using Valence.Models;
using Valence.Optimizers;
using Valence.Training;

namespace Valence.Tests.KerasNumbers;

/// <summary>Keras' array_data_adapter_test: which rows, in which order and with which weights, the batches of arrays
/// have.</summary>
public sealed class ArrayBatchTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Batches_of_16_of_34_rows_end_with_one_of_2_and_keep_inputs_beside_targets(bool shuffle)
    {
        var (x, y) = (Column(4, i => i),
            Tensor.From(Enumerable.Range(0, 34).SelectMany(i => (int[])[i, i]).ToArray(), [34, 2]));
        var source = new ArrayBatches(x, y, null, 16, shuffle ? 1UL : null);
        var batches = Read(source, epoch: 0);
        Assert.Equal(3, source.Steps);
        Assert.Equal([16, 16, 2], batches.Select(batch => batch.X[0].Shape[0]));
        Assert.All(batches, batch => Assert.Equal((4, 2), (batch.X[0].Shape[1], batch.Y[0].Shape[1])));
        var order = batches.SelectMany(batch => batch.X[0].Floats.ToArray().Where((_, i) => i % 4 == 0)).ToArray();
        Assert.Equal(order, batches.SelectMany(batch => batch.Y[0].Ints.ToArray().Where((_, i) => i % 2 == 0))
            .Select(value => (float)value));
        Assert.Equal(Enumerable.Range(0, 34).Select(i => (float)i), order.Order());
        Assert.Equal(shuffle, !order.SequenceEqual(order.Order()));
        // Each epoch has an order of its own, which the seed decides.
        Assert.Equal(order, Order(Read(source, epoch: 0)));
        Assert.Equal(!shuffle, order.SequenceEqual(Order(Read(source, epoch: 1))));

        static IEnumerable<float> Order(IEnumerable<BatchBuffer> batches) =>
            batches.SelectMany(batch => batch.X[0].Floats.ToArray().Where((_, i) => i % 4 == 0));
    }

    [Fact]
    public void Several_inputs_and_targets_and_their_weights_are_cut_alike()
    {
        var weights = Tensor.From(Enumerable.Range(0, 34).Select(i => i / 34f).ToArray());
        var batches = Read(new ArrayBatches(new Data(Column(1, i => i), Column(2, i => i)),
            new Data(Column(3, i => -i), Column(4, i => -i)), weights, 16, null), epoch: 0);
        foreach (var (i, rows) in ((int[])[16, 16, 2]).Index())
        {
            Assert.Equal([rows, rows], batches[i].X.Select(tensor => tensor.Shape[0]));
            Assert.Equal([3, 4], batches[i].Y.Select(tensor => tensor.Shape[1]));
            Assert.Equal(weights.Floats.Slice(16 * i, rows), batches[i].SampleWeight!.Floats);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Class_weights_become_sample_weights(bool oneHot)
    {
        var y = oneHot ? Tensor.From([1f, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1], [4, 4])
            : Tensor.From([0, 1, 2, 3], [4, 1]);
        var weights = new ClassWeights(new Dictionary<int, double> { [0] = .1f, [1] = .2f, [2] = .3f, [3] = .4f });
        Assert.Equal([.1f, .2f, .3f, .4f],
            weights.Of(y, new(new EagerExecutor(new StepMemory(new ReferenceBackend())))).Floats);
    }

    [Fact]
    public void Weights_that_contradict_each_other_or_the_outputs_are_refused()
    {
        var model = new Sequential(new Dense(3));
        model.Compile(new Sgd(), new MeanSquaredError());
        var (x, y) = (Column(1, i => i), Column(3, i => i));
        var classes = new Dictionary<int, double> { [0] = .1f };
        Refused("received both", new() { ClassWeight = classes, SampleWeight = Tensor.From(new float[34]) }, y);
        Refused("34 sample weights", new() { SampleWeight = Tensor.From(new float[33]) }, y);
        Refused("one output", new() { ClassWeight = classes }, new Data(y, y));
        Refused("as many targets as inputs", new(), Tensor.From(new float[33]));

        void Refused(string words, FitOptions options, Data targets) =>
            Assert.Contains(words,
                Assert.ThrowsAny<ArgumentException>(() =>
                    model.Fit(x, targets, options: options with { Verbose = Verbosity.Silent })).Message);
    }

    private static Tensor Column(int width, Func<int, float> value) =>
        Tensor.From(Enumerable.Range(0, 34).SelectMany(i => Enumerable.Repeat(value(i), width)).ToArray(), [34, width]);

    private static List<BatchBuffer> Read(ArrayBatches source, int epoch)
    {
        var read = new List<BatchBuffer>();
        source.Begin(epoch);
        for (var batch = new BatchBuffer(); source.Next(batch); batch = new())
        {
            // The source fills the same tensors again.
            batch.X = [.. batch.X.Select(tensor => tensor.Copy())];
            batch.Y = [.. batch.Y.Select(tensor => tensor.Copy())];
            batch.SampleWeight = batch.SampleWeight?.Copy();
            read.Add(batch);
        }
        return read;
    }
}
