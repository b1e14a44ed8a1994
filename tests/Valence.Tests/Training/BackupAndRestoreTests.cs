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

        Assert.Equal([0, 1, 2, 3, 4], rest.Epochs);
        Assert.Equal(whole["loss"], rest["loss"]);
        Assert.All(expected.Weights.Zip(resumed.Weights),
            pair => Assert.Equal(pair.First.Value.Floats.ToArray(), pair.Second.Value.Floats.ToArray()));
        Assert.Equal(expected.Optimizer!.Iterations, resumed.Optimizer!.Iterations);

        static void BreakOff(int batch, TrainingState state)
        {
            if (state.Optimizer.Iterations == 17) throw new IOException($"gone at step {batch}");
        }
    }

    [Fact]
    public void A_resumed_history_knows_the_epochs_of_its_validations()
    {
        using var folder = new RunFolder();
        var whole = Validated(4, []);
        Validated(3, [new BackupAndRestore(Backup(folder), deleteCheckpoint: false)]);
        var resumed = Validated(4, [new BackupAndRestore(Backup(folder))]);
        Assert.Equal(2, whole["val_loss"].Count);
        Assert.Equal(whole.ToString(), resumed.ToString());
        Assert.Equal(whole.ToSvg(), resumed.ToSvg());

        static History Validated(int epochs, Callback[] callbacks) => Model().Fit(X, Y, epochs: epochs, verbose: 0,
            validationData: (X, Y), validationFreq: [1, 4], callbacks: callbacks);
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

    // A process that was killed may have left it.
    [Fact]
    public void A_finished_training_leaves_no_empty_folder()
    {
        using var folder = new RunFolder();
        Directory.CreateDirectory(Backup(folder));
        Fit(Model(), 2, new BackupAndRestore(Backup(folder)));
        Assert.False(Directory.Exists(Backup(folder)));
    }

    [Fact]
    public void A_backup_may_be_kept_and_more_epochs_added()
    {
        using var folder = new RunFolder();
        var expected = Model();
        Fit(expected, 4);
        Fit(Model(), 2, new BackupAndRestore(Backup(folder), deleteCheckpoint: false));
        Assert.Equal(["training.backup"], Directory.GetFiles(Backup(folder)).Select(Path.GetFileName));
        var more = Model();
        Assert.Equal([0, 1, 2, 3], Fit(more, 4, new BackupAndRestore(Backup(folder))).Epochs);
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
                callbacks: [new BackupAndRestore(Backup(folder)), cancel], verbose: 0,
                cancellationToken: cancellation.Token));
        Assert.Equal([0, 1, 2, 3, 4], Fit(Model(), 5, new BackupAndRestore(Backup(folder))).Epochs);
    }

    [Fact]
    public void A_backup_of_another_form_is_refused_and_named()
    {
        using var folder = new RunFolder();
        Directory.CreateDirectory(Backup(folder));
        File.WriteAllText(Path.Combine(Backup(folder), "training_metadata.json"), """{"epoch": 1}""");
        Assert.Contains("training_metadata.json", Refused(folder));
        File.WriteAllText(Path.Combine(Backup(folder), "training.backup"), "");
        Assert.Contains("training.backup", Refused(folder));
        Formats.SafetensorsWriter.Save(Path.Combine(Backup(folder), "training.backup"), []);
        Assert.Contains("no backup of a training", Refused(folder));
    }

    [Fact]
    public void Every_flipped_bit_is_noticed()
    {
        using var folder = new RunFolder();
        Fit(Model(), 2, new BackupAndRestore(Backup(folder), deleteCheckpoint: false));
        var path = Path.Combine(Backup(folder), "training.backup");
        var bytes = File.ReadAllBytes(path);
        var random = new Random(5);
        for (var i = 0; i < 400; i++)
        {
            var changed = (byte[])bytes.Clone();
            changed[random.Next(changed.Length)] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(path, changed);
            Refused(folder);
        }
        File.WriteAllBytes(path, bytes);
        Assert.Equal([0, 1, 2], Fit(Model(), 3, new BackupAndRestore(Backup(folder))).Epochs);
    }

    public static TheoryData<string> Others => ["batch size", "training data", "layers", "seed", "optimizer", "losses",
        "metrics", "shuffling", "validation data", "class weights", "steps of an epoch", "callbacks"];

    [Theory, MemberData(nameof(Others))]
    public void A_backup_of_another_training_is_refused_by_what_differs(string what)
    {
        using var folder = new RunFolder();
        var callback = new BackupAndRestore(Backup(folder), deleteCheckpoint: false);
        Fit(Model(), 2, callback);
        var model = what switch
        {
            "layers" => Model(new Dense(1) { ActivityRegularizer = new Regularizers.L2(.1) }),
            "seed" => Model(seed: 1),
            _ => Model(),
        };
        if (what == "optimizer") model.Compile(new Adam(0.02f) { UseEma = true }, new MeanSquaredError());
        if (what == "losses") model.Compile(new Adam(0.01f) { UseEma = true }, new MeanAbsoluteError());
        if (what == "metrics") model.Compile(new Adam(0.01f) { UseEma = true }, new MeanSquaredError(), ["mae"]);
        var y = what == "training data" ? Tests.Layers.Calls.Normal([20, 1], 9) : Y;
        var before = File.ReadAllBytes(Path.Combine(Backup(folder), "training.backup"));
        var error = Assert.Throws<BackupException>(() =>
            model.Fit(X, y, epochs: 3, batchSize: what == "batch size" ? 5 : 4, verbose: 0,
                callbacks: what == "callbacks" ? [callback, new TerminateOnNaN()] : [callback],
                shuffle: what != "shuffling",
                validationData: what == "validation data" ? new Batch(X, Y) : null,
                classWeight: what == "class weights" ? new Dictionary<int, double> { [0] = 2 } : null,
                stepsPerEpoch: what == "steps of an epoch" ? 2 : null));
        Assert.Contains($"other {what}", error.Message);
        Assert.Equal(before, File.ReadAllBytes(Path.Combine(Backup(folder), "training.backup")));
    }

    [Fact]
    public void Files_of_others_in_the_folder_stay()
    {
        using var folder = new RunFolder();
        Directory.CreateDirectory(Backup(folder));
        foreach (var name in new[] { "epoch-best.weights.h5", "epoch-1.weights.h5", "training.backup.old" })
            File.WriteAllText(Path.Combine(Backup(folder), name), "mine");
        Fit(Model(), 3, new BackupAndRestore(Backup(folder)),
            new ModelCheckpoint(Path.Combine(Backup(folder), "epoch-{epoch:02d}.weights.h5"), "loss",
                saveWeightsOnly: true));
        Assert.Equal(["epoch-01.weights.h5", "epoch-02.weights.h5", "epoch-03.weights.h5", "epoch-1.weights.h5",
            "epoch-best.weights.h5", "training.backup.old"], Directory.GetFiles(Backup(folder))
            .Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_folder_is_needed() => Assert.Throws<ArgumentException>(() => new BackupAndRestore(""));

    private static string Refused(RunFolder folder) =>
        Assert.Throws<BackupException>(() => Fit(Model(), 3, new BackupAndRestore(Backup(folder)))).Message;

    private static string Backup(RunFolder folder) => Path.Combine(folder.Path, "backup");

    private static History Fit(Sequential model, int epochs, params Callback[] callbacks) =>
        model.Fit(X, Y, epochs: epochs, batchSize: 4, callbacks: callbacks, verbose: 0);

    // Everything that a step can depend on: the optimizer's moments, moving statistics, draws of dropout and the order
    // of the rows.
    private static Sequential Model(Dense? last = null, ulong seed = 0)
    {
        var model = new Sequential(new Dense(6, Activations.Tanh), new BatchNormalization(), new Dropout(0.4f),
            last ?? new Dense(1))
        { Seed = seed };
        model.BuildFor([Shape.Unknown, 3]);
        model.Compile(new Adam(0.01f) { UseEma = true }, new MeanSquaredError());
        return model;
    }
}
