using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Valence.Callbacks;
using Valence.Layers;
using Valence.Losses;
using Valence.Optimizers;
using Valence.Text;
using Valence.Training;

namespace Valence.Classification;

/// <summary>Makes one classifier of the texts of a training, whichever is asked for, and judges it by those held
/// out.</summary>
internal sealed class TrialTraining
{
    private const int MostEpochs = 30;
    private const int Patience = 2;

    private readonly TextTask _task;
    private readonly IReadOnlyList<LabelledText> _texts;
    private readonly int[] _training, _validation;
    private readonly LabelledText[] _heldOut;
    private readonly TrainingRecord _record;

    // Vectors of an encoder that stays as it is are those of any rows.
    private readonly Dictionary<Recipe, (TextEmbedder Embedder, Tensor Vectors)> _vectors;

    // Those of words are of the rows that are learned from.
    private LearnedVectors? _words;

    // The same with texts besides of which a linear model is sure.
    private TrialTraining? _withSure;

    /// <param name="task">What is learned.</param>
    /// <param name="texts">All texts.</param>
    /// <param name="training">Positions of those to learn from.</param>
    /// <param name="validation">Positions of those held out.</param>
    /// <param name="record">What a classifier of them knows of its training.</param>
    public TrialTraining(TextTask task, IReadOnlyList<LabelledText> texts, int[] training, int[] validation,
        TrainingRecord record) : this(task, texts, training, validation, record, [])
    {
    }

    private TrialTraining(TextTask task, IReadOnlyList<LabelledText> texts, int[] training, int[] validation,
        TrainingRecord record, Dictionary<Recipe, (TextEmbedder Embedder, Tensor Vectors)> vectors)
    {
        (_task, _texts, _training, _validation) = (task, texts, training, validation);
        (_heldOut, _record, _vectors) = ([.. validation.Select(i => texts[i])], record, vectors);
    }

    /// <summary>How much each class counts; null where all count alike.</summary>
    public double[]? Weights { get; init; }

    /// <summary>Whether those are the balanced ones.</summary>
    public bool AreBalanced { get; init; }

    /// <summary>What goes on from an earlier classifier; null where nothing does.</summary>
    public Adaptation? Adaptation { get; init; }

    /// <summary>The texts of this training alone, where the record has those of an earlier one too.</summary>
    public TrainedTexts? OwnTexts { get; init; }

    /// <summary>How the linear model of half the texts did; null where none was fitted.</summary>
    public Judged? Half { get; set; }

    /// <summary>How a model of these texts alone did; null where no earlier one is gone on from.</summary>
    public Judged? Fresh { get; set; }

    /// <summary>Whether some of the texts have labels that a model gave them, which judge nothing.</summary>
    private bool HasSure { get; init; }

    /// <summary>The task of the training.</summary>
    public TextTask Task => _task;

    /// <summary>All texts.</summary>
    public IReadOnlyList<LabelledText> Texts => _texts;

    /// <summary>How many texts are learned from.</summary>
    public int Learned => _training.Length;

    /// <summary>The texts held out.</summary>
    public IReadOnlyList<LabelledText> Held => _heldOut;

    /// <summary>What an answer that knows nothing of a text comes to; null where there is none.</summary>
    public Judged? Baseline() => _task.Baseline(_texts.Rows(_training), _heldOut);

    /// <summary>The same of other rows.</summary>
    public TrialTraining On(int[] training, int[] validation) =>
        new(_task, _texts, training, validation, _record, _vectors) { Weights = Weights, AreBalanced = AreBalanced };

