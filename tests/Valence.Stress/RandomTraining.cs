using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Valence.Callbacks;
using Valence.Layers;
using Valence.Losses;
using Valence.Models;
using Valence.Optimizers;
using Valence.Training;

namespace Valence.Stress;

/// <summary>A small training with all callbacks, whose kind a seed decides. Another one of the seed and the folder goes
/// on where the one before broke off: everything is new but what is on the disk.</summary>
internal sealed class RandomTraining
{
    private const int Rows = 12;

    private readonly string _folder;
    private readonly Model _model;
    private readonly EarlyStopping _stopping;
    private readonly List<Callback> _callbacks;
    private readonly bool _streams;
    private readonly int? _steps;
    private readonly bool _weighs;
    private History _history = null!;

    /// <summary>The training of a seed.</summary>
    /// <param name="seed">Decides everything.</param>
    /// <param name="folder">Where it writes.</param>
    /// <param name="deletesBackup">Whether the backup goes when the training ends.</param>
    public RandomTraining(int seed, string folder, bool deletesBackup)
    {
        _folder = folder;
        var random = new Random(seed);
        var isStateful = random.Next(2) == 0;
        _streams = random.Next(3) == 0;
        _steps = random.Next(2) == 0 ? random.Next(2, 5) : null;
        _weighs = !_streams && random.Next(2) == 0;
        Optimizer[] optimizers = [new Sgd(.05f, momentum: .9), new Adam(.02f, amsgrad: true), new Nadam(.02f),
            new Rmsprop(.01f), new Adagrad(.05f), new Adafactor(), new Ftrl(.05f), new Lion(.01f)];
        var optimizer = optimizers[random.Next(optimizers.Length)];
        var averages = random.Next(2) == 0 && optimizer is Adam;
        if (averages) optimizer = new Adam(.02f) { UseEma = true, EmaMomentum = .8 };
        _model = new Sequential(new InputLayer([3, 4, 2]), new Lstm(3) { Stateful = isStateful, Dropout = .2f },
            new BatchNormalization(), new Dense(1, "sigmoid"))
        { Seed = (ulong)seed };
        _model.Compile(optimizer, new BinaryCrossentropy(), ["accuracy"]);
        _stopping = new EarlyStopping("val_loss", patience: random.Next(1, 4),
            restoreBestWeights: random.Next(2) == 0);
        _callbacks =
        [
            new ModelCheckpoint(In("best.weights.h5"), saveBestOnly: true, saveWeightsOnly: true),
            new ModelCheckpoint(In("step-{epoch}-{batch}.keras"), "loss") { SaveFrequency = 3 },
            _stopping,
            new ReduceLROnPlateau("loss", .5, patience: 1) { Cooldown = 1 },
            new CsvLogger(In("log.csv")),
            new TerminateOnNaN(),
        ];
        if (random.Next(2) == 0)
            _callbacks.Add(new LearningRateScheduler((epoch, rate) => epoch % 2 == 0 ? rate : .9f * rate));
        if (averages) _callbacks.Add(new SwapEmaWeights(swapOnEpoch: random.Next(2) == 0));
        for (var i = _callbacks.Count - 1; i > 0; i--)
        {
            var j = random.Next(i + 1);
            (_callbacks[i], _callbacks[j]) = (_callbacks[j], _callbacks[i]);
        }
        _callbacks.Insert(random.Next(_callbacks.Count + 1), new BackupAndRestore(In("backup"), deletesBackup));
    }

    /// <summary>Trains.</summary>
    /// <param name="watch">Called after each step and each epoch; what it throws breaks the training off.</param>
    public void Fit(Action? watch = null)
    {
        if (watch is not null)
            _callbacks.Add(new LambdaCallback
            {
                TrainBatchEnd = (_, _) => watch(),
                EpochEnd = (_, _) => watch(),
            });
        var random = new Random(7);
        var x = Tensor.From([.. Enumerable.Range(0, Rows * 8).Select(_ => random.NextSingle())], [Rows, 4, 2]);
        var y = Tensor.From([.. Enumerable.Range(0, Rows).Select(i => (float)(i * 7 % 3 % 2))], [Rows, 1]);
        var weights = _weighs ? new Dictionary<int, double> { [0] = 1.5, [1] = .5 } : null;
        _history = _streams
            ? _model.Fit(Stream(x, y), 6, 0, _callbacks, new Batch(x, y), weights, stepsPerEpoch: _steps,
                validationBatchSize: 3)
            : _model.Fit(x, y, batchSize: 3, epochs: 6, verbose: 0, callbacks: _callbacks,
                validationData: new Batch(x, y), classWeight: weights, stepsPerEpoch: _steps, validationBatchSize: 3);
    }

    /// <summary>All that it came to, a line each: weights, optimizer, history, callbacks, and the folder's
    /// files.</summary>
    public string Outcome()
    {
        var lines = new List<string>();
        foreach (var weight in _model.Weights) lines.Add(Bits(weight.Value));
        foreach (var variable in _model.Optimizer!.Variables) lines.Add(Bits(variable.Value));
        lines.Add(string.Join(",", _history.Epochs));
        foreach (var name in _history.Names) lines.Add($"{name} {string.Join(",", _history[name])}");
        lines.AddRange(_history.Warnings);
        lines.Add($"{_stopping.StoppedEpoch} {_stopping.BestEpoch} {_model.Optimizer.LearningRate}");
        lines.AddRange(Directory.GetFileSystemEntries(_folder, "*", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal).Select(path => $"{Path.GetRelativePath(_folder, path)} {Content(path)}"));
        return string.Join("\n", lines);
    }

    private string In(string name) => Path.Combine(_folder, name);

    // A .keras file tells when it was written.
    private static string Content(string path) => Directory.Exists(path) ? "folder"
        : path.EndsWith(".keras", StringComparison.Ordinal) ? string.Concat(Model.Load(path).GetWeights().Select(Bits))
        : Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)));

    private static IEnumerable<Batch> Stream(Tensor x, Tensor y)
    {
        for (var row = 0; row < Rows; row += 3)
            yield return new(((Data)x).Slice(row, row + 3), ((Data)y).Slice(row, row + 3));
    }

    private static string Bits(Tensor tensor) => Convert.ToHexString(tensor.Type == ElementType.Float32
        ? MemoryMarshal.AsBytes(tensor.Floats) : MemoryMarshal.AsBytes(tensor.Ints));
}
