using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
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
    internal const int RowsThatDecide = 50;

    // Outputs of held-out texts that are kept at once, and such texts.
    private const int MostJudged = 20_000_000, MostHeldOut = 100_000;

    private const int FewestForNetworks = 500;

    // A network that goes on learning from more is not held against one that learns from nothing: it would take as long
    // again, and the texts outweigh where it began.
    private const int MostForFresh = 2_000;

    private const string NoHelp =
        "The earlier model does not help with these texts: the model is one of these alone.";

    private const int ManyTexts = 20_000;
    private const int MostEpochs = 30;
    private const int Patience = 2;

    // Whoever begins later than this rarely comes to an end.
    private const double LatestBeginning = 0.7;

    private readonly IReadOnlyList<LabelledText> _texts;
    private readonly TrainingSettings _settings;
    private readonly TextTask _task;
    private int[] _training, _validation;
    private readonly LabelledText[] _heldOut;
    private readonly TrainingRecord _record;
    private readonly Adaptation? _adaptation;
    private readonly TrainedTexts? _ownTexts;

    // How the linear model of half the texts did, and that of an earlier one's texts alone.
    private Judged? _half, _fresh;
    // How much each class counts; null where all count alike.
    private readonly double[]? _weights;
    private readonly bool _areBalanced;
    private readonly List<string> _costs = [];
    private readonly EarlierTexts? _earlier;

    private ClassifierTraining(IReadOnlyList<LabelledText> texts, TextTask task, TrainingSettings settings,
        EarlierTexts? earlier)
    {
        _earlier = earlier;
        (_texts, _task, _settings) = (texts, task, settings);
        (_weights, _areBalanced) = SettingsChecks.Weights(texts, task, settings);
        if (settings.ValidationData is { } given)
        {
            _texts = texts.Then(SettingsChecks.Known(given, task, settings));
            (_training, _validation) = ([.. Enumerable.Range(0, texts.Count)],
                [.. Enumerable.Range(texts.Count, given.Count)]);
            if (earlier is not null) LetUnlearnedJudge(given, earlier.Classifier);
        }
        else (_training, _validation) = task.Split(texts, settings.ValidationSplit, settings.Seed);
        if (earlier is { Known: > 0 }) TellKnown(earlier);
        if (Math.Clamp(MostJudged / task.Outputs, 1, MostHeldOut) is var most && _validation.Length > most)
        {
            var all = _validation;
            _validation = HeldOut.Some(all, most);
            if (settings.ValidationData is null)
                _training = [.. _training.Concat(all.Except(_validation)).Order()];
            Say($"{_validation.Length} of {all.Length} held-out texts judge, the others are "
                + $"{(settings.ValidationData is null ? "learned from" : "left out")}: more would take much memory and "
                + "tell little.");
        }
        _heldOut = [.. _validation.Select(i => _texts[i])];
        _adaptation = Adaptation.Of(settings, task);
        _ownTexts = settings.KeepFingerprints ? TrainedTexts.Of(_texts.Select(row => row.Text)) : null;
        _record = new()
        {
            Texts = settings.From?.Training.Texts is { } learned ? _ownTexts?.And(learned) : _ownTexts,
            Profile = settings.KeepFingerprints ? TextProfile.Of(_texts, settings.CancellationToken) : null,
            Examples = settings.KeepExamples
                ? StoredExample.Choose(_heldOut.Concat(_training.Select(i => _texts[i]))) : [],
            ValidationRows = _validation.Length,
            Reading = settings.Reading,
        };
    }

    /// <summary>What is wrong with the texts or settings is told before anything is learned.</summary>
    public static ClassifierTraining Of(IReadOnlyList<LabelledText> texts, TrainingSettings settings)
    {
        if (texts.Count == 0) throw new DataException("Expected texts to learn from, found none.");
        settings = Adaptation.WithRecipe(settings);
        if (settings.Recipe is null or { IsFittedExactly: true })
            SettingsChecks.RefuseThoseOfNetworks(settings);
        Require.AtLeast(1, settings.Patience ?? 1, nameof(settings.Patience));
        var earlier = settings.From is { } from ? EarlierTexts.Of(texts, from) : null;
        // The linear model is fitted about the earlier weights, which hold what was learned from these.
        if (earlier is { Known: > 0 } && settings.Recipe == Recipes.Linear)
            texts = earlier.Unlearned.Length > 0 ? texts.Rows(earlier.Unlearned) : throw new DataException("Expected "
                + $"texts that the earlier classifier has not learned from, it knows all {texts.Count}. Give others.");
        var task = TaskOf(texts, settings);
        SettingsChecks.RequireFor(task, settings);
        return new(texts, task, settings, earlier);
    }

    /// <summary>What is learned from texts.</summary>
    public static TextTask TaskOf(IReadOnlyList<LabelledText> texts, TrainingSettings settings)
    {
        if (settings.From is { } earlier) return Adaptation.TaskOf(texts, earlier, settings);
        var learn = settings.Task ?? (texts.Any(row => row.Labels is not null) ? SeveralLabels.Fit : OneClass.Fit);
        return learn(texts, settings);
    }

    private void TellKnown(EarlierTexts earlier)
    {
        var isLinear = _settings.Recipe == Recipes.Linear;
        // Others judge.
        if (_settings.ValidationData is not null && !isLinear) return;
        Say(string.Create(CultureInfo.InvariantCulture, $"{earlier.Known} of the texts were learned by the earlier "
            + $"model, which they would judge too kindly: "
            + $"{(isLinear ? "left out" : "learned from, and none of them is held out")}."));
        if (isLinear) return;
        var held = _validation.ToHashSet();
        _validation = [.. earlier.Unlearned.Where(held.Contains)];
        _training = [.. _training.Concat(held.Except(_validation)).Order()];
    }

    // Of texts that were given to validate by, which stand behind those to learn from.
    private void LetUnlearnedJudge(IReadOnlyList<LabelledText> given, TextClassifier classifier)
    {
        var earlier = EarlierTexts.Of(given, classifier);
        if (earlier.Unlearned.Length == 0)
            throw new DataException("Expected texts to validate by that the earlier classifier has not learned from, "
                + $"it knows all {given.Count}. Give others.");
        _validation = [.. earlier.Unlearned.Select(i => _texts.Count - given.Count + i)];
        if (earlier.Known > 0)
            Say(string.Create(CultureInfo.InvariantCulture, $"{earlier.Known} of the texts to validate by were learned "
                + $"by the earlier model, which they would judge too kindly: left out."));
    }

    public TextClassifier Train()
    {
        if (_settings.Goal is not null && _validation.Length < RowsThatDecide)
            throw new DataException(string.Create(CultureInfo.InvariantCulture, $"A goal is reached on held-out "
                + $"texts, of "
                + $"which there are {_validation.Length}; expected {RowsThatDecide} at least. Hold more out, or "
                + $"leave the goal out."));
        if (_adaptation?.Labels(_texts) is { } labels) Say(labels);
        var kept = _settings.Recipe switch
        {
            null => Best(),
            var recipe when recipe == Recipes.Linear => Linear()!,
            { Frozen: { } open } recipe => Frozen(recipe, open(_settings.Backend)),
            var recipe => Network(recipe, null)!,
        };
        if (_adaptation is not null && _settings.Recipe != Recipes.Linear) kept = BetterThanFresh(kept);
        if (_adaptation is { } adaptation) kept = Beside(kept, adaptation);
        if (_settings.Slim) kept = Slim(kept);
        kept = Calibrated(kept);
        var (classifier, cost) = Reaching(kept);
        if (cost is not null) SayCost(cost);
        var outputs = _task.OutputsOf(kept.Scores);
        return classifier.With(classifier.Task, classifier.Training with
        {
            Costs = _costs,
            HeldOutAnswers = new(_texts.Count, _training, _validation, outputs),
            Figures = HeldOutFigures.Of(classifier, _heldOut, outputs, _training.Select(i => _texts[i].Text)),
        });
    }

    // A network that learned from nothing, where that is better; not where only the earlier one knows all labels.
    private Candidate BetterThanFresh(Candidate kept)
    {
        if (_validation.Length < RowsThatDecide || _training.Length > MostForFresh) return kept;
        var texts = _settings.ValidationData is not { } given ? _texts
            : _texts.Rows([.. Enumerable.Range(0, _texts.Count - given.Count)]);
        var words = _adaptation!.Earlier.Encoder as WordEncoder;
        // As many epochs, so that the same options make the same classifier again.
        var fresh = new ClassifierTraining(texts, _task, _settings with
        {
            From = null,
            Cleaning = words?.Cleaning ?? _settings.Cleaning,
            Split = words?.Tokenizer.CharLevel == true ? TextSplit.Character : _settings.Split,
            Epochs = kept.Judged.Result.Epochs,
            Patience = null,
            CheckpointPath = null,
            BackupPath = null,
            Callbacks = [],
            Watch = null,
            Verbose = Verbosity.Silent,
        }, _earlier).Network(_settings.Recipe!, null)!;
        _fresh = Renamed(fresh.Judged);
        if (_adaptation.HasMissing(_texts) || !fresh.Judged.IsBetterThan(kept.Judged)) return kept;
        Say(NoHelp);
        var (classifier, madeBy) = (fresh.Classifier, kept.Classifier.MadeBy);
        return fresh with
        {
            Classifier = classifier.With(classifier.Task, classifier.Training with { MadeBy = madeBy }),
        };
    }

    private static Judged Renamed(Judged judged) => judged with
    {
        Result = judged.Result with { Recipe = Adaptation.Fresh },
    };

    // With how the earlier classifier did, and one of these texts alone.
    private Candidate Beside(Candidate kept, Adaptation adaptation)
    {
        List<TriedRecipe> tried = [adaptation.Judge(_heldOut).Result,
            .. _fresh is null ? [] : new[] { _fresh.Result }, kept.Judged.Result];
        foreach (var result in tried) Say(Verdict.Line(result));
        if (adaptation.Examples(kept.Classifier) is { } examples) Say(examples);
        if (_record.Profile is not null)
            Say("The profile is of these texts: answers say of texts like the earlier ones that they are unlike them.");
        if (_settings.KeepFingerprints && adaptation.Earlier.Training.Texts is null)
            Say("The earlier model does not know the texts of its training: nor does this one.");
        var classifier = kept.Classifier;
        return kept with
        {
            Classifier = classifier.With(classifier.Task, classifier.Training with { Tried = tried }),
        };
    }

    // The smaller classifier: what it costs is how its answers differ. What judged the larger one judges it too, since
    // a linear model has learned from the held-out texts by now.
    private Candidate Slim(Candidate kept)
    {
        var slim = kept.Classifier.Slim();
        if (_heldOut.Length > 0)
            SayCost(Verdict.Slim(Answers(kept.Classifier), Answers(slim)));
        return kept with { Classifier = slim };

        Prediction[] Answers(TextClassifier classifier) =>
            classifier.Answers(ReadTexts.Of(classifier, _heldOut.Texts(), _settings.CancellationToken));
    }

    // With a curve of its probabilities, where texts that were not learned from show that it is better.
    private Candidate Calibrated(Candidate kept)
    {
        var (texts, scores) = kept.Judging;
        if (kept.Classifier.Task is not OneClass task || _weights is not null || _settings.Goal is not null
            || task.Threshold != new TrainingSettings().Threshold || texts.Count < CalibrationChoice.FewestRows)
            return kept;
        var choice = CalibrationChoice.Of(task.Classes(texts), scores, task);
        Say(choice.ToString());
        if (choice.Curve is not { } curve) return kept;
        task = new(task.Labels, task.Threshold) { Calibration = curve };
        var classifier = kept.Classifier;
        return kept with
        {
            Classifier = classifier.With(task, classifier.Training with
            {
                Risks = HeldOutRisks.Of(task, _heldOut, task.OutputsOf(kept.Scores)),
            }),
        };
    }

    // With the threshold that reaches the goal, and what that costs.
    private (TextClassifier Classifier, string? Cost) Reaching(Candidate kept)
    {
        if (_settings.Goal is not { } goal) return (kept.Classifier, null);
        var outputs = _task.OutputsOf(kept.Scores);
        var (threshold, cost) = goal.Choose(_task.Labels, [.. _heldOut.Select(row =>
            _task.Labels.IndexOf(row.Label!, row.Row))], outputs, _settings.Threshold);
        var task = new OneClass(_task.Labels, threshold);
        return (kept.Classifier.With(task, kept.Classifier.Training with
        {
            Risks = HeldOutRisks.Of(task, _heldOut, outputs),
        }), cost);
    }

    private double WeightOf(LabelledText row) => _weights![_task.Labels.IndexOf(row.Label!, row.Row)];

    // The linear model first; then networks while the minutes last.
    private Candidate Best()
    {
        var clock = Stopwatch.StartNew();
        var budget = TimeSpan.FromMinutes(_settings.Minutes ?? (_texts.Count > ManyTexts ? 3 : 2));
        var tried = new List<TriedRecipe>();
        if (_task.Baseline(_texts.Rows(_training), _heldOut) is { } baseline) Tell(baseline.Result);
        var best = Linear();
        var linear = best?.Judged;
        if (best is not null)
        {
            Tell(best.Judged.Result);
            Keep(best);
        }
        Candidate? other = null;
        if (best is null || _validation.Length >= RowsThatDecide && _texts.Count >= FewestForNetworks)
            foreach (var recipe in Recipes.Tried)
            {
                if (best is not null && clock.Elapsed > LatestBeginning * budget) break;
                if (Network(recipe, best is null ? () => false : () => clock.Elapsed > budget) is not { } network)
                {
                    Say($"{recipe.Name,-12} no whole epoch in the time there was");
                    continue;
                }
                Tell(network.Judged.Result);
                var isBetter = best is null || network.Judged.IsBetterThan(best.Judged);
                if (isBetter || other is null || network.Judged.IsBetterThan(other.Judged))
                    other = isBetter ? best : network;
                if (!isBetter) continue;
                best = network;
                Keep(best);
            }
        Say(Verdict.Kept(best!.Judged, other?.Judged, best.Classifier.MadeBy));
        if (linear is not null && _half is not null) Say(Verdict.Help(_half, linear));
        return best with
        {
            Classifier = best.Classifier.With(best.Classifier.Task, best.Classifier.Training with { Tried = tried }),
        };

        void Tell(TriedRecipe result)
        {
            tried.Add(result);
            Say(Verdict.Line(result));
        }
    }

    private void Keep(Candidate candidate)
    {
        _settings.CancellationToken.ThrowIfCancellationRequested();
        if (_settings.CheckpointPath is { } path) Reaching(candidate).Classifier.Save(path);
    }

    private void SayCost(string sentence)
    {
        _costs.Add(sentence);
        Say(sentence);
    }

    private void Say(string line)
    {
        if (_settings.Verbose != Verbosity.Silent) (_settings.Output ?? Console.Out).WriteLine(line);
    }

    // Null where no linear model fits the task.
    private Candidate? Linear()
    {
        if (_task.LinearLoss == LinearLoss.None) return null;
        var (texts, training) = (_texts, _training);
        var letters = 0L;
        foreach (var row in texts) letters += row.Text.Length;
        if (letters > LinearTraining.MostLetters)
        {
            training = HeldOut.Some(_training,
                Math.Max(1, (int)((double)LinearTraining.MostLetters / letters * _training.Length)));
            texts = texts.Rows([.. training, .. _validation]);
            Say($"{Recipes.Linear.Name,-12} learns from {training.Length + _validation.Length} of {_texts.Count} "
                + "texts, as many as memory is meant for");
            training = [.. Enumerable.Range(0, training.Length)];
        }
        var validation = texts == _texts ? _validation : [.. Enumerable.Range(training.Length, _validation.Length)];
        var targets = _task.LinearTargets(texts)!;
        if (_weights is not null) targets = targets.Weighted([.. texts.Select(row => (float)WeightOf(row))]);
        if ((long)texts.Count * targets.Width > LinearTraining.MostScores)
        {
            var why = string.Create(CultureInfo.InvariantCulture, $"the linear model keeps several numbers of each "
                + $"text and output, and {texts.Count} texts times {targets.Width} outputs are more than "
                + $"{LinearTraining.MostScores}");
            if (_settings.Recipe is not null)
                throw new DataException($"Too many texts and outputs: {why}. Choose the recipe of a network, such as "
                    + "fasttext.");
            Say($"{Recipes.Linear.Name,-12} left out: {why}");
            return null;
        }
        string[] read = [.. texts.Select(row => row.Text)];
        var centre = _adaptation is { } adaptation ? LinearCentre.Of(adaptation.Earlier, adaptation.Map, read) : null;
        var fit = new LinearTraining(read, targets, _settings, centre).Fit(training, validation);
        return OfFit(Recipes.Linear, fit, texts, targets);
    }

    // A last layer on vectors that stay as they are.
    private Candidate Frozen(Recipe recipe, TextEmbedder embedder)
    {
        var targets = _task.LinearTargets(_texts)!;
        if (_weights is not null) targets = targets.Weighted([.. _texts.Select(row => (float)WeightOf(row))]);
        if ((long)_texts.Count * Math.Max(targets.Width, embedder.Dimensions) > LinearTraining.MostScores * 10)
            throw new DataException(string.Create(CultureInfo.InvariantCulture, $"Too many texts: {_texts.Count} times "
                + $"{embedder.Dimensions} numbers of each, or {targets.Width} outputs, are more than "
                + $"{LinearTraining.MostScores * 10}. Give fewer texts, or choose another recipe."));
        var centre = LabelDescriptions.Weights(embedder, _task, recipe.Descriptions);
        Say(string.Create(CultureInfo.InvariantCulture, $"{recipe.Name,-12} the vectors of {_texts.Count} texts"));
        var read = _texts.Texts();
        var vectors = embedder.Embed(read, meansOfUnits: true, progress: null, _settings.CancellationToken);
        var (kernel, bias, judging, scores) = new HeadTraining(read, vectors, targets, centre, _settings)
            .Fit(_training, _validation);
        var model = embedder.Classifier(kernel, bias, targets.Activation, _settings.Seed, _settings.Backend);
        return OfFit(recipe, new(embedder.Encoder, model, judging, scores), _texts, targets);
    }

    // What was fitted exactly, and how it did on held-out texts.
    private Candidate OfFit(Recipe recipe, LinearFit fit, IReadOnlyList<LabelledText> texts, LinearTargets targets)
    {
        if (!fit.Model.IsFinite())
            throw new DataException("The weights of the linear model are no numbers. Give class weights that are "
                + "nearer to each other.");
        var classifier = Trained(recipe, fit.Encoder, fit.Model);
        if (fit.OfHalf is { } half && _validation.Length >= RowsThatDecide) _half = OfScores(half).Judged;
        if (fit.Beside is { } beside)
        {
            _fresh = Renamed(OfScores(OfHeldOut(beside.Fresh)).Judged);
            Say(beside.Sentence(fit.Judging.Length));
        }
        if (_adaptation is not null && fit.IsFresh)
        {
            Say(NoHelp);
            classifier = classifier.With(_task, classifier.Training with { Texts = _ownTexts });
        }
        return OfScores(OfHeldOut(fit.Scores)) with { Judging = (texts.Rows(fit.Judging), fit.Scores) };

        float[] OfHeldOut(float[] all) => all.Length == 0 ? [] : all[..(_validation.Length * targets.Width)];

        Candidate OfScores(float[] scores)
        {
            if (_task.LinearLoss == LinearLoss.Squared)
                scores = [.. scores.Select(score => (float)(targets.Scale * score + targets.Shift))];
            return Judged(classifier, scores, _task.LossOf(scores.Length == 0 ? [] : _heldOut, scores), 0);
        }
    }

    // Null where the time ended before an epoch did.
    private Candidate? Network(Recipe recipe, Func<bool>? isOver)
    {
        var learnedFrom = _texts.Rows(_training).Texts();
        var (encoder, model) = _adaptation is { } adaptation ? adaptation.Grown(learnedFrom, _settings)
            : Built(recipe, recipe.Fit(learnedFrom, _settings));
        var rate = _settings.LearningRate ?? recipe.LearningRate;
        var batchSize = _settings.BatchSize ?? BatchSizeFor(recipe);
        var mostEpochs = _settings.Epochs ?? (isOver is null && _settings.Patience is null
            ? EpochsFor(recipe, batchSize) : MostEpochs);
        var steps = (int)Math.Min(int.MaxValue, mostEpochs * ((_training.Length + (long)batchSize - 1) / batchSize));
        model.Compile(recipe.Rates is { } rates ? new Adam(rates(rate, steps)) : new Adam(rate), _task.Loss,
            _task.Metrics);
        var classifier = Trained(recipe, encoder, model);
        if (_task.Unit != (1, 0))
            Say(string.Create(CultureInfo.InvariantCulture, $"Epochs show losses of numbers less their mean "
                + $"({_task.Unit.Shift:G4}) and divided by their deviation ({_task.Unit.Scale:G4})."));
        Batch? held = _validation.Length > 0 ? new(encoder.Encode([.. _heldOut.Select(row => row.Text)]),
            InUnit(_task.Targets(_heldOut))) : null;
        if (_weights is not null && held is { } weighed)
            held = weighed with { SampleWeight = Tensor.From([.. _heldOut.Select(row => (float)WeightOf(row))]) };
        var figure = held is null ? "loss" : "val_loss";
        var best = new BestEpoch(classifier, isOver is null ? SaveCheckpoint : null, figure, isOver);
        var stopping = new EarlyStopping(figure, patience: _settings.Patience
            ?? (isOver is null ? int.MaxValue : Patience), mode: Mode.Min, restoreBestWeights: true);
        List<Callback> callbacks = [new TerminateOnNaN(raiseError: true), stopping, best, .. _settings.Callbacks];
        if (isOver is null) callbacks.Add(new TimeEstimate(TimeProvider.System, steps / mostEpochs,
            (double)_validation.Length / _training.Length, _settings.Patience is not null));
        if (_settings.Watch is { } watch) callbacks.Add(watch(recipe.Name));
        if (_settings.BackupPath is { } backup) callbacks.Add(BackupAndRestore.InFile(backup, _settings.Resume,
            new Dictionary<string, string>
            {
                ["seed"] = string.Create(CultureInfo.InvariantCulture, $"{_settings.Seed}"),
                ["learning rate"] = string.Create(CultureInfo.InvariantCulture,
                    $"{rate}{(recipe.Rates is null ? "" : $" over {steps} steps")}"),
                ["batch size"] = string.Create(CultureInfo.InvariantCulture, $"{batchSize}"),
                ["texts, cleaning or first weights"] = Digest(recipe, model),
            }, null, BackupAndRestore.TimeBetween));
        var learned = new TextBatches(_texts, _training, encoder, rows => InUnit(_task.Targets(rows)), batchSize,
            _settings.Seed);
        History? history = null;
        try
        {
            // A classifier is made to be used, and not to be looked into: its warnings are errors.
            history = model.Fit(learned, mostEpochs, _settings.Verbose, callbacks, validationData: held,
                classWeight: _weights?.Index().ToDictionary(entry => entry.Index, entry => entry.Item),
                validationBatchSize: batchSize, warningsAreErrors: true, output: _settings.Output,
                cancellationToken: _settings.CancellationToken);
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
        var scores = Calibrate(classifier);
        var loss = _task.LossOf(_heldOut, scores);
        return Judged(classifier.With(_task, classifier.Training with
        {
            History = history,
            KeptEpoch = stopping.BestEpoch + 1,
            MadeBy = MadeBy(recipe, epochs),
        }), scores, loss, epochs);
    }

    private (TextEncoder Encoder, Models.Functional Model) Built(Recipe recipe, TextEncoder encoder) => (encoder,
        recipe.Build(new(encoder.Ids, encoder.PaddedLength ?? -1), _task.Outputs, _task.Activation, _settings.Seed,
            _settings.Backend));

    private TextClassifier Trained(Recipe recipe, TextEncoder encoder, Models.Model model) =>
        new(recipe.Name, encoder, _task, model, PreparationTie.Training, _record with { MadeBy = MadeBy(recipe, 0) })
        {
            Tables = _settings.Tables,
            KeepsOptimizer = _settings.KeepOptimizer,
        };

    // What was chosen on the held-out texts becomes part of the task.
    private Candidate Judged(TextClassifier classifier, float[] scores, double loss, int epochs)
    {
        IReadOnlyList<LabelledText> rows = scores.Length == 0 ? [] : _heldOut;
        if (rows.Count >= RowsThatDecide)
        {
            var outputs = _task.OutputsOf(scores);
            var task = _task.Tuned(rows, outputs);
            classifier = classifier.With(task, classifier.Training with
            {
                Risks = task is OneClass one ? HeldOutRisks.Of(one, rows, outputs) : null,
            });
        }
        var judged = classifier.Task.Judge((classifier.Recipe, epochs), rows, scores, loss);
        return new(classifier, _weights is null ? judged
            : judged with { Score = rows.Where((_, i) => judged.IsRight[i]).Sum(WeightOf) }, scores, (rows, scores));
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

    private void SaveCheckpoint(TextClassifier classifier)
    {
        if (_settings.CheckpointPath is not { } path) return;
        Tensor[] weights = [.. classifier.Model.GetWeights().Select(weight => weight.Copy())];
        BringToUnit(classifier.Model);
        classifier.Save(path);
        if (_task.Unit != (1, 0)) classifier.Model.SetWeights(weights);
    }

    private string? MadeBy(Recipe recipe, int epochs) =>
        TrainOptions.Of(_settings, _task, _areBalanced, recipe, epochs);

    // The last layer's scores are divided by the temperature, which makes it part of an ordinary network.
    private float[] Calibrate(TextClassifier classifier)
    {
        // Texts are judged as they will be answered: those that were cut for the epochs' losses in all their windows.
        var scores = _task.Scores(ReadTexts.Of(classifier, _heldOut.Texts(), _settings.CancellationToken).Outputs);
        if (_validation.Length < RowsThatDecide || _task.LinearLoss is LinearLoss.None or LinearLoss.Squared
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
    private string Digest(Recipe recipe, Models.Model model)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        if (_task is not OneClass) hash.AppendData(Encoding.UTF8.GetBytes($"{_task.ClassName}\0"));
        hash.AppendData(Encoding.UTF8.GetBytes($"{recipe.Name}\0{_settings.Cleaning}\0{_settings.Split}\0"));
        foreach (var weight in model.GetWeights().Where(weight => weight.Type == ElementType.Float32))
            hash.AppendData(MemoryMarshal.AsBytes(weight.Floats));
        foreach (var row in _texts)
        {
            var label = row.Labels is null ? row.Label : string.Join('\n', row.Labels);
            hash.AppendData(Encoding.UTF8.GetBytes($"{row.Text}\0{label}\0"));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // Few texts need smaller steps to be learned in as many epochs.
    private int BatchSizeFor(Recipe recipe) => Math.Clamp(_training.Length / 50, 1, recipe.BatchSize);

    // ... and more epochs: about as many steps as the recipe needs to get anywhere; the best epoch is kept, so some too
    // many do no harm.
    private int EpochsFor(Recipe recipe, int batchSize) =>
        (int)Math.Clamp(1500L * batchSize / Math.Max(1, _training.Length), recipe.Epochs, MostEpochs);

    // Judging has texts that were not learned from and their scores: the held-out ones or more.
    private sealed record Candidate(TextClassifier Classifier, Judged Judged, float[] Scores,
        (IReadOnlyList<LabelledText> Texts, float[] Scores) Judging);
}
