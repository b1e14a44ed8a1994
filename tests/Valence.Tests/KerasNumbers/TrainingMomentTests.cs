using Valence.Callbacks;
using Valence.Training;
using static Valence.Tests.KerasNumbers.MatrixOfOnes;

namespace Valence.Tests.KerasNumbers;

/// <summary>Keras' trainer_test: when callbacks are called, what they see then, and what they can stop.</summary>
public sealed class TrainingMomentTests
{
    [Fact]
    public void Callbacks_see_the_figures_of_their_moment()
    {
        var watch = new Recorder();
        Ones().Fit(Full(16, 4), new Tensor([16, 3]), batchSize: 4,
            verbose: 0, callbacks: [watch], validationData: new Batch(Full(16, 4), new Tensor([16, 3])));
        Assert.Equal(
            [
                "train begin: ", "epoch begin: ", .. Enumerable.Repeat("batch end: loss mean_squared_error", 4),
                "test begin: loss mean_squared_error",
                "test end: loss mean_squared_error val_loss val_mean_squared_error",
                "epoch end: loss mean_squared_error val_loss val_mean_squared_error",
                "train end: loss mean_squared_error val_loss val_mean_squared_error",
            ],
            watch.Seen);
    }

    [Fact]
    public void A_callback_ends_an_endless_stream()
    {
        var steps = 0;
        var stopper = new LambdaCallback { TrainBatchEnd = (_, state) => state.StopTraining = ++steps == 5 };
        Ones().Fit(Endless(), verbose: 0, callbacks: [stopper]);
        Assert.Equal(5, steps);

        static IEnumerable<Batch> Endless()
        {
            while (true) yield return new(Full(2, 4), Full(2, 3));
        }
    }

    private sealed class Recorder : Callback
    {
        public List<string> Seen { get; } = [];

        public override bool WatchesBatches => true;

        public override void OnTrainBegin(TrainingState state) => See("train begin", state);

        public override void OnEpochBegin(int epoch, TrainingState state) => See("epoch begin", state);

        public override void OnTrainBatchEnd(int batch, TrainingState state) => See("batch end", state);

        public override void OnTestBegin(TrainingState state) => See("test begin", state);

        public override void OnTestEnd(TrainingState state) => See("test end", state);

        public override void OnEpochEnd(int epoch, TrainingState state) => See("epoch end", state);

        public override void OnTrainEnd(TrainingState state) => See("train end", state);

        private void See(string moment, TrainingState state) =>
            Seen.Add($"{moment}: {string.Join(' ', state.Logs.Keys)}");
    }
}
