namespace Valence.Metrics;

/// <summary>The greatest share of other labels that are left out, at thresholds where enough true ones are
/// found.</summary>
/// <param name="sensitivity">The rate that is required, from 0 to 1.</param>
/// <param name="numThresholds">How many thresholds divide [0, 1]; at least 1.</param>
/// <param name="classId">The one class that is measured; all together where null.</param>
public sealed class SpecificityAtSensitivity(double sensitivity, int numThresholds = 200, int? classId = null)
    : ConstrainedMetric(sensitivity, numThresholds, classId, nameof(sensitivity))
{
    /// <summary>The rate that is required.</summary>
    public double Sensitivity { get; } = sensitivity;

    private protected override double Constrained(ConfusionCounts counts, int threshold) => counts.Recall(threshold);

    private protected override double Wanted(ConfusionCounts counts, int threshold) => counts.Specificity(threshold);
}
