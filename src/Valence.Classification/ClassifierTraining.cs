using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Valence.Callbacks;
using Valence.Layers;
using Valence.Losses;
using Valence.Metrics;
using Valence.Optimizers;
using Valence.Text;
using Valence.Training;

namespace Valence.Classification;

/// <summary>Learns a classifier: by one recipe, or by several of which the best is kept.</summary>
internal sealed class ClassifierTraining
{
    /// <summary>Fewer held-out texts decide nothing: neither a temperature nor which recipe is kept.</summary>
    private const int RowsThatDecide = 50;

    private const int FewestForNetworks = 500;
    private const int ManyTexts = 20_000;
    private const int MostEpochs = 30;
    private const int Patience = 2;

    // Whoever begins later than this rarely comes to an end.
    private const double LatestBeginning = 0.7;

    // Neither 0 nor 1 has a logarithm.
    private const float LeastProbability = 1e-7f;

    private readonly IReadOnlyList<LabelledText> _texts;
    private readonly TrainingSettings _settings;
    private readonly LabelSet _labels;
    private readonly int[] _classes, _training, _validation;
    private readonly TrainedTexts _trained;

    private ClassifierTraining(IReadOnlyList<LabelledText> texts, LabelSet labels, TrainingSettings settings)
    {
        (_texts, _labels, _settings) = (texts, labels, settings);
        _classes = [.. texts.Select(row => labels.IndexOf(row.Label!, row.Row))];
        (_training, _validation) = HeldOut.Split(_classes, labels.Count, settings.ValidationSplit, settings.Seed);
        _trained = TrainedTexts.Of(texts.Select(row => row.Text));
    }

    private int Width => _labels.Count == 2 ? 1 : _labels.Count;

    /// <summary>What is wrong with the texts or settings is told before anything is learned.</summary>
    public static ClassifierTraining Of(IReadOnlyList<LabelledText> texts, TrainingSettings settings)
    {
        if (texts.Count == 0) throw new DataException("Expected texts to learn from, found none.");
        foreach (var row in texts)
            if (row.Label is null)
                throw new DataException($"{DataException.Beginning(settings.Counted)} {row.Row} has no label. Give "
                    + "every text one, or name the label column.");
        LookAlikes.Refuse(texts.Select(row => (row.Label!, row.Row)), settings.Counted);
        if (settings.Recipe is null || settings.Recipe == Recipes.Linear) RefuseSettingsOfNetworks(settings);
        return new(texts, LabelSet.From(texts.Select(row => row.Label!)), settings);
    }

    public TextClassifier Train() => _settings.Recipe switch
    {
        null => Best(),
        var recipe when recipe == Recipes.Linear => Linear().Classifier,
        var recipe => Network(recipe, null)!.Classifier,
    };

    private static void RefuseSettingsOfNetworks(TrainingSettings settings)
    {
        var given = settings.Epochs is not null ? nameof(settings.Epochs)
            : settings.BatchSize is not null ? nameof(settings.BatchSize)
            : settings.LearningRate is not null ? nameof(settings.LearningRate)
            : settings.BackupPath is not null ? nameof(settings.BackupPath)
            : settings.Callbacks.Count > 0 ? nameof(settings.Callbacks)
            : settings.Recipe is not null && settings.Cleaning != TextCleaning.Reviews ? nameof(settings.Cleaning)
            : settings.Recipe is not null && settings.Split != TextSplit.Whitespace ? nameof(settings.Split) : null;
        if (given is not null)
            throw new ArgumentException($"{given} belongs to the training of one network, and "
                + (settings.Recipe is null ? "no recipe is given: the best of several is kept"
                    : "the linear model is fitted exactly, "
                    + "without steps") + $". Give the Recipe of a network, or leave {given} out.", nameof(settings));
    }

