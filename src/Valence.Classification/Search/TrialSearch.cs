using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Valence.Callbacks;
using Valence.Models;
using Valence.Text;
using Valence.Training;

namespace Valence.Classification;

/// <summary>Tries several recipes and settings, and keeps the best by texts that were not learned from.</summary>
/// <remarks>Without <see cref="TrainingSettings.Try"/> the linear model comes first, then networks while the minutes
/// last, then, in more than the two minutes, what <see cref="SearchPlan"/> says.</remarks>
internal sealed class TrialSearch
{
    /// <summary>The most trials of a search that no clock ends.</summary>
    public const int MostTrials = 1000;

    /// <summary>The most trials that are listed.</summary>
    public const int MostListed = 100_000;

    /// <summary>The range of <see cref="TrainingSettings.Folds"/>.</summary>
    public const int LeastFolds = 2, MostFolds = 20;

    private const int FewestForNetworks = 500;
    private const int ManyTexts = 20_000;

    // Of so few texts a tenth decides nothing.
    private const int FewTexts = 2_000, DefaultFolds = 5;

    private const double FewMinutes = 2, MinutesOfMany = 3;

    // Whoever begins later than this rarely comes to an end.
    private const double LatestBeginning = 0.7;

    // Of what is left, what a network has whose epochs nobody counted.
    private const double ShareOfOpen = 0.5;

    // What the last training may take beside one of a part.
    private const double Reserve = 1.2;

    private readonly TrialTraining _training;
    private readonly TrainingSettings _settings;
    private readonly Action<Candidate> _keep;
    private readonly bool _isLong;
    private readonly TimeSpan _budget;
    private readonly IReadOnlyList<(int[] Training, int[] Held)> _parts = [];
    private readonly SearchPlan _plan;
    private readonly int _longest;
    private readonly SearchState? _state;

    private readonly List<TriedRecipe> _baseline = [];
    private readonly List<TrialOutcome> _outcomes = [];
    private readonly TrialRanking _ranking = new();
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private Exception? _failure;
    private double _secondsBefore;
    private long _begin;

    /// <param name="training">What trains each.</param>
    /// <param name="settings">Those of the search.</param>
    /// <param name="keep">Writes the best so far.</param>
    public TrialSearch(TrialTraining training, TrainingSettings settings, Action<Candidate> keep)
    {
        (_training, _settings, _keep) = (training, settings, keep);
        var texts = training.Texts;
        _isLong = IsLong(settings, texts.Count);
        _budget = settings.Try is not null && settings.Minutes is null ? TimeSpan.MaxValue
            : TimeSpan.FromMinutes(settings.Minutes ?? DefaultMinutes(texts.Count));
        if (settings.Folds is { } folds)
        {
            _parts = TrialParts.Of(texts, folds, settings.Seed);
            if (_parts.Any(AreFew))
                throw new DataException(string.Create(CultureInfo.InvariantCulture, $"Expected "
                    + $"{LinearTraining.ProvesNothing} texts at least in each of {folds} parts, found "
                    + $"{_parts.Min(part => part.Held.Length)} in one. Give fewer folds, or more texts."));
        }
        else if (_isLong && settings.ValidationData is null && texts.Count <= FewTexts)
            for (folds = DefaultFolds; folds >= LeastFolds && _parts.Count == 0; folds--)
                if (TrialParts.Of(texts, folds, settings.Seed) is var parts && !parts.Any(AreFew)) _parts = parts;
        if (_isLong) _longest = 1 + texts.Max(row => row.Text.Length) / 5;
        _plan = new(settings, _longest, _isLong ? LinearTraining.UsualWords(texts.Average(row =>
            (double)row.Text.Length)) : 0, texts.Count >= FewestForNetworks);
        _state = settings.BackupPath is { } path ? new(path, Identity()) : null;
    }

    /// <summary>Minutes that a search of so many texts takes at most unless it is said.</summary>
    public static double DefaultMinutes(int texts) => texts > ManyTexts ? MinutesOfMany : FewMinutes;

