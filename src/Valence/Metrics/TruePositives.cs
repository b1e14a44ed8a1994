namespace Valence.Metrics;

/// <summary>How many true labels are predicted, as a sum of weights.</summary>
/// <param name="thresholds">A prediction counts as positive where it is greater, from 0 to 1; ½ where none is
/// given.</param>
public sealed class TruePositives(params IReadOnlyList<float>? thresholds)
    : ThresholdMetric(thresholds, topK: null, classId: null)
{
    private protected override double At(ConfusionCounts counts, int threshold) => counts.TruePositives(threshold);
}
