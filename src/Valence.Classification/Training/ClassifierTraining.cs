using System.Globalization;
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

    // A network that goes on learning from more is not held against one that learns from nothing: it would take as long
    // again, and the texts outweigh where it began.
    private const int MostForFresh = 2_000;

    private readonly IReadOnlyList<LabelledText> _texts;
    private readonly TrainingSettings _settings;
    private readonly TextTask _task;
    private int[] _training, _validation;
    private readonly LabelledText[] _heldOut;
    private readonly TrainingRecord _record;
    private readonly Adaptation? _adaptation;
    private readonly TrialTraining _trials;
    private readonly List<string> _costs = [];
    private readonly EarlierTexts? _earlier;

    private ClassifierTraining(IReadOnlyList<LabelledText> texts, TextTask task, TrainingSettings settings,
        EarlierTexts? earlier)
    {
        _earlier = earlier;
        (_texts, _task, _settings) = (texts, task, settings);
        var (weights, areBalanced) = SettingsChecks.Weights(texts, task, settings);
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
        var ownTexts = settings.KeepFingerprints ? TrainedTexts.Of(_texts.Select(row => row.Text)) : null;
        _record = new()
        {
            Texts = settings.From?.Training.Texts is { } learned ? ownTexts?.And(learned) : ownTexts,
            Profile = settings.KeepFingerprints ? TextProfile.Of(_texts, settings.CancellationToken) : null,
            Examples = settings.KeepExamples
                ? StoredExample.Choose(_heldOut.Concat(_training.Select(i => _texts[i]))) : [],
            ValidationRows = _validation.Length,
            Reading = settings.Reading,
        };
        _trials = new(task, _texts, _training, _validation, _record)
        {
            Weights = weights,
            AreBalanced = areBalanced,
            Adaptation = _adaptation,
            OwnTexts = ownTexts,
        };
    }

    /// <summary>What is wrong with the texts or settings is told before anything is learned.</summary>
    public static ClassifierTraining Of(IReadOnlyList<LabelledText> texts, TrainingSettings settings)
    {
        if (texts.Count == 0) throw new DataException("Expected texts to learn from, found none.");
        SettingsChecks.RequireRanges(settings);
        settings = Adaptation.WithRecipe(settings);
        SettingsChecks.RequireForSearch(settings, texts.Count);
        if (settings.Try is null && settings.Recipe is null or { IsFittedExactly: true })
            SettingsChecks.RefuseThoseOfNetworks(settings);
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
        var kept = _settings.Recipe is { } recipe && _settings.Try is null ? _trials.Learn(new(recipe, _settings))!
            : new TrialSearch(_trials, _settings, Keep).Run();
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
        var alone = _settings with
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
        };
        var fresh = new ClassifierTraining(texts, _task, alone, _earlier)._trials.Learn(new(alone.Recipe!, alone))!;
        _trials.Fresh = fresh.Judged.Renamed(Adaptation.Fresh);
        if (_adaptation.HasMissing(_texts) || !fresh.Judged.IsBetterThan(kept.Judged)) return kept;
        Say(Adaptation.NoHelp);
        var (classifier, madeBy) = (fresh.Classifier, kept.Classifier.MadeBy);
        return fresh with
        {
            Classifier = classifier.With(classifier.Task, classifier.Training with { MadeBy = madeBy }),
        };
    }

    // With how the earlier classifier did, and one of these texts alone.
    private Candidate Beside(Candidate kept, Adaptation adaptation)
    {
        List<TriedRecipe> tried = [adaptation.Judge(_heldOut).Result,
            .. _trials.Fresh is null ? [] : new[] { _trials.Fresh.Result }, kept.Judged.Result];
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
        var (texts, scores) = (_texts.Rows(kept.JudgingRows), kept.JudgingScores);
        if (kept.Classifier.Task is not OneClass task || _trials.Weights is not null || _settings.Goal is not null
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

    private void Say(string line) => _settings.Say(line);
}