    /// <summary>Whether more is tried than by default.</summary>
    public static bool IsLong(TrainingSettings settings, int texts) =>
        settings.Try is not null || settings.Recipe is null && settings.Minutes > DefaultMinutes(texts);

    private static bool AreFew((int[] Training, int[] Held) part) => part.Held.Length < LinearTraining.ProvesNothing;

    private TimeSpan Elapsed =>
        _settings.Clock.GetElapsedTime(_begin) + TimeSpan.FromSeconds(_secondsBefore);

    // The best of parts is trained once more in the end.
    private TimeSpan Left => _budget == TimeSpan.MaxValue ? TimeSpan.MaxValue : _budget - Elapsed
        - (_parts.Count > 0 && _ranking.Best is { } best
            ? TimeSpan.FromSeconds(best.Seconds / (_parts.Count - 1) * Reserve) : TimeSpan.Zero);

    private int Judging => _parts.Count > 0 ? _parts.Sum(part => part.Held.Length) : _training.Held.Count;

    /// <summary>Tries, and answers with the best.</summary>
    public Candidate Run()
    {
        _begin = _settings.Clock.GetTimestamp();
        if (_state is not null && _settings.Resume) Restore();
        if (Baseline() is { } baseline)
        {
            _baseline.Add(baseline.Result);
            _settings.Say(Verdict.Line(baseline.Result));
        }
        if (_settings.Try is { } grid)
            foreach (var trial in Listed(grid)) Take(trial);
        else
        {
            First();
            while (_isLong && Left > TimeSpan.Zero
                && _plan.Next(trial => _seen.Contains(trial.Name), BestNetwork()) is { } trial) Take(trial);
        }
        if (_settings.Unlabelled is not null && _outcomes.All(one => !one.Trial.Recipe.ReadsWords))
            _settings.Say("The texts without labels were not used: no network of words was tried.");
        if (_isLong && _parts.Count == 0) Join();
        if (_ranking.Best is not { } best)
            throw _failure ?? new DataException("No trial came to an end. Give other ones, or more time.");
        var kept = _ranking.Kept[0].Candidate ?? Final(best.Trial);
        _settings.Say(Verdict.Kept(best.Judged, _ranking.Next?.Judged, kept.Classifier.MadeBy));
        if (_training.Half is { } half && _parts.Count == 0
            && _outcomes.FirstOrDefault(one => one.Trial.Name == Recipes.Linear.Name) is { } linear)
            _settings.Say(Verdict.Help(half, linear.Judged));
        var told = _outcomes.Select(outcome => outcome.Judged.Result with
        {
            Verdict = _isLong ? Verdict.Why(best.Judged, outcome.Judged) : null,
        }).ToList();
        if (_isLong)
            foreach (var line in SearchTable.Lines([.. told.Zip(_outcomes, (one, outcome) => (one, outcome.Seconds))]))
                _settings.Say(line);
        var classifier = kept.Classifier;
        return kept with
        {
            Classifier = classifier.With(classifier.Task, classifier.Training with { Tried = [.. _baseline, .. told] }),
        };
    }

    // The linear model, then networks while the minutes last: what comes without any settings.
    private void First()
    {
        Take(new(Recipes.Linear, _settings));
        if (_ranking.Best is not null && (Judging < ClassifierTraining.RowsThatDecide
            || _training.Texts.Count < FewestForNetworks)) return;
        foreach (var recipe in Recipes.Tried)
        {
            if (_ranking.Best is not null && !_isLong && Elapsed > LatestBeginning * _budget) break;
            Take(_plan.Network(recipe));
        }
    }

    // What is found again of the candidates that are kept: the state does not hold it.
    private void Join()
    {
        var begun = Elapsed;
        if (_training.Mean([.. _ranking.Kept.Select(one => one.Candidate).OfType<Candidate>()], _settings)
            is not { } mean) return;
        var outcome = new TrialOutcome(mean.Trial, mean.Judged, (Elapsed - begun).TotalSeconds);
        _outcomes.Add(outcome);
        _settings.Say(Verdict.Line(mean.Judged.Result));
        if (_ranking.Add(outcome, mean)) _keep(mean);
        _settings.Tells?.Invoke(outcome);
    }

