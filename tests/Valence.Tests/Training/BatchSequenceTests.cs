using Valence.Backends;
using Valence.Callbacks;
using Valence.Layers;
using Valence.Models;
using Valence.Optimizers;
using Valence.Randomness;
using Valence.Tests.Layers;
using Valence.Training;

namespace Valence.Tests.Training;

/// <summary>Batches that are made when they are asked for train as arrays do, and a resumed training finds its
/// place.</summary>
public sealed class BatchSequenceTests
{
    private const int Rows = 50, BatchSize = 8;

    private static readonly Tensor X = Calls.Normal([Rows, 3]), Y = Calls.Normal([Rows, 2]);

    [Fact]
    public void A_sequence_in_the_order_of_arrays_gives_the_bits_of_arrays()
    {
        var (arrays, sequence) = (Compiled(), Compiled());
        var expected = arrays.Fit(X, Y, BatchSize, epochs: 3, verbose: 0);
        var shuffled = new Shuffled();
        var history = sequence.Fit(shuffled, epochs: 3, verbose: 0);
        Assert.Equal(expected["loss"], history["loss"]);
        Assert.Equal(Weights(arrays), Weights(sequence));
        Assert.Equal([0, 1, 2], shuffled.Epochs);
    }

    [Fact]
    public void Steps_of_an_epoch_go_on_where_the_last_ones_stopped()
    {
        var (arrays, sequence) = (Compiled(), Compiled());
        arrays.Fit(X, Y, BatchSize, epochs: 5, verbose: 0, stepsPerEpoch: 3);
        sequence.Fit(new Shuffled(), epochs: 5, verbose: 0, stepsPerEpoch: 3);
        Assert.Equal(Weights(arrays), Weights(sequence));
    }

    [Theory]
    [InlineData(null, 2)]
    [InlineData(3, 3)]
    [InlineData(3, 4)]
    public void A_training_that_broke_off_sees_the_batches_that_it_would_have_seen(int? steps, int breaksAfter)
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("valence").FullName, "state.backup");
        try
        {
            var whole = Compiled();
            whole.Fit(new Shuffled(), epochs: 6, verbose: 0, stepsPerEpoch: steps);
            Assert.Throws<IOException>(() => Compiled().Fit(new Shuffled(), epochs: 6, verbose: 0, stepsPerEpoch: steps,
                callbacks: [BackupAndRestore.InFile(path, true), new LambdaCallback
                {
                    EpochBegin = (epoch, _) => { if (epoch == breaksAfter) throw new IOException("gone"); },
                }]));
            var resumed = Compiled();
            resumed.Fit(new Shuffled(), epochs: 6, verbose: 0, stepsPerEpoch: steps,
                callbacks: [BackupAndRestore.InFile(path, true), new LambdaCallback()]);
            Assert.Equal(Weights(whole), Weights(resumed));
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        }
    }

    [Fact]
    public void A_model_of_unknown_shape_is_built_for_the_first_batch()
    {
        var model = new Sequential(new Dense(2)) { Seed = 4 };
        model.Compile(new Sgd(), "mse");
        model.Fit(new Shuffled(), verbose: 0);
        Assert.Equal([3, 2], model.GetWeights()[0].Shape);
    }

    private static Sequential Compiled()
    {
        var model = new Sequential(new InputLayer([-1, 3]), new Dense(4, "tanh"), new Dropout(0.2), new Dense(2))
        {
            Seed = 4,
        };
        model.Compile(new Adam(0.01), "mse");
        return model;
    }

    private static float[] Weights(Model model) => [.. model.GetWeights().SelectMany(weight => weight.Elements())];

    private sealed class Shuffled : BatchSequence
    {
        private readonly int[] _order = [.. Enumerable.Range(0, Rows)];

        public List<int> Epochs { get; } = [];

        public override int Count => (Rows + BatchSize - 1) / BatchSize;

        public override Batch this[int index]
        {
            get
            {
                var rows = _order.AsSpan(index * BatchSize, Math.Min(BatchSize, Rows - index * BatchSize));
                return new(new Data(X).Take(rows), new Data(Y).Take(rows));
            }
        }

        public override void OnEpochBegin(int epoch)
        {
            Epochs.Add(epoch);
            for (var i = 0; i < Rows; i++) _order[i] = i;
            new CounterRandom(4, CounterRandom.Purpose("shuffle"), (ulong)epoch).Shuffle(_order.AsSpan());
        }
    }
}
