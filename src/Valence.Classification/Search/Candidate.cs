namespace Valence.Classification;

/// <summary>A classifier that a training may end with, and how it did on texts that it did not learn from.</summary>
/// <param name="Trial">What it was made by.</param>
/// <param name="Classifier">The classifier.</param>
/// <param name="Judged">How it did on those held out.</param>
/// <param name="Scores">Its scores of those held out; none where none were.</param>
/// <param name="JudgingRows">Positions of all texts that judge: those held out, or more.</param>
/// <param name="JudgingScores">The scores of these by what did not learn from them.</param>
internal sealed record Candidate(Trial Trial, TextClassifier Classifier, Judged Judged, float[] Scores,
    int[] JudgingRows, float[] JudgingScores);
