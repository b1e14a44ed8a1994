namespace Valence.Metrics;

/// <summary>The share of samples whose largest prediction is at the place that the truth, a class number,
/// names.</summary>
/// <remarks>A number outside the classes, with a fraction or NaN is a <see cref="Losses.LabelOutOfRangeException"/>;
/// one that the compiled loss ignores counts as missed, as in Keras.</remarks>
public sealed class SparseCategoricalAccuracy : MeanMetric
{
    /// <inheritdoc/>
    public override bool? HigherIsBetter => true;

    /// <inheritdoc/>
    protected override Shape ValueShape(Shape yTrue, Shape yPred) => Sparse(yTrue, yPred);

    /// <inheritdoc/>
    protected override void Measure(Tensor yTrue, Tensor yPred, Span<double> values)
    {
        var truth = new Elements(yTrue);
        var predictions = new Elements(yPred);
        var classes = yPred.Shape[^1];
        for (var row = 0; row < values.Length; row++)
            values[row] = ClassOf(truth, row, yTrue, classes) == predictions.Largest(row * classes, classes) ? 1 : 0;
    }
}
