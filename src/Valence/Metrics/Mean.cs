namespace Valence.Metrics;

/// <summary>The weighted mean of values.</summary>
/// <remarks>Where there are several values for a sample, their mean counts as the sample's. In a compiled model the
/// truth is what is averaged and the predictions are its weights, as in Keras; it is meant for steps of one's own,
/// which give it values.</remarks>
public sealed class Mean : MeanMetric
{
    /// <inheritdoc/>
    public override bool UsesMask => false;

    /// <summary>Takes in values.</summary>
    /// <param name="values">Numbers of any shape.</param>
    /// <param name="sampleWeight">Factors for the values along their first axes; 1 where null.</param>
    /// <exception cref="ShapeException">The weights do not fit the values.</exception>
    public void Update(Tensor values, Tensor? sampleWeight = null)
    {
        ArgumentNullException.ThrowIfNull(values);
        var numbers = new double[values.Count];
        var elements = new Elements(values);
        for (var i = 0; i < numbers.Length; i++) numbers[i] = elements[i];
        Accumulate(numbers, values.Shape, sampleWeight);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">There are sample weights besides.</exception>
    public override void Update(Tensor yTrue, Tensor yPred, Tensor? sampleWeight) =>
        Update(yTrue, Only(yPred, sampleWeight, KerasName));

    /// <inheritdoc/>
    protected override Shape ValueShape(Shape yTrue, Shape yPred) => yTrue;

    /// <inheritdoc/>
    protected override void Measure(Tensor yTrue, Tensor yPred, Span<double> values)
    {
        var elements = new Elements(yTrue);
        for (var i = 0; i < values.Length; i++) values[i] = elements[i];
    }

    /// <summary>The weights of a metric of values alone, where a model gives it truth and predictions.</summary>
    internal static Tensor Only(Tensor weights, Tensor? sampleWeight, string name) => sampleWeight is null ? weights
        : throw new ArgumentException($"{name}: expected values and weights alone, as Keras gives it truth and "
            + "predictions, received sample weights too. Compile the model with it among the metrics and not among "
                + "the weighted ones.", nameof(sampleWeight));
}