    /// <summary>The classifier of a trial; null where its time ended before an epoch did, or none fits the
    /// task.</summary>
    /// <param name="trial">What is trained, and how.</param>
    /// <param name="isOver">Whether its time is over; null for a training that is no search's.</param>
    /// <param name="also">What watches the training of a network besides; null for nothing.</param>
    /// <param name="left">How much time there is for what comes before steps; no end when null.</param>
    /// <exception cref="DataException">There is no text without a label of which a linear model is sure, where such
    /// are to be learned from.</exception>
    /// <exception cref="TimeIsOverException">Vectors of words were not learned in time.</exception>
    public Candidate? Learn(Trial trial, Func<bool>? isOver = null, Callback? also = null,
        Func<TimeSpan>? left = null) => trial.Recipe switch
        {
            _ when trial.Settings.LearnsSure && !HasSure => WithSure(trial).Learn(trial, isOver, also, left),
            var recipe when recipe == Recipes.Linear => Linear(trial, left),
            { Frozen: { } open } => Frozen(trial, open),
            _ => Network(trial, isOver, also, left),
        };

    private TrialTraining WithSure(Trial trial)
    {
        if (_withSure is not null) return _withSure;
        var sure = SureTexts.Of((OneClass)_task, _texts, _training, trial.Settings);
        if (sure.Count == 0)
            throw new DataException("Of the texts without labels there is none of which the linear model is sure.");
        return _withSure = new(_task, _texts.Then(sure), [.. _training,
            .. Enumerable.Range(_texts.Count, sure.Count)], _validation, _record, [])
        {
            Weights = Weights,
            AreBalanced = AreBalanced,
            HasSure = true,
        };
    }

    /// <summary>The mean of candidates.</summary>
    /// <param name="trial">What it is called.</param>
    /// <param name="members">The candidates, in the order of the shares.</param>
    /// <param name="shares">How much each counts.</param>
    public Candidate Mean(Trial trial, IReadOnlyList<Candidate> members, IReadOnlyList<double> shares)
    {
        var classifier = AveragedClassifier.Of([.. members.Select(one => one.Classifier)], shares, _task,
            trial.Settings, _record);
        var scores = members.Any(one => one.Scores.Length == 0) ? []
            : AveragedScores.Sum([.. members.Select(one => one.Scores)], shares);
        return Judged(trial, classifier, scores, _task.LossOf(scores.Length == 0 ? [] : _heldOut, scores), 0);
    }

    /// <summary>How scores of some rows do together, which different models gave.</summary>
    public Judged JudgedTogether(Trial trial, IReadOnlyList<LabelledText> rows, float[] scores, int epochs)
    {
        var task = _task.Tuned(rows, _task.OutputsOf(scores));
        return Told(trial, task.Judge((trial.Recipe.Name, epochs), rows, scores, _task.LossOf(rows, scores)), rows);
    }

    /// <summary>The candidate of a trial that was made before.</summary>
    /// <param name="trial">The trial.</param>
    /// <param name="read">Its encoder and network.</param>
    /// <param name="record">Its figures, texts that judge and what each epoch came to.</param>
    public Candidate Restored(Trial trial, TextClassifier read, TrialRecord record)
    {
        var classifier = Trained(trial, read.Encoder, read.Model);
        return Judged(trial, classifier.With(_task, classifier.Training with
        {
            History = record.History,
            KeptEpoch = record.KeptEpoch,
            MadeBy = MadeBy(trial, record.Epochs),
        }), record.Scores, record.Loss, record.Epochs) with
        {
            JudgingRows = record.JudgingRows,
            JudgingScores = record.JudgingScores,
        };
    }

    private double WeightOf(LabelledText row) => Weights![_task.Labels.IndexOf(row.Label!, row.Row)];

    private Judged Told(Trial trial, Judged judged, IReadOnlyList<LabelledText> rows) => judged with
    {
        Result = judged.Result with { Choices = trial.Choices },
        Score = Weights is null ? judged.Score : rows.Where((_, i) => judged.IsRight[i]).Sum(WeightOf),
    };

