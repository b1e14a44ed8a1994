namespace Valence.Metrics;

/// <summary>The greatest recall, at thresholds where precision is high enough.</summary>
/// <param name="precision">The rate that is required, from 0 to 1.</param>
/// <param name="numThresholds">How many thresholds divide [0, 1]; at least 1.</param>
/// <param name="classId">The one class that is measured; all together where null.</param>
public sealed class RecallAtPrecision(double precision, int numThresholds = 200, int? classId = null)
    : ConstrainedMetric(precision, numThresholds, classId, nameof(precision))
{
    /// <summary>The rate that is required.</summary>
    public double Precision { get; } = precision;

    private protected override double Constrained(ConfusionCounts counts, int threshold) => counts.Precision(threshold);

    private protected override double Wanted(ConfusionCounts counts, int threshold) => counts.Recall(threshold);
}
