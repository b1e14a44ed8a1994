namespace Valence.Datasets;

/// <summary>Reviews as lists of word ids, with what their authors thought of the film.</summary>
/// <param name="Reviews">One list of ids per review.</param>
/// <param name="Labels">One label per review: 1 positive, 0 negative.</param>
public sealed record ImdbReviews(int[][] Reviews, int[] Labels);