    private IEnumerable<Trial> Listed(TrialGrid grid)
    {
        var trials = grid.Trials(_settings);
        if (trials.Count > 1 && Judging < LinearTraining.ProvesNothing)
            throw new DataException(string.Create(CultureInfo.InvariantCulture, $"Expected "
                + $"{LinearTraining.ProvesNothing} texts at least that judge several trials, found {Judging}. Give "
                + $"more texts, or hold more of them out."));
        return trials.OrderBy(trial => trial.IdCost(_longest)
            * (trial.Settings.Epochs ?? trial.Settings.Patience ?? trial.Recipe.Epochs)).ToList();
    }

    // What knows nothing of a text, on the texts that judge.
    private Judged? Baseline() => _parts.Count == 0 ? _training.Baseline()
        : _training.Task.Baseline(_training.Texts, _training.Texts.Rows([.. _parts.SelectMany(part => part.Held)]));

    private Trial? BestNetwork()
    {
        TrialOutcome? best = null;
        foreach (var outcome in _outcomes)
            if (!outcome.Trial.Recipe.IsFittedExactly && (best is null || outcome.Judged.IsBetterThan(best.Judged)))
                best = outcome;
        return best?.Trial;
    }

    private void Take(Trial trial)
    {
        if (!_seen.Add(trial.Name)) return;
        _settings.CancellationToken.ThrowIfCancellationRequested();
        var (isFirst, begun) = (_ranking.Best is null, Elapsed);
        if (_isLong && !isFirst)
        {
            var left = Left;
            if (left <= TimeSpan.Zero || Estimate(trial) > left)
            {
                LeaveOut(trial, left <= TimeSpan.Zero ? "the time is over" : Needing(Estimate(trial)!.Value, left));
                return;
            }
        }
        var (judged, candidate) = Tried(trial, isFirst);
        if (judged is null) return;
        var outcome = new TrialOutcome(trial, judged, (Elapsed - begun).TotalSeconds);
        _outcomes.Add(outcome);
        _settings.Say(Verdict.Line(judged.Result));
        if (_ranking.Add(outcome, candidate) && candidate is not null) _keep(candidate);
        Note();
        if (_isLong) _settings.Tells?.Invoke(outcome);
    }

    // Null where it did not come to an end, which is said.
    private (Judged? Judged, Candidate? Candidate) Tried(Trial trial, bool isFirst)
    {
        // What is fitted exactly is ended by the clock too, but for the first.
        var isTimed = _isLong && !isFirst && trial.Recipe.IsFittedExactly && Left.TotalMilliseconds < int.MaxValue;
        using var time = isTimed ? new CancellationTokenSource(Left, _settings.Clock) : new CancellationTokenSource();
        using var timed = CancellationTokenSource.CreateLinkedTokenSource(_settings.CancellationToken, time.Token);
        trial = trial with
        {
            NeedsEpoch = isFirst,
            Settings = trial.Settings with { CancellationToken = timed.Token, BackupPath = null, Resume = false },
        };
        var fits = _isLong && !isFirst && _budget < TimeSpan.MaxValue && !trial.Recipe.IsFittedExactly ? Fits(trial)
            : null;
        try
        {
            var (judged, candidate) = _parts.Count > 0 ? (InParts(trial, isFirst, fits), null)
                : _training.Learn(trial, Over(trial, isFirst, 1), fits) is { } learned ? (learned.Judged, learned)
                : (null, null);
            if (judged is null && trial.Recipe != Recipes.Linear)
            {
                if (fits?.Needed is { } needed) LeaveOut(trial, Needing(needed, Left));
                else _settings.Say($"{trial.Name,-12} no whole epoch in the time there was");
            }
            return (judged, candidate);
        }
        catch (OperationCanceledException) when (!_settings.CancellationToken.IsCancellationRequested)
        {
            LeaveOut(trial, "it did not end in the time there was");
        }
        catch (Exception error) when (_isLong
            && error is NonFiniteLossException or TrainingWarningException or DataException)
        {
            _failure = error;
            LeaveOut(trial, error.Message);
        }
        return (null, null);
    }

