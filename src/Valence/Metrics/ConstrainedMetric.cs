namespace Valence.Metrics;

/// <summary>The best of one rate among the thresholds at which another rate is at least a given value; 0 where none
/// is.</summary>
public abstract class ConstrainedMetric : Metric
{
    private readonly float _atLeast;

    private protected ConstrainedMetric(double atLeast, int numThresholds, int? classId, string name)
    {
        _atLeast = (float)Require.Between(0, 1, atLeast, name);
        NumThresholds = Require.AtLeast(1, numThresholds);
        ClassId = classId is { } id ? Require.AtLeast(0, id, nameof(classId)) : null;
    }

    /// <summary>How many thresholds divide [0, 1].</summary>
    public int NumThresholds { get; }

    /// <summary>The one class that is measured; all together where null.</summary>
    public int? ClassId { get; }

    /// <inheritdoc/>
    public override bool? HigherIsBetter => true;

    /// <inheritdoc/>
    public sealed override MetricState NewState(int? ignoredByLoss = null) => new ConfusionState(
        NumThresholds == 1 ? new([0.5f]) : new(Even(NumThresholds), even: true), new(KerasName, ClassId: ClassId),
        Best);

    private protected abstract double Constrained(ConfusionCounts counts, int threshold);

    private protected abstract double Wanted(ConfusionCounts counts, int threshold);

    private Tensor Best(ConfusionCounts counts)
    {
        var best = 0.0;
        for (var i = 0; i < counts.Thresholds; i++)
            if ((float)Constrained(counts, i) >= _atLeast) best = Math.Max(best, Wanted(counts, i));
        return MetricState.Scalar(best);
    }

    private static float[] Even(int count)
    {
        var thresholds = new float[count];
        for (var i = 0; i < count; i++) thresholds[i] = (float)(i / (count - 1.0));
        return thresholds;
    }
}
