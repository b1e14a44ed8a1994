namespace Valence.Datasets;

/// <summary>Which rows of a data set are for training and which for testing; every index is a row from 0.</summary>
/// <param name="Train">The rows to train on, in the order to use them.</param>
/// <param name="Test">The rows to test on; none of them is in <paramref name="Train"/>.</param>
public sealed record SplitIndices(int[] Train, int[] Test);