    // Whether the time of a trial, or of one part of it, is over; the first one has to end, or there is no model. One
    // that learns on while it gets better has half of what is left, so that others are tried too.
    private Func<bool> Over(Trial trial, bool isFirst, int parts)
    {
        if (isFirst && !_isLong || _budget == TimeSpan.MaxValue) return () => false;
        if (!_isLong) return () => Elapsed > _budget;
        if (!trial.IsOpen) return () => Left <= TimeSpan.Zero;
        var (begun, share) = (Elapsed, Left * ShareOfOpen / parts);
        return () => Left <= TimeSpan.Zero || Elapsed - begun > share;
    }

    private EpochThatFits Fits(Trial trial)
    {
        var (texts, judging) = _parts.Count == 0 ? (_training.Learned, _training.Held.Count)
            : (_parts[0].Training.Length, _parts[0].Held.Length);
        var batch = _training.BatchSizeOf(trial);
        return new(_settings.Clock, (texts + batch - 1) / batch, Epochs(trial), (double)judging / texts,
            () => Left * (trial.IsOpen ? ShareOfOpen : 1) / Math.Max(1, _parts.Count));
    }

    // Epochs without which it would not be what was asked for.
    private int Epochs(Trial trial) => trial.IsOpen && trial.Recipe.Rates is null ? 1 : _training.EpochsOf(trial);

