using System.Globalization;
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

    private const double FewMinutes = 2, MinutesOfMany = 3;

    // Whoever begins later than this rarely comes to an end.
    private const double LatestBeginning = 0.7;

    private const string NoVectors = "there is no time for vectors of words";

    private const string Over = "the time is over", TooLong = "it would not end in the time there is";

    // Of what is left, what a network has whose epochs nobody counted.
    private const double ShareOfOpen = 0.5;

    // What the last training may take beside one of a part.
    private const double Reserve = 1.2;

    // Trials that were not begun are rows of the table up to this many.
    private const int MostLeftOut = 100;

    private readonly TrialTraining _training;
    private readonly TrainingSettings _settings;
    private readonly Action<Candidate> _keep;
    private readonly bool _isLong;
    private readonly TimeSpan _budget;
    private readonly TrialParts _parts;
    private readonly IReadOnlyList<LabelledText> _judging;
    private readonly SearchPlan _plan;
    private readonly int _longest;
    private readonly SearchState? _state;

    private readonly List<TriedRecipe> _baseline = [];
    private readonly List<TrialOutcome> _outcomes = [];
    private readonly List<LeftOut> _left = [];
    private readonly TrialRanking _ranking = new();
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private MeanOfParts? _mean;
    private bool _hasTimeForVectors = true;
    private int _notBegun;
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
        _parts = TrialParts.For(training, settings, _isLong);
        _judging = _parts.Count > 0 ? _parts.Judging : [.. training.Held];
        if (_isLong) _longest = 1 + texts.Max(row => row.Text.Length) / 5;
        Lazy<int> vocabulary = new(() => WordEncoder.Fit(texts.Texts(), int.MaxValue, 1, settings).Ids);
        _plan = new(settings, _longest, vocabulary, _isLong ? LinearTraining.UsualWords(texts.Average(row =>
            (double)row.Text.Length)) : 0, texts.Count >= FewestForNetworks, training.Task is OneClass);
        _state = settings.BackupPath is { } path ? new(path, SearchIdentity.Of(training, settings, _parts.Count))
            : null;
    }

    /// <summary>Minutes that a search of so many texts takes at most unless it is said.</summary>
    public static double DefaultMinutes(int texts) => texts > ManyTexts ? MinutesOfMany : FewMinutes;

    /// <summary>Whether more is tried than by default.</summary>
    public static bool IsLong(TrainingSettings settings, int texts) =>
        settings.Try is not null || settings.Recipe is null && settings.Minutes > DefaultMinutes(texts);

    private TimeSpan Elapsed =>
        _settings.Clock.GetElapsedTime(_begin) + TimeSpan.FromSeconds(_secondsBefore);

    private TimeSpan Left => _budget == TimeSpan.MaxValue ? TimeSpan.MaxValue : _budget - Elapsed - Last;

    // The best of parts is trained once more in the end; of a mean all that are in it are.
    private TimeSpan Last => _parts.Count == 0 || _ranking.Best is not { } best ? TimeSpan.Zero
        : LastOf(_mean?.Members ?? [best]);

    private TimeSpan LastOf(IEnumerable<TrialOutcome> trained) =>
        TimeSpan.FromSeconds(trained.Sum(one => one.Seconds) / (_parts.Count - 1) * Reserve);

    private int Judging => _judging.Count;

    /// <summary>Tries, and answers with the best.</summary>
    public Candidate Run()
    {
        _begin = _settings.Clock.GetTimestamp();
        if (_state is not null && _settings.Resume) Restore();
        if (_parts.Count > 0)
            _settings.Say(string.Create(CultureInfo.InvariantCulture, $"Each of {_parts.Count} parts of the texts "
                + $"judges what the others were learned from"));
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
        if (_settings.Unlabelled is not null && _outcomes.All(one => !one.Trial.Settings.LearnsSure
            && !(one.Trial.Recipe.ReadsWords && one.Trial.Settings.LearnsVectors)))
            _settings.Say("The texts without labels were not used: nothing was tried that learns from them.");
        if (_notBegun > 0)
            _settings.Say(string.Create(CultureInfo.InvariantCulture, $"{_notBegun} more trials were left out: the "
                + $"time is over"));
        if (_isLong) Join();
        if (_ranking.Best is not { } best)
            throw _failure ?? new DataException("No trial came to an end. Give other ones, or more time.");
        var kept = _ranking.Kept[0].Candidate
            ?? (_mean is { } mean && ReferenceEquals(mean.Trial, best.Trial) ? Final(mean) : Final(best.Trial));
        _settings.Say(Verdict.Kept(best.Judged, _ranking.Next?.Judged, kept.Classifier.MadeBy));
        if (_training.Half is { } half && _parts.Count == 0
            && _outcomes.FirstOrDefault(one => one.Trial.Name == Recipes.Linear.Name) is { } linear)
            _settings.Say(Verdict.Help(half, linear.Judged));
        var told = Told(best.Judged).ToList();
        if (_isLong)
            foreach (var line in SearchTable.Lines(told)) _settings.Say(line);
        var classifier = kept.Classifier;
        return kept with
        {
            Classifier = classifier.With(classifier.Task, classifier.Training with
            {
                Tried = [.. _baseline, .. told.Select(one => one.Tried)],
            }),
        };
    }

    // All trials in their order, those that were left out among them.
    private IEnumerable<(TriedRecipe Tried, double Seconds)> Told(Judged best)
    {
        for (var i = 0; i <= _outcomes.Count; i++)
        {
            if (_isLong)
                foreach (var left in _left.Where(one => one.After == i)) yield return (left.Told, left.Seconds);
            if (i == _outcomes.Count) yield break;
            yield return (_outcomes[i].Judged.Result with
            {
                Verdict = _isLong ? Verdict.Why(best, _outcomes[i].Judged) : null,
            }, _outcomes[i].Seconds);
        }
    }

    // The linear model, then networks while the minutes last: what comes without any settings.
    private void First()
    {
        Take(new(Recipes.Linear, _settings));
        // Whoever gives an encoder expects most of it, above all where texts are few.
        if (_isLong)
            foreach (var recipe in _settings.MoreRecipes) Take(_plan.Of(recipe));
        if (_ranking.Best is not null && (Judging < ClassifierTraining.RowsThatDecide
            || _training.Texts.Count < FewestForNetworks)) return;
        foreach (var recipe in Recipes.Tried)
        {
            if (_ranking.Best is not null && !_isLong && Elapsed > LatestBeginning * _budget) break;
            Take(_plan.Network(recipe));
        }
    }

    // What is found again of the trials that are kept: the state does not hold it.
    private void Join()
    {
        var begun = Elapsed;
        KeptTrial joined;
        if (_parts.Count > 0)
        {
            if (MeanOfKept() is not { } mean) return;
            // Trials end when nothing but this time and a reserve is left.
            if (_budget - LastOf(mean.Members) / Reserve < Elapsed)
            {
                LeaveOut(mean.Trial, "its parts would not be trained in time", isOfClock: true, begun);
                return;
            }
            _mean = mean;
            joined = new(new(mean.Trial, mean.Judged, (Elapsed - begun).TotalSeconds), null, [], PartOfMean.None);
        }
        else
        {
            if (Chosen() is not var (choice, kept, trial)) return;
            var candidate = _training.Mean(trial, [.. kept.Select(one => one.Candidate!)], choice.Shares);
            joined = KeptTrial.Of(new(trial, candidate.Judged, (Elapsed - begun).TotalSeconds), candidate);
        }
        _outcomes.Add(joined.Outcome);
        _settings.Say(Verdict.Line(joined.Outcome.Judged.Result));
        if (_ranking.Add(joined) && joined.Candidate is { } best) _keep(best);
        Tell(joined.Outcome.Judged.Result, joined.Outcome.Seconds);
    }

    // Those of the kept ones that are averaged; null where no mean has less loss than one alone.
    private (AveragedChoice Choice, KeptTrial[] Members, Trial Trial)? Chosen()
    {
        var kept = _ranking.Kept;
        if (Judging < ClassifierTraining.RowsThatDecide || AveragedClassifier.Choose(
            [.. kept.Select(one => (one.Scores, one.Part))], _training.Task, _judging) is not { } choice) return null;
        KeptTrial[] members = [.. choice.Members.Select(i => kept[i])];
        var name = AveragedClassifier.Name(members.Select(one => one.Outcome.Trial.Recipe.Name));
        return (choice, members, new(kept[0].Outcome.Trial.Recipe with { Name = name }, _settings));
    }

    private MeanOfParts? MeanOfKept() => _parts.AreAlike && Chosen() is var (choice, members, trial)
        ? new(trial, [.. members.Select(one => one.Outcome)], choice.Shares,
            _training.JudgedTogether(trial, _judging, choice.Scores, 0))
        : null;

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
        : _training.Task.Baseline(_training.Texts, _judging);

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
        if (Made(trial) is { } made) Keep(made);
        else if (!_hasTimeForVectors && BeginsWithVectors(trial) && _settings.Try is null)
            Take(trial.With(TrialChoice.Vectors, "none"));
    }

    // Null where it was left out, which is said.
    private KeptTrial? Made(Trial trial)
    {
        var (isFirst, begun) = (_ranking.Best is null, Elapsed);
        if (!_hasTimeForVectors && BeginsWithVectors(trial))
        {
            LeaveOut(trial, NoVectors, isOfClock: true, begun);
            return null;
        }
        if (_isLong && !isFirst)
        {
            var left = Left;
            if (left <= TimeSpan.Zero && _left.Count(one => one.IsOfClock) >= MostLeftOut)
            {
                _notBegun++;
                return null;
            }
            if (left <= TimeSpan.Zero || Estimate(trial) > left)
            {
                LeaveOut(trial, left <= TimeSpan.Zero ? Over : TooLong, isOfClock: true, begun,
                    left <= TimeSpan.Zero ? null : Needing(Estimate(trial)!.Value, left));
                return null;
            }
        }
        return Tried(trial, isFirst, begun);
    }

    private void Keep(KeptTrial made)
    {
        _outcomes.Add(made.Outcome);
        _settings.Say(Verdict.Line(made.Outcome.Judged.Result));
        var isBest = _ranking.Add(made);
        if (isBest && made.Candidate is { } candidate) _keep(candidate);
        if (_parts.Count > 0 && _budget < TimeSpan.MaxValue && _ranking.Kept.Contains(made))
            _mean = MeanOfKept() is { } mean && mean.Judged.IsBetterThan(_ranking.Best!.Judged) ? mean : null;
        Note();
        if (_isLong) Tell(made.Outcome.Judged.Result, made.Outcome.Seconds);
    }

    // Null where it did not come to an end, which is said.
    private KeptTrial? Tried(Trial trial, bool isFirst, TimeSpan begun)
    {
        // What is fitted exactly is ended by the clock too, but for the first.
        var isTimed = _isLong && !isFirst && trial.Recipe.IsFittedExactly && Left.TotalMilliseconds < int.MaxValue;
        using var time = isTimed ? new CancellationTokenSource(Left, _settings.Clock) : new CancellationTokenSource();
        using var timed = CancellationTokenSource.CreateLinkedTokenSource(_settings.CancellationToken, time.Token);
        var run = trial with
        {
            NeedsEpoch = isFirst,
            Settings = trial.Settings with { CancellationToken = timed.Token, BackupPath = null, Resume = false },
        };
        var fits = _isLong && !isFirst && _budget < TimeSpan.MaxValue && !trial.Recipe.IsFittedExactly ? Fits(trial)
            : null;
        try
        {
            if (_parts.Count > 0)
            {
                if (InParts(trial, run, isFirst, fits, Seconds) is { } judged) return judged;
            }
            else if (_training.Learn(run, IsOver(trial, isFirst, 1), fits, Share(trial, isFirst, 1)) is { } learned)
                return KeptTrial.Of(new(trial, learned.Judged, Seconds()), learned);
            if (fits?.Needed is { } needed)
                LeaveOut(trial, TooLong, isOfClock: true, begun, Needing(needed, Left));
            else if (trial.Recipe == Recipes.Linear)
            {
                // It has said why.
                if (_training.Task.LinearLoss != LinearLoss.None)
                    LeaveOut(trial, "too many texts and outputs", isOfClock: false, begun, "");
            }
            else
                LeaveOut(trial, _parts.Count > 0 ? "a part of the texts had no whole epoch in the time there was"
                    : "no whole epoch in the time there was", isOfClock: true, begun);
        }
        catch (TimeIsOverException)
        {
            _hasTimeForVectors = false;
            LeaveOut(trial, NoVectors, isOfClock: true, begun);
        }
        catch (OperationCanceledException) when (!_settings.CancellationToken.IsCancellationRequested)
        {
            LeaveOut(trial, "it did not end in the time there was", isOfClock: true, begun);
        }
        catch (Exception error) when (_isLong
            && error is NonFiniteLossException or TrainingWarningException or DataException)
        {
            _failure = error;
            LeaveOut(trial, $"{char.ToLowerInvariant(error.Message[0])}{error.Message[1..]}", isOfClock: false, begun);
        }
        return null;

        double Seconds() => (Elapsed - begun).TotalSeconds;
    }

    // Whether the time of a trial, or of one part of it, is over; the first one has to end, or there is no model. One
    // that learns on while it gets better has half of what is left, so that others are tried too.
    private Func<bool> IsOver(Trial trial, bool isFirst, int parts)
    {
        if (isFirst && !_isLong || _budget == TimeSpan.MaxValue) return () => false;
        if (!_isLong) return () => Elapsed > _budget;
        if (!trial.IsOpen) return () => Left <= TimeSpan.Zero;
        var (begun, share) = (Elapsed, Left * ShareOfOpen / parts);
        return () => Left <= TimeSpan.Zero || Elapsed - begun > share;
    }

    // How much time is left of what the linear model has to choose in, which comes first, and of what vectors of words
    // may take; null for no end.
    private Func<TimeSpan>? Share(Trial trial, bool isFirst, int parts)
    {
        if (_budget == TimeSpan.MaxValue || isFirst != trial.Recipe.IsFittedExactly) return null;
        var end = Elapsed + Left * (isFirst && !_isLong ? 1 : ShareOfOpen / parts);
        return () => end - Elapsed;
    }

    private static bool BeginsWithVectors(Trial trial) =>
        trial.Recipe.ReadsWords && trial.Settings is { Unlabelled: not null, LearnsVectors: true };

    private EpochThatFits Fits(Trial trial)
    {
        var (texts, judging) = _parts.Count == 0 ? (_training.Learned, _training.Held.Count) : _parts.Sizes;
        var batch = _training.BatchSizeOf(trial);
        return new(_settings.Clock, (texts + batch - 1) / batch, Epochs(trial), (double)judging / texts,
            () => Left * (trial.IsOpen ? ShareOfOpen : 1) / Math.Max(1, _parts.Count));
    }

    // Epochs without which it would not be what was asked for.
    private int Epochs(Trial trial) => trial.IsOpen && trial.Recipe.Rates is null ? 1 : _training.EpochsOf(trial);

    private KeptTrial? InParts(Trial trial, Trial run, bool isFirst, Callback? also, Func<double> seconds)
    {
        run = run with
        {
            Settings = run.Settings with { CheckpointPath = null, Verbose = Verbosity.Silent, Watch = null },
        };
        return _parts.Learn(of => of.Learn(run, IsOver(trial, isFirst, _parts.Count), also,
            Share(trial, isFirst, _parts.Count))) is not var (scores, epochs, part) ? null
            : new(new(trial, _training.JudgedTogether(run, _judging, scores, epochs), seconds()), null,
                part == PartOfMean.None ? [] : scores, part);
    }

    // The best of parts, as it is trained without a search; the clock may cut it.
    private Candidate Final(Trial trial)
    {
        _settings.Say($"{trial.Name,-12} is trained on all texts");
        trial = trial with { NeedsEpoch = true, Settings = trial.Settings with { BackupPath = null } };
        var (isOver, left) = _budget == TimeSpan.MaxValue ? ((Func<bool>)(() => false), (Func<TimeSpan>?)null)
            : (() => Elapsed > _budget, trial.Recipe.IsFittedExactly ? () => _budget - Elapsed : null);
        try
        {
            return _training.Learn(trial, isOver, left: left)!;
        }
        catch (DataException none) when (trial.Settings.LearnsSure)
        {
            // With other texts the linear model was sure of some.
            _settings.Say($"{none.Message} It is trained without.");
            return Final(trial with { Settings = trial.Settings with { LearnsSure = false } });
        }
    }

    private Candidate Final(MeanOfParts mean) =>
        _training.Mean(mean.Trial, [.. mean.Members.Select(one => Final(one.Trial))], mean.Shares);

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

    // What is said may have times; rows have none, as the same training has the same page.
    private void LeaveOut(Trial trial, string why, bool isOfClock, TimeSpan begun, string? said = null)
    {
        var left = new LeftOut(trial, why, isOfClock, _outcomes.Count, (Elapsed - begun).TotalSeconds);
        _left.Add(left);
        if (said != "") _settings.Say($"{trial.Name,-12} left out: {said ?? why}");
        if (_isLong) Tell(left.Told, left.Seconds);
    }

    private void Tell(TriedRecipe tried, double seconds) => _settings.Tells?.Invoke(tried, seconds);

    private static string Needing(TimeSpan needed, TimeSpan left) => string.Create(CultureInfo.InvariantCulture,
        $"it would take about {needed.TotalSeconds:F0} seconds, and {Math.Max(0, left.TotalSeconds):F0} are left");

    private void Note()
    {
        _settings.CancellationToken.ThrowIfCancellationRequested();
        _state?.Write(Elapsed.TotalSeconds, _training.Half, _outcomes, _left, _ranking.Kept);
    }

    private void Restore()
    {
        if (!File.Exists(_settings.BackupPath)) return;
        var (seconds, half, trials, left) = _state!.Read(TrialOf, _training);
        (_secondsBefore, _training.Half) = (seconds, half);
        _left.AddRange(left);
        _seen.UnionWith(left.Select(one => one.Trial.Name));
        foreach (var one in trials)
        {
            _seen.Add(one.Outcome.Trial.Name);
            _outcomes.Add(one.Outcome);
            _ranking.Add(one);
        }
        if (!_isLong) return;
        foreach (var one in left) Tell(one.Told, one.Seconds);
        foreach (var one in _outcomes) Tell(one.Judged.Result, one.Seconds);
    }

    private Trial? TrialOf(string name)
    {
        if (_settings.Try is { } grid) return grid.Trials(_settings).FirstOrDefault(trial => trial.Name == name);
        var (recipe, choices) = name.Split(' ', 2) is [var first, var rest] ? (first, rest) : (name, "");
        if (Recipes.All.Concat(_settings.MoreRecipes).FirstOrDefault(one => one.Name == recipe) is not { } known)
            return null;
        var trial = known == Recipes.Linear && choices.Length == 0 ? new(known, _settings) : _plan.Of(known);
        foreach (var part in choices.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            if (part.Split('=') is [var choice, var value]
                && TrialChoice.All.FirstOrDefault(one => one.Name == choice) is { } one)
                trial = trial.With(one, value);
        return trial.Name == name ? trial : null;
    }
}
