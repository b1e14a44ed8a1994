using System.Globalization;

namespace Valence.Metrics;

/// <summary>A metric of predictions above one or several thresholds: a scalar for one, a vector for several.</summary>
public abstract class ThresholdMetric : Metric
{
    // Below every prediction, so that being among the largest decides alone.
    private const float BelowAll = -1e10f;

    private protected ThresholdMetric(IReadOnlyList<float>? thresholds, int? topK, int? classId)
    {
        foreach (var threshold in thresholds ?? [])
            if (threshold is not (>= 0 and <= 1))
                throw new ArgumentOutOfRangeException(nameof(thresholds), threshold,
                    string.Create(CultureInfo.InvariantCulture,
                        $"Expected thresholds from 0 to 1, received {threshold}."));
        if (topK is { } k) Require.AtLeast(1, k, nameof(topK));
        if (classId is { } id) Require.AtLeast(0, id, nameof(classId));
        (Thresholds, TopK, ClassId) = (thresholds is { Count: > 0 } ? [.. thresholds] : null, topK, classId);
    }

    /// <summary>The given thresholds; null for ½, or for none at all under <see cref="TopK"/>.</summary>
    public IReadOnlyList<float>? Thresholds { get; }

    /// <summary>How many of a sample's largest predictions may count as positive; all where null.</summary>
    public int? TopK { get; }

    /// <summary>The one class that is measured; all together where null.</summary>
    public int? ClassId { get; }

    /// <inheritdoc/>
    public sealed override MetricState NewState(int? ignoredByLoss = null) => new ConfusionState(
        new(Thresholds is { } given ? [.. given] : [TopK is null ? 0.5f : BelowAll]), new(KerasName, TopK, ClassId),
        AtEach);

    private protected abstract double At(ConfusionCounts counts, int threshold);

    private Tensor AtEach(ConfusionCounts counts)
    {
        var results = new float[counts.Thresholds];
        for (var i = 0; i < results.Length; i++) results[i] = (float)At(counts, i);
        return results is [var only] ? MetricState.Scalar(only) : Tensor.From(results);
    }
}
