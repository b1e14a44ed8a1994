namespace Valence.Metrics;

/// <summary>The share of predicted labels that are true; 0 where nothing is predicted.</summary>
/// <param name="thresholds">A prediction counts as positive where it is greater, from 0 to 1; ½ where null, or no
/// threshold under <paramref name="topK"/>.</param>
/// <param name="topK">How many of a sample's largest predictions may count as positive; all where null.</param>
/// <param name="classId">The one class that is measured; all together where null.</param>
/// <exception cref="ArgumentOutOfRangeException">A threshold is outside [0, 1], or another number is too
/// small.</exception>
public sealed class Precision(IReadOnlyList<float>? thresholds = null, int? topK = null, int? classId = null)
    : ThresholdMetric(thresholds, topK, classId)
{
    /// <inheritdoc/>
    public override bool? HigherIsBetter => true;

    private protected override double At(ConfusionCounts counts, int threshold) => counts.Precision(threshold);
}
