namespace Valence.Classification;

/// <summary>A point of a precision-recall curve.</summary>
/// <param name="Precision">Of the rows taken for class 1, the share that is of it; 1 where none is taken.</param>
/// <param name="Recall">Of the rows of class 1, the share taken for it.</param>
/// <param name="Threshold">The score from which on rows are taken for class 1; infinite where none is.</param>
public sealed record PrecisionRecallPoint(double Precision, double Recall, double Threshold);
