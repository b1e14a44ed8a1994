namespace Valence.Classification;

/// <summary>A point of a ROC curve.</summary>
/// <param name="FalsePositiveRate">Of the rows of class 0, the share taken for class 1.</param>
/// <param name="TruePositiveRate">Of the rows of class 1, the share taken for it.</param>
/// <param name="Threshold">The score from which on rows are taken for class 1; infinite where none is.</param>
public sealed record RocPoint(double FalsePositiveRate, double TruePositiveRate, double Threshold);