    // The linear model first; then networks while the minutes last.
    private TextClassifier Best()
    {
        var clock = Stopwatch.StartNew();
        var budget = TimeSpan.FromMinutes(_settings.Minutes ?? (_texts.Count > ManyTexts ? 3 : 2));
        var majority = Majority();
        Say(Line(majority));
        var best = Linear();
        List<TriedRecipe> tried = [majority, best.Result];
        Say(Line(best.Result));
        Keep(best);
        Candidate? other = null;
        if (_validation.Length >= RowsThatDecide && _texts.Count >= FewestForNetworks)
            foreach (var recipe in Recipes.Tried)
            {
                if (clock.Elapsed > LatestBeginning * budget) break;
                if (Network(recipe, () => clock.Elapsed > budget) is not { } network)
                {
                    Say($"{recipe.Name,-12} no whole epoch in the time there was");
                    continue;
                }
                tried.Add(network.Result);
                Say(Line(network.Result));
                var isBetter = network.Result.Right > best.Result.Right;
                if (isBetter || other is null || network.Result.Right > other.Result.Right)
                    other = isBetter ? best : network;
                if (!isBetter) continue;
                best = network;
                Keep(best);
            }
        Say(Verdict(best, other));
        return best.With(tried);
    }

    private void Keep(Candidate candidate)
    {
        _settings.CancellationToken.ThrowIfCancellationRequested();
        if (_settings.CheckpointPath is { } path) candidate.Classifier.Save(path);
    }

    private string Verdict(Candidate best, Candidate? other)
    {
        var text = new StringBuilder($"Kept: {best.Result.Recipe}");
        if (other is not null)
        {
            var (gained, lost) = (0, 0);
            for (var i = 0; i < _validation.Length; i++)
            {
                if (best.IsRight[i] && !other.IsRight[i]) gained++;
                if (!best.IsRight[i] && other.IsRight[i]) lost++;
            }
            var test = McNemar.Of(gained, lost, _validation.Length);
            text.Append(string.Create(CultureInfo.InvariantCulture, $", {test.Difference:+.000;-.000;.000} "
                + $"({test.Low:+.000;-.000;.000} to {test.High:+.000;-.000;.000}; McNemar p = {test.P:G2}) beside "
                    + $"{other.Result.Recipe}"));
        }
        return text.Append($". The same again: {best.Classifier.MadeBy}").ToString();
    }

