namespace Valence.Metrics;

/// <summary>The square root of the mean squared error.</summary>
/// <remarks>As in Keras, masked steps count.</remarks>
public sealed class RootMeanSquaredError : MeanMetric
{
    /// <inheritdoc/>
    public override bool? HigherIsBetter => false;

    /// <inheritdoc/>
    public override bool UsesMask => false;

    /// <inheritdoc/>
    protected override double Figure(double mean) => Math.Sqrt(mean);

    /// <inheritdoc/>
    protected override Shape ValueShape(Shape yTrue, Shape yPred) => Same(yTrue, yPred);

    /// <inheritdoc/>
    protected override void Measure(Tensor yTrue, Tensor yPred, Span<double> values, int? ignoredByLoss)
    {
        var truth = new Elements(yTrue);
        var predictions = new Elements(yPred);
        for (var i = 0; i < values.Length; i++)
        {
            var error = (double)truth[i] - predictions[i];
            values[i] = error * error;
        }
    }
}
