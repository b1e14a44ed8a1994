namespace Valence.Metrics;

/// <summary>The greatest precision, at thresholds where recall is high enough.</summary>
/// <param name="recall">The rate that is required, from 0 to 1.</param>
/// <param name="numThresholds">How many thresholds divide [0, 1]; at least 1.</param>
/// <param name="classId">The one class that is measured; all together where null.</param>
public sealed class PrecisionAtRecall(double recall, int numThresholds = 200, int? classId = null)
    : ConstrainedMetric(recall, numThresholds, classId, nameof(recall))
{
    /// <summary>The rate that is required.</summary>
    public double Recall { get; } = recall;

    private protected override double Constrained(ConfusionCounts counts, int threshold) => counts.Recall(threshold);

    private protected override double Wanted(ConfusionCounts counts, int threshold) => counts.Precision(threshold);
}
