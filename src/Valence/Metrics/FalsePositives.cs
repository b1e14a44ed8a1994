namespace Valence.Metrics;

/// <summary>How many labels are predicted that are not true, as a sum of weights.</summary>
/// <param name="thresholds">A prediction counts as positive where it is greater, from 0 to 1; ½ where none is
/// given.</param>
public sealed class FalsePositives(params IReadOnlyList<float>? thresholds)
    : ThresholdMetric(thresholds, topK: null, classId: null)
{
    private protected override double At(ConfusionCounts counts, int threshold) => counts.FalsePositives(threshold);
}
