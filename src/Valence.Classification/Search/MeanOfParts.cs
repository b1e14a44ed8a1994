namespace Valence.Classification;

/// <summary>A mean of trials of which parts of the texts judged: it is trained in the end, if it is the best.</summary>
/// <param name="Trial">What it is called.</param>
/// <param name="Members">The trials, in the order of the shares.</param>
/// <param name="Shares">How much the scores of each count.</param>
/// <param name="Judged">How it did.</param>
internal sealed record MeanOfParts(Trial Trial, IReadOnlyList<TrialOutcome> Members, IReadOnlyList<double> Shares,
    Judged Judged);