    // Null where no linear model fits the task.
    private Candidate? Linear(Trial trial, Func<TimeSpan>? left)
    {
        var settings = trial.Settings;
        if (_task.LinearLoss == LinearLoss.None) return null;
        var (texts, training) = (_texts, _training);
        int[] rows = [];
        var letters = 0L;
        foreach (var row in texts) letters += row.Text.Length;
        if (letters > LinearTraining.MostLetters)
        {
            training = HeldOut.Some(_training,
                Math.Max(1, (int)((double)LinearTraining.MostLetters / letters * _training.Length)));
            rows = [.. training, .. _validation];
            texts = texts.Rows(rows);
            settings.Say($"{Recipes.Linear.Name,-12} learns from {training.Length + _validation.Length} of "
                + $"{_texts.Count} texts, as many as memory is meant for");
            training = [.. Enumerable.Range(0, training.Length)];
        }
        var validation = texts == _texts ? _validation : [.. Enumerable.Range(training.Length, _validation.Length)];
        var targets = _task.LinearTargets(texts)!;
        if (Weights is not null) targets = targets.Weighted([.. texts.Select(row => (float)WeightOf(row))]);
        if ((long)texts.Count * targets.Width > LinearTraining.MostScores)
        {
            var why = string.Create(CultureInfo.InvariantCulture, $"the linear model keeps several numbers of each "
                + $"text and output, and {texts.Count} texts times {targets.Width} outputs are more than "
                + $"{LinearTraining.MostScores}");
            if (settings.Recipe is not null)
                throw new DataException($"Too many texts and outputs: {why}. Choose the recipe of a network, such as "
                    + "fasttext.");
            settings.Say($"{Recipes.Linear.Name,-12} left out: {why}");
            return null;
        }
        string[] read = [.. texts.Select(row => row.Text)];
        var centre = Adaptation is { } adaptation ? LinearCentre.Of(adaptation.Earlier, adaptation.Map, read) : null;
        var fit = new LinearTraining(read, targets, settings, centre)
        {
            HeldOutAlone = HasSure || settings.ValidationData is not null,
            Left = left,
        }.Fit(training, validation);
        return OfFit(trial, fit, texts == _texts ? null : rows, targets);
    }

    // A last layer on vectors that stay as they are.
    private Candidate Frozen(Trial trial, Func<Backends.Backend?, TextEmbedder> open)
    {
        var (recipe, settings) = (trial.Recipe, trial.Settings);
        var isKnown = _vectors.TryGetValue(recipe, out var known);
        var embedder = isKnown ? known.Embedder : open(settings.Backend);
        var targets = _task.LinearTargets(_texts)!;
        if (Weights is not null) targets = targets.Weighted([.. _texts.Select(row => (float)WeightOf(row))]);
        if ((long)_texts.Count * Math.Max(targets.Width, embedder.Dimensions) > LinearTraining.MostScores * 10)
            throw new DataException(string.Create(CultureInfo.InvariantCulture, $"Too many texts: {_texts.Count} times "
                + $"{embedder.Dimensions} numbers of each, or {targets.Width} outputs, are more than "
                + $"{LinearTraining.MostScores * 10}. Give fewer texts, or choose another recipe."));
        var centre = LabelDescriptions.Weights(embedder, _task, recipe.Descriptions);
        var read = _texts.Texts();
        if (!isKnown)
        {
            settings.Say(string.Create(CultureInfo.InvariantCulture,
                $"{recipe.Name,-12} the vectors of {_texts.Count} texts"));
            known = _vectors[recipe] = (embedder,
                embedder.Embed(read, meansOfUnits: true, progress: null, settings.CancellationToken));
        }
        var (kernel, bias, judging, scores) = new HeadTraining(read, known.Vectors, targets, centre, settings)
            .Fit(_training, _validation);
        var model = embedder.Classifier(kernel, bias, targets.Activation, settings.Seed, settings.Backend);
        return OfFit(trial, new(embedder.Encoder, model, judging, scores), null, targets);
    }

