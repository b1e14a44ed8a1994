namespace Valence.Metrics;

/// <summary>The share of samples whose largest prediction is at the place of the largest label, for one-hot
/// labels.</summary>
public sealed class CategoricalAccuracy : MeanMetric
{
    /// <inheritdoc/>
    public override bool? HigherIsBetter => true;

    /// <inheritdoc/>
    protected override Shape ValueShape(Shape yTrue, Shape yPred) => Same(yTrue, yPred)[..^1];

    /// <inheritdoc/>
    protected override void Measure(Tensor yTrue, Tensor yPred, Span<double> values, int? ignoredByLoss)
    {
        var truth = new Elements(yTrue);
        var predictions = new Elements(yPred);
        var classes = yPred.Shape[^1];
        for (var row = 0; row < values.Length; row++)
            values[row] = truth.Largest(row * classes, classes) == predictions.Largest(row * classes, classes) ? 1 : 0;
    }
}
