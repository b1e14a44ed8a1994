namespace Valence.Classification;

/// <summary>Which of several classifiers are averaged.</summary>
/// <param name="Members">Their positions, in the order of the joined encoder's parts; two at least.</param>
/// <param name="Shares">How much the scores of each count.</param>
/// <param name="Scores">The weighted sums, of the texts that judge.</param>
internal sealed record AveragedChoice(int[] Members, double[] Shares, float[] Scores);