    // What was fitted exactly, to some rows or all, and how it did on held-out texts.
    private Candidate OfFit(Trial trial, LinearFit fit, int[]? rows, LinearTargets targets)
    {
        if (!fit.Model.IsFinite())
            throw new DataException("The weights of the linear model are no numbers. Give class weights that are "
                + "nearer to each other.");
        var classifier = Trained(trial, fit.Encoder, fit.Model);
        if (fit.OfHalf is { } half && _validation.Length >= ClassifierTraining.RowsThatDecide)
            Half = OfScores(half).Judged;
        if (fit.Beside is { } beside)
        {
            Fresh = OfScores(OfHeldOut(beside.Fresh)).Judged.Renamed(Classification.Adaptation.Fresh);
            trial.Settings.Say(beside.Sentence(fit.Judging.Length));
        }
        if (Adaptation is not null && fit.IsFresh)
        {
            trial.Settings.Say(Classification.Adaptation.NoHelp);
            classifier = classifier.With(_task, classifier.Training with { Texts = OwnTexts });
        }
        return OfScores(OfHeldOut(fit.Scores)) with
        {
            JudgingRows = rows is null ? fit.Judging : [.. fit.Judging.Select(i => rows[i])],
            JudgingScores = fit.Scores,
        };

        float[] OfHeldOut(float[] all) => all.Length == 0 ? [] : all[..(_validation.Length * targets.Width)];

        Candidate OfScores(float[] scores)
        {
            if (_task.LinearLoss == LinearLoss.Squared)
                scores = [.. scores.Select(score => (float)(targets.Scale * score + targets.Shift))];
            return Judged(trial, classifier, scores, _task.LossOf(scores.Length == 0 ? [] : _heldOut, scores), 0);
        }
    }

    // Null where the time ended before an epoch did.
    private Candidate? Network(Trial trial, Func<bool>? isOver, Callback? also, Func<TimeSpan>? left)
    {
        var (recipe, settings) = (trial.Recipe, trial.Settings);
        var learnedFrom = _texts.Rows(_training).Texts();
        var (encoder, model) = Adaptation is { } adaptation ? adaptation.Grown(learnedFrom, settings)
            : Built(trial, recipe.Fit(learnedFrom, settings), learnedFrom, left);
        var rate = settings.LearningRate ?? recipe.LearningRate;
        var batchSize = BatchSizeOf(trial);
        var mostEpochs = EpochsOf(trial);
        var steps = (int)Math.Min(int.MaxValue, mostEpochs * ((_training.Length + (long)batchSize - 1) / batchSize));
        model.Compile(recipe.Rates is { } rates ? new Adam(rates(rate, steps)) : new Adam(rate), _task.Loss,
            _task.Metrics);
        var classifier = Trained(trial, encoder, model);
        if (_task.Unit != (1, 0))
            settings.Say(string.Create(CultureInfo.InvariantCulture, $"Epochs show losses of numbers less their mean "
                + $"({_task.Unit.Shift:G4}) and divided by their deviation ({_task.Unit.Scale:G4})."));
        Batch? held = _validation.Length > 0 ? new(encoder.Encode([.. _heldOut.Select(row => row.Text)]),
            InUnit(_task.Targets(_heldOut))) : null;
        if (Weights is not null && held is { } weighed)
            held = weighed with { SampleWeight = Tensor.From([.. _heldOut.Select(row => (float)WeightOf(row))]) };
        var figure = held is null ? "loss" : "val_loss";
        BestEpoch? best = null;
        best = new BestEpoch(classifier, isOver is null && settings.CheckpointPath is { } path
            ? better => SaveCheckpoint(better, path) : null, figure,
            isOver is null || !trial.NeedsEpoch ? isOver : () => best!.Epochs > 0 && isOver());
        var stopping = new EarlyStopping(figure, patience: settings.Patience
            ?? (trial.IsOpen ? Patience : int.MaxValue), mode: Mode.Min, restoreBestWeights: true);
        List<Callback> callbacks = [new TerminateOnNaN(raiseError: true), stopping, best, .. settings.Callbacks];
        if (isOver is null) callbacks.Add(new TimeEstimate(TimeProvider.System, steps / mostEpochs,
            (double)_validation.Length / _training.Length, settings.Patience is not null));
        if (settings.Watch is { } watch) callbacks.Add(watch(recipe.Name));
        if (also is not null) callbacks.Add(also);
        if (settings.BackupPath is { } backup) callbacks.Add(BackupAndRestore.InFile(backup, settings.Resume,
            new Dictionary<string, string>
            {
                ["seed"] = string.Create(CultureInfo.InvariantCulture, $"{settings.Seed}"),
                ["learning rate"] = string.Create(CultureInfo.InvariantCulture,
                    $"{rate}{(recipe.Rates is null ? "" : $" over {steps} steps")}"),
                ["batch size"] = string.Create(CultureInfo.InvariantCulture, $"{batchSize}"),
                ["texts, cleaning or first weights"] = Digest(trial, model),
            }, null, BackupAndRestore.TimeBetween));
        var learned = new TextBatches(_texts, _training, encoder, rows => InUnit(_task.Targets(rows)), batchSize,
            settings.Seed);
        History? history = null;
        try
        {
            // A classifier is made to be used, and not to be looked into: its warnings are errors.
            history = model.Fit(learned, mostEpochs, settings.Verbose, callbacks, validationData: held,
                classWeight: Weights?.Index().ToDictionary(entry => entry.Index, entry => entry.Item),
                validationBatchSize: batchSize, warningsAreErrors: true, output: settings.Output,
                cancellationToken: settings.CancellationToken);
        }
        catch (TimeIsOverException)
        {
            if (best.Weights is null) return null;
            model.SetWeights(best.Weights);
        }
        // One that is resumed after its last epoch has none to see.
        var epochs = history?.Epochs.Count ?? best.Epochs;
        // What the last epochs' callbacks gave back is merged: from here on the network is an ordinary one.
        model.MergeLora();
        BringToUnit(model);
        var scores = Calibrate(classifier, settings.CancellationToken);
        var loss = _task.LossOf(_heldOut, scores);
        return Judged(trial, classifier.With(_task, classifier.Training with
        {
            History = history,
            KeptEpoch = stopping.BestEpoch + 1,
            MadeBy = MadeBy(trial, epochs),
        }), scores, loss, epochs);
    }

