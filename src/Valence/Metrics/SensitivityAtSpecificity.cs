namespace Valence.Metrics;

/// <summary>The greatest share of true labels that are found, at thresholds where enough of the others are left
/// out.</summary>
/// <param name="specificity">The rate that is required, from 0 to 1.</param>
/// <param name="numThresholds">How many thresholds divide [0, 1]; at least 1.</param>
/// <param name="classId">The one class that is measured; all together where null.</param>
public sealed class SensitivityAtSpecificity(double specificity, int numThresholds = 200, int? classId = null)
    : ConstrainedMetric(specificity, numThresholds, classId, nameof(specificity))
{
    /// <summary>The rate that is required.</summary>
    public double Specificity { get; } = specificity;

    private protected override double Constrained(ConfusionCounts counts, int threshold) =>
        counts.Specificity(threshold);

    private protected override double Wanted(ConfusionCounts counts, int threshold) => counts.Recall(threshold);
}
