using System.Globalization;

namespace Valence.Metrics;

/// <summary>The share of 0/1 labels that predictions above a threshold get right.</summary>
/// <param name="threshold">A prediction counts as 1 where it is greater; between 0 and 1, both excluded.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="threshold"/> is not between 0 and 1.</exception>
public sealed class BinaryAccuracy(double threshold = 0.5) : MeanMetric
{
    /// <summary>A prediction counts as 1 where it is greater.</summary>
    public double Threshold { get; } = threshold is > 0 and < 1
        ? threshold
        : throw new ArgumentOutOfRangeException(nameof(threshold), threshold,
            string.Create(CultureInfo.InvariantCulture,
                $"Expected a threshold between 0 and 1, received {threshold}."));

    /// <inheritdoc/>
    public override bool? HigherIsBetter => true;

    /// <inheritdoc/>
    protected override Shape ValueShape(Shape yTrue, Shape yPred) => Same(yTrue, yPred);

    /// <inheritdoc/>
    protected override void Measure(Tensor yTrue, Tensor yPred, Span<double> values, int? ignoredByLoss)
    {
        var truth = new Elements(yTrue);
        var predictions = new Elements(yPred);
        for (var i = 0; i < values.Length; i++)
            values[i] = truth[i] == (predictions[i] > (float)Threshold ? 1 : 0) ? 1 : 0;
    }
}
