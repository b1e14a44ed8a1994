using Valence.Callbacks;
using Valence.Layers;
using Valence.Metrics;
using Valence.Models;
using Valence.Optimizers;
using Valence.Schedules;
using Valence.Tests.Golden;
using Valence.Tests.Layers;
using Valence.Training;

namespace Valence.Tests.Training;

/// <summary>A training that broke off within an epoch goes on to the bits of one that did not.</summary>
public sealed class BackupWithinEpochTests
{
    private const int Rows = 23;

    private static readonly Tensor X = Calls.Normal([Rows, 4, 3]);
    private static readonly Tensor Y = Tensor.From([.. Enumerable.Range(0, Rows).Select(i => i * i % 3)], [Rows]);

    public static TheoryData<string, int> All => [.. Fits.Keys.SelectMany(kind =>
        ((int[])[1, 2, 5, 7, 9, 11]).Select(step => (kind, step)))];

    // Six steps an epoch, three epochs, in the forms that data and options have.
    private static IReadOnlyDictionary<string, Func<Model, Callback[], History>> Fits { get; } =
        new Dictionary<string, Func<Model, Callback[], History>>
        {
            ["arrays"] = (model, callbacks) => model.Fit(X, Y, batchSize: 4, epochs: 3, verbose: 0,
                callbacks: callbacks, validationData: (X, Y)),
            ["parts of a pass"] = (model, callbacks) => model.Fit(X, Y, batchSize: 4, epochs: 4, verbose: 0,
                callbacks: callbacks, stepsPerEpoch: 4),
            ["a stream"] = (model, callbacks) => model.Fit(Stream(), epochs: 3, verbose: 0, callbacks: callbacks),
            ["parts of a stream"] = (model, callbacks) => model.Fit(Stream(), epochs: 4, verbose: 0,
                callbacks: callbacks, stepsPerEpoch: 4),
            ["a sequence"] = (model, callbacks) => model.Fit(new Parts(), epochs: 3, verbose: 0, callbacks: callbacks),
        };

    [Theory]
    [MemberData(nameof(All))]
    public void It_has_the_same_weights_figures_and_history(string kind, int step)
    {
        using var folder = new RunFolder();
        var expected = Model();
        var whole = Fits[kind](expected, Others());

        Assert.Throws<IOException>(() => Fits[kind](Model(), [Backup(folder), .. Others(), new LambdaCallback
        {
            TrainBatchEnd = (_, state) =>
            {
                if (state.StepsTaken == (ulong)step) throw new IOException("gone");
            },
        }]));
        var resumed = Model();
        var rest = Fits[kind](resumed, [Backup(folder), .. Others()]);

        Assert.Equal(whole.ToString(), rest.ToString());
        foreach (var name in whole.Names) Assert.Equal(whole[name], rest[name]);
        foreach (var (a, b) in expected.Weights.Zip(resumed.Weights))
            Assert.Equal(a.Value.Elements(), b.Value.Elements());
        Assert.Equal(expected.Optimizer!.Variables.Select(variable => variable.Value.ToString()),
            resumed.Optimizer!.Variables.Select(variable => variable.Value.ToString()));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Steps_that_were_backed_up_are_not_taken_again(bool byTime)
    {
        using var folder = new RunFolder();
        var steps = new List<int>();
        Assert.Throws<IOException>(() => Fits["arrays"](Model(), [Backup(folder, byTime), new LambdaCallback
        {
            TrainBatchEnd = (_, state) =>
            {
                if (state.StepsTaken == 11) throw new IOException("gone");
            },
        }]));
        var noting = new LambdaCallback { TrainBatchEnd = (batch, _) => steps.Add(batch) };
        Fits["arrays"](Model(), [Backup(folder), noting]);
        // Ten steps were done, four of the second epoch.
        Assert.Equal([4, 5, 0, 1, 2, 3, 4, 5], steps);
    }

    [Fact]
    public void A_metric_that_cannot_be_kept_is_refused_by_name()
    {
        using var folder = new RunFolder();
        var model = new Sequential(new Dense(1, Activations.Sigmoid, inputDim: 3));
        model.Compile("sgd", "binary_crossentropy", [new Auc()]);
        var x = Calls.Normal([8, 3]);
        var y = Tensor.From([0, 1, 0, 1, 1, 0, 1, 0], [8, 1]);
        Assert.Contains("'auc'", Assert.Throws<InvalidOperationException>(() =>
            model.Fit(x, y, verbose: 0, callbacks: [Backup(folder)])).Message, StringComparison.Ordinal);
        model.Fit(x, y, verbose: 0, callbacks: [new BackupAndRestore(Path.Combine(folder.Path, "backup"))]);
        Assert.Throws<ArgumentOutOfRangeException>(() => new BackupAndRestore("x") { SaveFrequency = 0 });
    }

    [Fact]
    public void Data_that_end_before_are_refused()
    {
        using var folder = new RunFolder();
        Assert.Throws<IOException>(() => Fits["a stream"](Model(), [Backup(folder), new LambdaCallback
        {
            TrainBatchEnd = (_, state) =>
            {
                if (state.StepsTaken == 5) throw new IOException("gone");
            },
        }]));
        Assert.Contains("4 batches", Assert.Throws<InvalidOperationException>(() => Model().Fit(Stream().Take(2),
            epochs: 3, verbose: 0, callbacks: [Backup(folder)])).Message, StringComparison.Ordinal);
    }

    // Every second step, or each one where no time is to pass between backups.
    private static BackupAndRestore Backup(RunFolder folder, bool byTime = false) =>
        new(Path.Combine(folder.Path, "backup"))
        {
            SaveFrequency = byTime ? null : 2,
            SaveTime = byTime ? TimeSpan.Zero : null,
        };

    private static Callback[] Others() =>
    [
        new EarlyStopping("loss", patience: 5, restoreBestWeights: true),
        new LearningRateScheduler((epoch, rate) => rate / (1 + epoch)),
    ];

    private static Sequential Model()
    {
        var model = new Sequential([new InputLayer([-1, 4, 3]), new Gru(4) { Dropout = 0.2 }, new BatchNormalization(),
            new Dropout(0.3), new Dense(3, Activations.Softmax)])
        { Seed = 6 };
        model.Compile(new Adam(0.01f) { UseEma = true, GradientAccumulationSteps = 2 },
            "sparse_categorical_crossentropy", ["accuracy", new SparseTopKCategoricalAccuracy(2)]);
        return model;
    }

    private static IEnumerable<Batch> Stream()
    {
        var parts = new Parts();
        for (var i = 0; i < parts.Count; i++) yield return parts[i];
    }

    private sealed class Parts : BatchSequence
    {
        private int _epoch;

        public override int Count => 6;

        public override Batch this[int index] => new(Calls.Normal([4, 4, 3], (ulong)(index + 100 * _epoch)),
            Tensor.From([.. Enumerable.Range(0, 4).Select(i => (i + index) % 3)], [4]));

        public override void OnEpochBegin(int epoch) => _epoch = epoch;
    }
}
