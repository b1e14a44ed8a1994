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
    protected override Shape ValueShape(Shape yTrue, Shape yPred) => Same(yTrue, yPred)[..^1];

    /// <inheritdoc/>
    protected override void Measure(Tensor yTrue, Tensor yPred, Span<double> values)
    {
        var truth = new Elements(yTrue);
        var predictions = new Elements(yPred);
        var width = yPred.Count / values.Length;
        for (var row = 0; row < values.Length; row++)
        {
            var equal = 0;
            for (var i = row * width; i < (row + 1) * width; i++)
                if (truth[i] == predictions[i]) equal++;
            values[row] = (double)equal / width;
        }
    }
}