    // The scores of each part by what learned from the others; null where one did not come to an end.
    private Judged? InParts(Trial trial, bool isFirst, Callback? also)
    {
        var quiet = trial with
        {
            Settings = trial.Settings with { CheckpointPath = null, Verbose = Verbosity.Silent, Watch = null },
        };
        var (scores, epochs, values) = (new List<float>(), 0, new List<double>());
        foreach (var (training, held) in _parts)
        {
            var isOver = Over(trial, isFirst, _parts.Count);
            if (_training.On(training, held).Learn(quiet, isOver, also) is not { } learned) return null;
            scores.AddRange(learned.Scores);
            epochs += learned.Judged.Result.Epochs;
            values.Add(learned.Judged.Result.Value);
        }
        var rows = _training.Texts.Rows([.. _parts.SelectMany(part => part.Held)]);
        var judged = _training.JudgedTogether(trial, rows, [.. scores], (epochs + _parts.Count / 2) / _parts.Count);
        if (judged.Result.Measure is null) return judged;
        var mean = values.Average();
        var error = Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1) / values.Count);
        return judged with { Result = judged.Result with { StandardError = error } };
    }

    // The best of parts, as it is trained without a search; the clock may cut it.
    private Candidate Final(Trial trial)
    {
        _settings.Say($"{trial.Name,-12} is trained on all texts");
        return _training.Learn(trial with { NeedsEpoch = true, Settings = trial.Settings with { BackupPath = null } },
            _budget == TimeSpan.MaxValue ? () => false : () => Elapsed > _budget)!;
    }

    // By what those of the same recipe took for a text and pass, or what all did; null where nothing tells.
    private TimeSpan? Estimate(Trial trial)
    {
        if (_budget == TimeSpan.MaxValue) return null;
        var like = _outcomes.Where(one => one.Trial.Recipe.Name == trial.Recipe.Name).ToList();
        if (trial.Recipe.IsFittedExactly)
            return like.Count == 0 ? null : TimeSpan.FromSeconds(like.Average(one => one.Seconds));
        if (like.Count == 0) like = [.. _outcomes.Where(one => !one.Trial.Recipe.IsFittedExactly)];
        if (like.Count == 0) return null;
        var perUnit = like.Average(one => one.Seconds
            / (one.Trial.IdCost(_longest) * Math.Max(1, one.Judged.Result.Epochs)));
        return TimeSpan.FromSeconds(perUnit * trial.IdCost(_longest) * Epochs(trial));
    }

    private void LeaveOut(Trial trial, string why) =>
        _settings.Say($"{trial.Name,-12} left out: {char.ToLowerInvariant(why[0])}{why[1..]}");

    private static string Needing(TimeSpan needed, TimeSpan left) => string.Create(CultureInfo.InvariantCulture,
        $"it would take about {needed.TotalSeconds:F0} seconds, and {Math.Max(0, left.TotalSeconds):F0} are left");

    private void Note()
    {
        _settings.CancellationToken.ThrowIfCancellationRequested();
        _state?.Write(Elapsed.TotalSeconds, _training.Half, _outcomes,
            _ranking.Kept.Select(one => one.Candidate).OfType<Candidate>());
    }

    private void Restore()
    {
        if (!File.Exists(_settings.BackupPath)) return;
        var (seconds, half, trials) = _state!.Read(TrialOf, _training);
        (_secondsBefore, _training.Half) = (seconds, half);
        foreach (var (outcome, candidate) in trials)
        {
            _seen.Add(outcome.Trial.Name);
            _outcomes.Add(outcome);
            _ranking.Add(outcome, candidate);
            if (_isLong) _settings.Tells?.Invoke(outcome);
        }
    }

    private Trial? TrialOf(string name)
    {
        if (_settings.Try is { } grid) return grid.Trials(_settings).FirstOrDefault(trial => trial.Name == name);
        var (recipe, choices) = name.Split(' ', 2) is [var first, var rest] ? (first, rest) : (name, "");
        if (Recipes.All.Concat(_settings.MoreRecipes).FirstOrDefault(one => one.Name == recipe) is not { } known)
            return null;
        var trial = known == Recipes.Linear && choices.Length == 0 ? new(known, _settings)
            : known.IsFittedExactly ? new Trial(known, _settings with { Recipe = known }) : _plan.Network(known);
        foreach (var part in choices.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            if (part.Split('=') is [var choice, var value]
                && TrialChoice.All.FirstOrDefault(one => one.Name == choice) is { } one)
                trial = trial.With(one, value);
        return trial.Name == name ? trial : null;
    }

    private List<(string What, string Value)> Identity()
    {
        var weights = _settings.ClassWeight is { } given
            ? string.Join(',', given.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one =>
                FormattableString.Invariant($"{one.Key}={one.Value}"))) : "";
        return
        [
            ("texts", Digest(_training.Texts.Select(row =>
                $"{row.Text}\0{(row.Labels is null ? row.Label : string.Join('\n', row.Labels))}"))),
            ("seed", FormattableString.Invariant($"{_settings.Seed}")),
            ("task", $"{_training.Task.ClassName} {_training.Task.Config().ToJsonString()}"),
            ("list to try", _settings.Try?.ToString() ?? "the search's own"),
            ("recipe", _settings.Recipe?.Name ?? "none"),
            ("recipes besides", string.Join(',', _settings.MoreRecipes.Select(one => one.Name))
                + _settings.EncoderOptions),
            ("texts without labels", Digest(_settings.Unlabelled ?? [])),
            ("folds", FormattableString.Invariant($"{_parts.Count}")),
            ("settings", FormattableString.Invariant($"{_settings.Epochs} {_settings.Patience} {_settings.BatchSize} ")
                + FormattableString.Invariant($"{_settings.LearningRate} {_settings.Split} ")
                + FormattableString.Invariant($"{_settings.ValidationSplit} {_settings.Threshold} {_settings.Goal} ")
                + $"{TextCleaning.Named.FirstOrDefault(one => one.Value == _settings.Cleaning).Key} {weights}"),
        ];
    }

    private static string Digest(IEnumerable<string> texts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var text in texts) hash.AppendData(Encoding.UTF8.GetBytes($"{text}\0"));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
