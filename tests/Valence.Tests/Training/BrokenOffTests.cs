using Valence.Callbacks;
using Valence.Layers;
using Valence.Losses;
using Valence.Models;
using Valence.Optimizers;
using Valence.Tests.Golden;
using Valence.Training;

namespace Valence.Tests.Training;

/// <summary>Random trainings with all callbacks that break off at random moments, again and again, end as unbroken
/// ones: weights, optimizer, history, files and what the callbacks say.</summary>
public sealed class BrokenOffTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 40)];

    [Theory, MemberData(nameof(Seeds))]
    public void A_resumed_training_ends_as_an_unbroken_one(int seed)
    {
        using var whole = new RunFolder();
        using var broken = new RunFolder();
        var expected = new Run(seed, whole.Path);
        expected.Fit(null);

        var moments = new Random(seed);
        Run run;
        for (var left = 20; ; left--)
        {
            run = new(seed, broken.Path);
            try
            {
                run.Fit(left == 0 ? null : moments.Next(2, 14));
                break;
            }
            catch (IOException)
            {
                // The process is gone; the next one begins with what is on the disk.
            }
        }
        Assert.Equal(expected.Outcome(whole.Path), run.Outcome(broken.Path));
    }

    // Everything is new in every process; only the folder stays.
    private sealed class Run
    {
        private const int Rows = 12;

        private readonly Random _random;
        private readonly Model _model;
        private readonly EarlyStopping _stopping;
        private readonly List<Callback> _callbacks;
        private readonly bool _isStateful;
        private readonly bool _streams;
        private readonly int? _steps;
        private readonly bool _weighs;
        private History _history = null!;

        public Run(int seed, string folder)
        {
            _random = new(seed);
            _isStateful = _random.Next(2) == 0;
            _streams = _random.Next(3) == 0;
            _steps = _random.Next(2) == 0 ? _random.Next(2, 5) : null;
            _weighs = !_streams && _random.Next(2) == 0;
            Optimizer[] optimizers = [new SGD(.05f, momentum: .9), new Adam(.02f, amsgrad: true), new Nadam(.02f),
                new RMSprop(.01f), new Adagrad(.05f), new Adafactor(), new Ftrl(.05f), new Lion(.01f)];
            var optimizer = optimizers[_random.Next(optimizers.Length)];
            var averages = _random.Next(2) == 0 && optimizer is Adam;
            if (averages) optimizer = new Adam(.02f) { UseEma = true, EmaMomentum = .8 };
            _model = new Sequential(new InputLayer([3, 4, 2]), new Lstm(3) { Stateful = _isStateful, Dropout = .2f },
                new BatchNormalization(), new Dense(1, "sigmoid"))
            { Seed = (ulong)seed };
            _model.Compile(optimizer, new BinaryCrossentropy(), ["accuracy"]);
            _stopping = new EarlyStopping("val_loss", patience: _random.Next(1, 4),
                restoreBestWeights: _random.Next(2) == 0);
            _callbacks =
            [
                new ModelCheckpoint(Path.Combine(folder, "best.weights.h5"), saveBestOnly: true, saveWeightsOnly: true),
                new ModelCheckpoint(Path.Combine(folder, "step-{epoch}-{batch}.keras"), "loss") { SaveFrequency = 3 },
                _stopping,
                new ReduceLROnPlateau("loss", .5, patience: 1) { Cooldown = 1 },
                new CsvLogger(Path.Combine(folder, "log.csv")),
            ];
            if (averages) _callbacks.Add(new SwapEmaWeights(swapOnEpoch: _random.Next(2) == 0));
            for (var i = _callbacks.Count - 1; i > 0; i--)
            {
                var j = _random.Next(i + 1);
                (_callbacks[i], _callbacks[j]) = (_callbacks[j], _callbacks[i]);
            }
            _callbacks.Insert(_random.Next(_callbacks.Count + 1),
                new BackupAndRestore(Path.Combine(folder, "backup"), deleteCheckpoint: false));
        }

        public void Fit(int? breaksAfter)
        {
            var calls = 0;
            _callbacks.Add(new LambdaCallback
            {
                TrainBatchEnd = (_, _) => Count(),
                EpochEnd = (_, _) => Count(),
            });
            var random = new Random(7);
            var x = Tensor.From([.. Enumerable.Range(0, Rows * 8).Select(_ => random.NextSingle())], [Rows, 4, 2]);
            var y = Tensor.From([.. Enumerable.Range(0, Rows).Select(i => (float)(i * 7 % 3 % 2))], [Rows, 1]);
            var options = new FitOptions
            {
                Callbacks = _callbacks,
                ValidationData = new Batch(x, y),
                ValidationFreq = 1,
                StepsPerEpoch = _steps,
                ClassWeight = _weighs ? new Dictionary<int, double> { [0] = 1.5, [1] = .5 } : null,
                Verbose = Verbosity.Silent,
                ValidationBatchSize = 3,
            };
            _history = _streams ? _model.Fit(Stream(x, y), 6, options) : _model.Fit(x, y, 6, 3, options: options);

            void Count()
            {
                if (++calls == breaksAfter) throw new IOException("gone");
            }
        }

        public string Outcome(string folder)
        {
            var lines = new List<string>();
            foreach (var weight in _model.Weights) lines.Add(Bits(weight.Value));
            foreach (var variable in _model.Optimizer!.Variables) lines.Add(Bits(variable.Value));
            lines.Add(string.Join(",", _history.Epochs));
            foreach (var name in _history.Names) lines.Add($"{name} {string.Join(",", _history[name])}");
            lines.AddRange(_history.Warnings);
            lines.Add($"{_stopping.StoppedEpoch} {_stopping.BestEpoch}");
            foreach (var file in Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Order())
                lines.Add($"{Path.GetRelativePath(folder, file)} {Convert.ToHexString(Content(file))}");
            return string.Join("\n", lines);
        }

        // A .keras file tells when it was written.
        private static byte[] Content(string file) => !file.EndsWith(".keras", StringComparison.Ordinal)
            ? System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file))
            : [.. Model.Load(file).GetWeights().SelectMany(weight => Convert.FromHexString(Bits(weight)))];

        private static IEnumerable<Batch> Stream(Tensor x, Tensor y)
        {
            for (var row = 0; row < Rows; row += 3)
                yield return new(((Data)x).Slice(row, row + 3), ((Data)y).Slice(row, row + 3));
        }

        private static string Bits(Tensor tensor) => Convert.ToHexString(tensor.Type == ElementType.Float32
            ? System.Runtime.InteropServices.MemoryMarshal.AsBytes(tensor.Floats)
            : System.Runtime.InteropServices.MemoryMarshal.AsBytes(tensor.Ints));
    }
}
