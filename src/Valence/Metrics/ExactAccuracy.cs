namespace Valence.Metrics;

/// <summary>The share of elements that equal the truth: what Keras' class <c>Accuracy</c> measures, as opposed to its
/// text <c>"accuracy"</c>.</summary>
public sealed class ExactAccuracy : MeanMetric
{
    /// <inheritdoc/>
    public override string KerasName => "Accuracy";

    /// <inheritdoc/>
    public override bool? HigherIsBetter => true;

    /// <inheritdoc/>
    protected override Shape ValueShape(Shape yTrue, Shape yPred) => Same(yTrue, yPred);

    /// <inheritdoc/>
    protected override void Measure(Tensor yTrue, Tensor yPred, Span<double> values, int? ignoredByLoss)
    {
        var truth = new Elements(yTrue);
        var predictions = new Elements(yPred);
        for (var i = 0; i < values.Length; i++) values[i] = truth[i] == predictions[i] ? 1 : 0;
    }
}
