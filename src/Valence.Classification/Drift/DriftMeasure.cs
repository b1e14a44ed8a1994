namespace Valence.Classification;

/// <summary>One thing that is compared between the texts held out of a training and others.</summary>
/// <param name="Name">What it is, such as <c>share of unseen words</c>.</param>
/// <param name="Before">Its mean, or share, in the held-out texts; of labels null.</param>
/// <param name="Now">The same in the others.</param>
/// <param name="Distance">How far the two are apart, from 0 to 1: the statistic of Kolmogorov and Smirnov, the
/// difference of two shares, or of labels half the sum of the differences of their shares.</param>
/// <param name="P">How likely a distance as large is if both are of one kind: the test of Kolmogorov and Smirnov, or of
/// shares Pearson's chi-squared test.</param>
/// <param name="HasMoved">Whether they are of different kinds: P times the number of measures is below .001, and the
/// distance is one that matters: .1, of shares .05; the means of probabilities and of unseen words must differ by
/// .02 too.</param>
public sealed record DriftMeasure(string Name, double? Before, double? Now, double Distance, double P, bool HasMoved);
