namespace Valence.Classification;

/// <summary>Which of the trials of a search is the best so far, and the few that are kept.</summary>
/// <remarks>What is kept beside the best may be joined with it: so it is of other recipes where there are
/// such.</remarks>
internal sealed class TrialRanking
{
    /// <summary>Trials that are kept at most.</summary>
    public const int MostKept = 4;

    // The best first.
    private List<KeptTrial> _kept = [];

    /// <summary>The best; null before the first.</summary>
    public TrialOutcome? Best { get; private set; }

    /// <summary>The best of the others.</summary>
    public TrialOutcome? Next { get; private set; }

    /// <summary>The best and others, of different recipes first.</summary>
    public IReadOnlyList<KeptTrial> Kept => _kept;

    /// <summary>Takes a trial into account; whether it is the best so far.</summary>
    public bool Add(KeptTrial trial)
    {
        var outcome = trial.Outcome;
        var isBest = Best is null || outcome.Judged.IsBetterThan(Best.Judged);
        if (Best is not null && (isBest || Next is null || outcome.Judged.IsBetterThan(Next.Judged)))
            Next = isBest ? Best : outcome;
        if (isBest) Best = outcome;
        var place = isBest ? 0 : 1;
        while (!isBest && place < _kept.Count && !outcome.Judged.IsBetterThan(_kept[place].Outcome.Judged)) place++;
        _kept.Insert(place, trial);
        var ofRecipes = _kept.DistinctBy(one => one.Outcome.Trial.Recipe.Name).ToList();
        var stay = ofRecipes.Concat(_kept.Except(ofRecipes)).Take(MostKept).ToList();
        _kept = [.. _kept.Where(stay.Contains)];
        return isBest;
    }
}
