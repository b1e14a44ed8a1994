namespace Valence.Classification;

/// <summary>Where a curve may be at one place, by the rows that drew it.</summary>
/// <param name="X">The place, from 0 to 1: the false positive rate of a ROC curve, the recall of a precision-recall
/// curve.</param>
/// <param name="Low">The lower end there: of the true positive rate, or of the precision.</param>
/// <param name="High">The upper end there.</param>
public sealed record BandPoint(double X, double Low, double High);
