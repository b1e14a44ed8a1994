using Valence.Training;

namespace Valence.Classification;

/// <summary>What is known of a candidate beside its encoder and network.</summary>
/// <param name="Scores">Its scores of the texts held out.</param>
/// <param name="JudgingRows">Positions of all texts that judge.</param>
/// <param name="JudgingScores">The scores of these.</param>
/// <param name="Loss">The loss on the texts held out.</param>
/// <param name="Epochs">Whole epochs.</param>
/// <param name="KeptEpoch">The best of them; null for none.</param>
/// <param name="History">What each of them came to; null for none.</param>
internal sealed record TrialRecord(float[] Scores, int[] JudgingRows, float[] JudgingScores, double Loss, int Epochs,
    int? KeptEpoch, History? History);
