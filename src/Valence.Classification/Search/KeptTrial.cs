namespace Valence.Classification;

/// <summary>What is kept of a trial that is among the best: it may be joined with others.</summary>
/// <param name="Outcome">What it came to.</param>
/// <param name="Candidate">Its classifier; null where parts of the texts judged, and the best is trained in the
/// end.</param>
/// <param name="Scores">Its scores of the texts that judge; none where it can't be joined.</param>
/// <param name="Part">What place it may have in a mean.</param>
internal sealed record KeptTrial(TrialOutcome Outcome, Candidate? Candidate, float[] Scores, PartOfMean Part)
{
    /// <summary>What is kept of a candidate.</summary>
    public static KeptTrial Of(TrialOutcome outcome, Candidate candidate) =>
        new(outcome, candidate, candidate.Scores, AveragedNetwork.PartOf(candidate.Classifier));
}