    private (TextEncoder Encoder, Models.Functional Model) Built(Trial trial, TextEncoder encoder,
        IReadOnlyList<string> texts, Func<TimeSpan>? left)
    {
        var model = trial.Recipe.Build(new(encoder.Ids, encoder.PaddedLength ?? -1), _task.Outputs, _task.Activation,
            trial.Settings.Seed, trial.Settings.Backend);
        if (trial.Settings is { Unlabelled: { } unlabelled, LearnsVectors: true } && encoder is WordEncoder words)
            (_words ??= new(unlabelled)).Begin(model, words, texts, trial.Settings, left);
        return (encoder, model);
    }

    private TextClassifier Trained(Trial trial, TextEncoder encoder, Models.Model model) => new(trial.Recipe.Name,
        encoder, _task, model, PreparationTie.Training, _record with { MadeBy = MadeBy(trial, 0) })
    {
        Tables = trial.Settings.Tables,
        KeepsOptimizer = trial.Settings.KeepOptimizer,
    };

    // What was chosen on the held-out texts becomes part of the task.
    private Candidate Judged(Trial trial, TextClassifier classifier, float[] scores, double loss, int epochs)
    {
        IReadOnlyList<LabelledText> rows = scores.Length == 0 ? [] : _heldOut;
        if (rows.Count >= ClassifierTraining.RowsThatDecide)
        {
            var outputs = _task.OutputsOf(scores);
            var task = _task.Tuned(rows, outputs);
            classifier = classifier.With(task, classifier.Training with
            {
                Risks = task is OneClass one ? HeldOutRisks.Of(one, rows, outputs) : null,
            });
        }
        var judged = classifier.Task.Judge((classifier.Recipe, epochs), rows, scores, loss);
        return new(trial, classifier, Told(trial, judged, rows), scores, rows.Count == 0 ? [] : _validation, scores);
    }

