namespace Valence.Classification;

/// <summary>The rows whose confidence lies between two bounds.</summary>
/// <param name="Low">The lower bound, which belongs to the bin only where it is 0.</param>
/// <param name="High">The upper bound, which belongs to the bin.</param>
/// <param name="Count">The number of rows.</param>
/// <param name="Confidence">The mean probability given to the class each row was taken for; 0 where there is no
/// row.</param>
/// <param name="Accuracy">The share of rows taken for their own class; 0 where there is no row.</param>
public sealed record CalibrationBin(double Low, double High, long Count, double Confidence, double Accuracy);
