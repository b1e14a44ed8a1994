namespace Valence.Metrics;

/// <summary>The best of one rate among the thresholds at which another rate is at least a given value; 0 where none
/// is.</summary>
public abstract class ConstrainedMetric : Metric
{
    private readonly ConfusionCounts _counts;
    private readonly ConfusionOptions _options;
    private readonly float _atLeast;

    private protected ConstrainedMetric(double atLeast, int numThresholds, int? classId, string name)
    {
        _atLeast = (float)Require.Between(0, 1, atLeast, name);
        NumThresholds = Require.AtLeast(1, numThresholds);
        ClassId = classId is { } id ? Require.AtLeast(0, id, nameof(classId)) : null;
        _counts = numThresholds == 1 ? new([0.5f]) : new(Even(numThresholds), even: true);
        _options = new(KerasName, ClassId: classId);
    }

    /// <summary>How many thresholds divide [0, 1].</summary>
    public int NumThresholds { get; }

    /// <summary>The one class that is measured; all together where null.</summary>
    public int? ClassId { get; }

    /// <inheritdoc/>
    public override bool? HigherIsBetter => true;

    /// <inheritdoc/>
    public override void Reset() => _counts.Reset();

    /// <inheritdoc/>
    public override void Update(Tensor yTrue, Tensor yPred, Tensor? sampleWeight = null) =>
        _counts.Update(Require.NotNull(yTrue), Require.NotNull(yPred), sampleWeight, _options);

    /// <inheritdoc/>
    public override Tensor Result()
    {
        var best = 0.0;
        for (var i = 0; i < _counts.Thresholds; i++)
            if ((float)Constrained(_counts, i) >= _atLeast) best = Math.Max(best, Wanted(_counts, i));
        return Scalar(best);
    }

    private protected abstract double Constrained(ConfusionCounts counts, int threshold);

    private protected abstract double Wanted(ConfusionCounts counts, int threshold);

    private protected static double SensitivityAt(ConfusionCounts counts, int threshold) =>
        Ratio(counts.TruePositives(threshold), counts.TruePositives(threshold) + counts.FalseNegatives(threshold));

    private protected static double SpecificityAt(ConfusionCounts counts, int threshold) =>
        Ratio(counts.TrueNegatives(threshold), counts.TrueNegatives(threshold) + counts.FalsePositives(threshold));

    private protected static double PrecisionAt(ConfusionCounts counts, int threshold) =>
        Ratio(counts.TruePositives(threshold), counts.TruePositives(threshold) + counts.FalsePositives(threshold));

    private static float[] Even(int count)
    {
        var thresholds = new float[count];
        for (var i = 0; i < count; i++) thresholds[i] = (float)(i / (count - 1.0));
        return thresholds;
    }
}