    private Data InUnit(Data targets)
    {
        var (scale, shift) = _task.Unit;
        if ((scale, shift) == (1, 0)) return targets;
        var y = targets.Tensors[0].Copy();
        foreach (ref var number in y.Change<float>()) number = (float)((number - shift) / scale);
        return y;
    }

    // The last layer answers in the labels' own unit from here on.
    private void BringToUnit(Models.Model model)
    {
        var (scale, shift) = _task.Unit;
        if ((scale, shift) == (1, 0)) return;
        var last = (Dense)model.Layers[^1];
        var (kernel, bias) = (last.GetWeights()[0].Copy(), last.GetWeights()[1].Copy());
        foreach (ref var weight in kernel.Change<float>()) weight = (float)(weight * scale);
        foreach (ref var weight in bias.Change<float>()) weight = (float)(weight * scale + shift);
        last.SetWeights([kernel, bias]);
    }

    private void SaveCheckpoint(TextClassifier classifier, string path)
    {
        Tensor[] weights = [.. classifier.Model.GetWeights().Select(weight => weight.Copy())];
        BringToUnit(classifier.Model);
        classifier.Save(path);
        if (_task.Unit != (1, 0)) classifier.Model.SetWeights(weights);
    }

    private string? MadeBy(Trial trial, int epochs) => TrainOptions.Of(trial, _task, AreBalanced, epochs);

    // The last layer's scores are divided by the temperature, which makes it part of an ordinary network.
    private float[] Calibrate(TextClassifier classifier, CancellationToken cancellation)
    {
        // Texts are judged as they will be answered: those that were cut for the epochs' losses in all their windows.
        var scores = _task.Scores(ReadTexts.Of(classifier, _heldOut.Texts(), cancellation).Outputs);
        if (_validation.Length < ClassifierTraining.RowsThatDecide
            || _task.LinearLoss is LinearLoss.None or LinearLoss.Squared
            || classifier.Model.Layers[^1] is not Dense last) return scores;
        var temperature = _task.LinearTargets(_heldOut)!.Temperature(scores);
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
    private string Digest(Trial trial, Models.Model model)
    {
        var settings = trial.Settings;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        if (_task is not OneClass) hash.AppendData(Encoding.UTF8.GetBytes($"{_task.ClassName}\0"));
        hash.AppendData(Encoding.UTF8.GetBytes($"{trial.Recipe.Name}\0{settings.Cleaning}\0{settings.Split}\0"));
        foreach (var weight in model.GetWeights().Where(weight => weight.Type == ElementType.Float32))
            hash.AppendData(MemoryMarshal.AsBytes(weight.Floats));
        foreach (var row in _texts)
        {
            var label = row.Labels is null ? row.Label : string.Join('\n', row.Labels);
            hash.AppendData(Encoding.UTF8.GetBytes($"{row.Text}\0{label}\0"));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Texts in a step of a trial: few texts need smaller steps to be learned in as many epochs.</summary>
    public int BatchSizeOf(Trial trial) =>
        trial.Settings.BatchSize ?? Math.Clamp(_training.Length / 50, 1, trial.Recipe.BatchSize);

    /// <summary>Passes of a trial at most.</summary>
    /// <remarks>Few texts need more: about as many steps as the recipe needs to get anywhere; the best epoch is kept,
    /// so some too many do no harm. Steps that change with their number, as of a pre-trained encoder, need the number
    /// beforehand.</remarks>
    public int EpochsOf(Trial trial) => trial.Settings.Epochs
        ?? (trial.Settings.Patience is not null || trial.IsOpen && trial.Recipe.Rates is null ? MostEpochs
            : (int)Math.Clamp(1500L * BatchSizeOf(trial) / Math.Max(1, _training.Length), trial.Recipe.Epochs,
                MostEpochs));
}