    private static string Line(TriedRecipe tried)
    {
        if (tried.Rows == 0) return $"{tried.Recipe,-12} no text was held out";
        var epochs = tried.Epochs == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", {tried.Epochs} epochs");
        return string.Create(CultureInfo.InvariantCulture,
            $"{tried.Recipe,-12} {(double)tried.Right / tried.Rows:F3} of "
            + $"{tried.Rows} held-out texts right, loss {tried.Loss:F3}{epochs}");
    }

    private void Say(string line)
    {
        if (_settings.Verbose != Verbosity.Silent) (_settings.Output ?? Console.Out).WriteLine(line);
    }

    private TriedRecipe Majority()
    {
        var counts = new int[_labels.Count];
        foreach (var i in _training) counts[_classes[i]]++;
        var (largest, loss) = (Array.IndexOf(counts, counts.Max()), 0.0);
        foreach (var i in _validation)
            loss -= Math.Log((counts[_classes[i]] + 1.0) / (_training.Length + _labels.Count));
        return new("majority", 0, _validation.Count(i => _classes[i] == largest), _validation.Length,
            _validation.Length == 0 ? 0 : loss / _validation.Length);
    }

    private Candidate Linear()
    {
        var (encoder, model, scores) = new LinearTraining([.. _texts.Select(row => row.Text)], _classes, _labels.Count,
            _settings).Fit(_training, _validation);
        return new(Classifier(Recipes.Linear, encoder, model), scores, this, 0);
    }

    // Null where the time ended before an epoch did.
    private Candidate? Network(Recipe recipe, Func<bool>? isOver)
    {
        var encoder = recipe.Fit([.. _training.Select(i => _texts[i].Text)], _settings);
        var model = recipe.Build(new(encoder.Ids, encoder.Length ?? -1), _labels.Count, _settings.Seed,
            _settings.Backend);
        model.Compile(new Adam(_settings.LearningRate ?? 0.001f), _labels.Count == 2 ? new BinaryCrossentropy()
            : new SparseCategoricalCrossentropy(), [Metric.Accuracy]);
        var classifier = Classifier(recipe, encoder, model);
        var learned = classifier.Encode(_training.Select(i => _texts[i]));
        Batch? held = _validation.Length > 0 ? classifier.Encode(_validation.Select(i => _texts[i])) : null;
        var figure = held is null ? "loss" : "val_loss";
        var best = new BestEpoch(classifier, isOver is null ? _settings.CheckpointPath : null, figure, isOver);
        List<Callback> callbacks = [new TerminateOnNaN(raiseError: true),
            new EarlyStopping(figure, patience: isOver is null ? int.MaxValue : Patience, mode: Mode.Min,
                restoreBestWeights: true), best, .. _settings.Callbacks];
        if (_settings.BackupPath is { } backup) callbacks.Add(BackupAndRestore.InFile(backup, _settings.Resume,
            new Dictionary<string, string> { ["texts"] = Digest(recipe) }));
        var batchSize = _settings.BatchSize ?? BatchSizeFor(recipe);
        History? history = null;
        try
        {
            // A classifier is made to be used, and not to be looked into: its warnings are errors.
            history = model.Fit(learned.X, learned.Y, batchSize,
                _settings.Epochs ?? (isOver is null ? EpochsFor(recipe, batchSize) : MostEpochs), _settings.Verbose,
                callbacks, validationData: held, warningsAreErrors: true, output: _settings.Output,
                cancellationToken: _settings.CancellationToken);
        }
        catch (TimeIsOverException)
        {
            if (best.Weights is null) return null;
            model.SetWeights(best.Weights);
        }
        var scores = Calibrate(classifier);
        return new(new(recipe.Name, encoder, _labels, model, _settings.Threshold, _trained, PreparationTie.Training)
        {
            History = history,
            ValidationRows = _validation.Length,
            MadeBy = MadeBy(recipe, best.Epochs),
        }, scores, this, best.Epochs);
    }

    private TextClassifier Classifier(Recipe recipe, TextEncoder encoder, Models.Model model) =>
        new(recipe.Name, encoder, _labels, model, _settings.Threshold, _trained, PreparationTie.Training)
        {
            ValidationRows = _validation.Length,
            MadeBy = MadeBy(recipe, 0),
        };

    // Null where the command line cannot say it: a recipe or a cleaning of one's own.
    private string? MadeBy(Recipe recipe, int epochs)
    {
        if (!Recipes.All.Contains(recipe) || _settings.Cleaning != TextCleaning.Reviews) return null;
        var defaults = new TrainingSettings();
        var options = new StringBuilder($"--recipe {recipe.Name}");
        if (epochs > 0) Add($" --epochs {epochs}");
        if (_settings.BatchSize is { } size) Add($" --batch-size {size}");
        if (_settings.LearningRate is { } rate) Add($" --learning-rate {rate}");
        if (_settings.Split != defaults.Split && recipe != Recipes.Linear) Add($" --split character");
        if (_settings.ValidationSplit != defaults.ValidationSplit)
            Add($" --validation-split {_settings.ValidationSplit}");
        if (_settings.Threshold != defaults.Threshold) Add($" --threshold {_settings.Threshold}");
        Add($" --seed {_settings.Seed}");
        return options.ToString();

        void Add(FormattableString option) => options.Append(FormattableString.Invariant(option));
    }

    // The last layer's scores are divided by the temperature, which makes it part of an ordinary network.
    private float[] Calibrate(TextClassifier classifier)
    {
        if (_validation.Length == 0) return [];
        var answers = classifier.Answers(classifier.Encoder.Encode([.. _validation.Select(i => _texts[i].Text)]));
        var scores = new float[answers.Length * Width];
        for (var i = 0; i < answers.Length; i++)
            for (var k = 0; k < Width; k++)
            {
                var p = answers[i].Probabilities[Width == 1 ? 1 : k];
                scores[i * Width + k] = Width == 1
                    ? MathF.Log(MathF.Max(p, LeastProbability) / MathF.Max(1 - p, LeastProbability))
                    : MathF.Log(MathF.Max(p, LeastProbability));
            }
        if (_validation.Length < RowsThatDecide || classifier.Model.Layers[^1] is not Dense last) return scores;
        var temperature = Temperature.Of(scores, [.. _validation.Select(i => _classes[i])], Width);
        last.SetWeights([.. last.GetWeights().Select(weight => Divided(weight, temperature))]);
        return [.. scores.Select(score => (float)(score / temperature))];
    }

    private static Tensor Divided(Tensor weight, double by)
    {
        var divided = weight.Copy();
        foreach (ref var element in divided.Change<float>()) element = (float)(element / by);
        return divided;
    }

    // The ids that are trained on tell nothing of words and names of classes.
    private string Digest(Recipe recipe)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{recipe.Name}\0{_settings.Cleaning}\0{_settings.Split}\0"));
        foreach (var row in _texts) hash.AppendData(Encoding.UTF8.GetBytes($"{row.Text}\0{row.Label}\0"));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // Few texts need smaller steps to be learned in as many epochs.
    private int BatchSizeFor(Recipe recipe) => Math.Clamp(_training.Length / 50, 1, recipe.BatchSize);

    // ... and more epochs: about as many steps as the recipe needs to get anywhere; the best epoch is kept, so some too
    // many do no harm.
    private int EpochsFor(Recipe recipe, int batchSize) =>
        Math.Clamp(1500 * batchSize / Math.Max(1, _training.Length), recipe.Epochs, MostEpochs);

    private sealed class Candidate
    {
        public Candidate(TextClassifier classifier, float[] scores, ClassifierTraining training, int epochs)
        {
            Classifier = classifier;
            int[] classes = [.. training._validation.Select(i => training._classes[i])];
            if (scores.Length != classes.Length * training.Width) classes = [];
            IsRight = [.. classes.Select((of, i) => Temperature.Right(
                scores.AsSpan(i * training.Width, training.Width), [of], training.Width) == 1)];
            Result = new(classifier.Recipe, epochs, IsRight.Count(isRight => isRight), classes.Length,
                classes.Length == 0 ? 0 : Temperature.Loss(scores, classes, training.Width, 1));
        }

        public TextClassifier Classifier { get; }

        public bool[] IsRight { get; }

        public TriedRecipe Result { get; }

        public TextClassifier With(IReadOnlyList<TriedRecipe> tried) => new(Classifier.Recipe, Classifier.Encoder,
            Classifier.Labels, Classifier.Model, Classifier.Threshold, Classifier.TrainedTexts, Classifier.Tie)
        {
            History = Classifier.History,
            ValidationRows = Classifier.ValidationRows,
            MadeBy = Classifier.MadeBy,
            Tried = tried,
        };
    }

    private sealed class TimeIsOverException : Exception;

    private sealed class BestEpoch(TextClassifier classifier, string? path, string figure,
        Func<bool>? isOver) : Callback
    {
        private const string Best = "best";

        /// <summary>The weights of the best epoch, where the time may end.</summary>
        public Tensor[]? Weights { get; private set; }

        /// <summary>Whole epochs.</summary>
        public int Epochs { get; private set; }

        public override bool WatchesBatches => isOver is not null;

        public override void OnTrainBatchEnd(int batch, TrainingState state)
        {
            if (isOver?.Invoke() == true) throw new TimeIsOverException();
        }

        public override void OnEpochEnd(int epoch, TrainingState state)
        {
            var current = state.Logs[figure];
            // The last step may have spoilt the weights without any loss telling of it yet.
            if (!float.IsFinite(current) || !classifier.Model.IsFinite())
                throw new NonFiniteLossException((state.Steps ?? 1) - 1, float.IsFinite(current) ? float.NaN : current);
            Epochs = epoch + 1;
            var memory = state.MemoryOf(this);
            if (current >= (memory[Best] ?? float.PositiveInfinity)) return;
            memory[Best] = current;
            if (isOver is not null) Weights = [.. classifier.Model.GetWeights()];
            if (path is not null) classifier.Save(path);
        }
    }
}
