namespace Valence.Metrics;

/// <summary>The weighted mean of a function of your own, such as <c>new MeanMetricWrapper((truth, prediction) =>
/// Math.Abs(truth - prediction))</c>, over all elements.</summary>
/// <remarks>Truth and predictions have one shape, but for an axis of length 1 as in Keras; where there are several
/// elements for a sample, their mean counts as the sample's. A function is code, and files hold no code: a metric of
/// Keras' own function is read from a file as the class that has it.</remarks>
/// <param name="function">The figure of one element, of its truth and its prediction.</param>
public sealed class MeanMetricWrapper(Func<double, double, double> function) : MeanMetric
{
    /// <summary>The figure of one element.</summary>
    public Func<double, double, double> Function { get; } =
        function ?? throw new ArgumentNullException(nameof(function));

    /// <inheritdoc/>
    protected override Shape ValueShape(Shape yTrue, Shape yPred) => Same(yTrue, yPred);

    /// <inheritdoc/>
    protected override void Measure(Tensor yTrue, Tensor yPred, Span<double> values, int? ignoredByLoss)
    {
        var truth = new Elements(yTrue);
        var predictions = new Elements(yPred);
        for (var i = 0; i < values.Length; i++) values[i] = Function(truth[i], predictions[i]);
    }
}
