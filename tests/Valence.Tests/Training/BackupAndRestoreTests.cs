using Valence.Callbacks;
using Valence.Layers;
using Valence.Losses;
using Valence.Models;
using Valence.Optimizers;
using Valence.Tests.Golden;
using Valence.Training;

namespace Valence.Tests.Training;

public sealed class BackupAndRestoreTests
{
    private static readonly Tensor X = Tests.Layers.Calls.Normal([20, 3]);
    private static readonly Tensor Y = Tests.Layers.Calls.Normal([20, 1], 8);

    [Fact]
    public void A_training_that_broke_off_goes_on_as_if_it_had_not()
    {
        using var folder = new RunFolder();
        var expected = Model();
        var whole = Fit(expected, epochs: 5);

        // It breaks off in the middle of the fourth epoch; only whole epochs count.
        Assert.Throws<IOException>(() => Fit(Model(), 5, new BackupAndRestore(Backup(folder)),
            new LambdaCallback { TrainBatchEnd = (batch, state) => BreakOff(batch, state) }));
        var resumed = Model();
        var rest = Fit(resumed, 5, new BackupAndRestore(Backup(folder)));

        Assert.Equal([3, 4], rest.Epochs);
        Assert.Equal(whole["loss"].Skip(3), rest["loss"]);
        Assert.All(expected.Weights.Zip(resumed.Weights),
            pair => Assert.Equal(pair.First.Value.Floats.ToArray(), pair.Second.Value.Floats.ToArray()));
        Assert.Equal(expected.Optimizer!.Iterations, resumed.Optimizer!.Iterations);

        static void BreakOff(int batch, TrainingState state)
        {
            if (state.Optimizer.Iterations == 17) throw new IOException($"gone at step {batch}");
        }
    }

    [Fact]
    public void A_finished_training_leaves_no_backup_but_files_of_others()
    {
        using var folder = new RunFolder();
        Fit(Model(), 2, new BackupAndRestore(Backup(folder)));
        Assert.False(Directory.Exists(Backup(folder)));

        Directory.CreateDirectory(Backup(folder));
        File.WriteAllText(Path.Combine(Backup(folder), "notes.txt"), "mine");
        Fit(Model(), 2, new BackupAndRestore(Backup(folder)));
        Assert.Equal(["notes.txt"], Directory.GetFiles(Backup(folder)).Select(Path.GetFileName));
    }

    [Fact]
    public void A_backup_may_be_kept_and_more_epochs_added()
    {
        using var folder = new RunFolder();
        var expected = Model();
        Fit(expected, 4);
        Fit(Model(), 2, new BackupAndRestore(Backup(folder), deleteCheckpoint: false));
        Assert.Equal(["epoch-2.weights.h5", "training_metadata.json"], Directory.GetFiles(Backup(folder))
            .Select(Path.GetFileName).Order());
        var more = Model();
        Assert.Equal([2, 3], Fit(more, 4, new BackupAndRestore(Backup(folder))).Epochs);
        Assert.Equal(expected.GetWeights()[0].Floats.ToArray(), more.GetWeights()[0].Floats.ToArray());
    }

    [Fact]
    public void A_cancelled_training_keeps_its_backup()
    {
        using var folder = new RunFolder();
        using var cancellation = new CancellationTokenSource();
        var cancel = new LambdaCallback { EpochEnd = (epoch, _) => { if (epoch == 1) cancellation.Cancel(); } };
        Assert.Throws<OperationCanceledException>(() => Model()
            .Fit(X, Y, epochs: 5, batchSize: 4,
                options: Options([new BackupAndRestore(Backup(folder)), cancel]) with
                {
                    CancellationToken =
                    cancellation.Token
                }));
        Assert.Equal([2, 3, 4], Fit(Model(), 5, new BackupAndRestore(Backup(folder))).Epochs);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"epoch": 0, "steps": 3}""")]
    [InlineData("""{"epoch": 1}""")]
    public void A_damaged_backup_is_refused_and_named(string metadata)
    {
        using var folder = new RunFolder();
        Directory.CreateDirectory(Backup(folder));
        File.WriteAllText(Path.Combine(Backup(folder), "training_metadata.json"), metadata);
        Assert.Contains("training_metadata.json",
            Assert.Throws<InvalidDataException>(() => Fit(Model(), 2, new BackupAndRestore(Backup(folder)))).Message);
    }

    [Fact]
    public void A_folder_is_needed() => Assert.Throws<ArgumentException>(() => new BackupAndRestore(""));

    private static string Backup(RunFolder folder) => Path.Combine(folder.Path, "backup");

    private static History Fit(Sequential model, int epochs, params Callback[] callbacks) =>
        model.Fit(X, Y, epochs, batchSize: 4, options: Options(callbacks));

    private static FitOptions Options(Callback[] callbacks) =>
        new() { Callbacks = callbacks, Verbose = Verbosity.Silent };

    // Everything that a step can depend on: the optimizer's moments, moving statistics, draws of dropout and the order
    // of the rows.
    private static Sequential Model()
    {
        var model = new Sequential(new Dense(6, Activations.Tanh), new BatchNormalization(), new Dropout(0.4f),
            new Dense(1));
        model.BuildFor([Shape.Unknown, 3]);
        model.Compile(new Adam(0.01f) { UseEma = true }, new MeanSquaredError());
        return model;
    }
}
