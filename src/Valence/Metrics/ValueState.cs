namespace Valence.Metrics;

/// <summary>The running value of a metric of values alone: of a <see cref="Mean"/> or a <see cref="Sum"/>.</summary>
public abstract class ValueState : MetricState
{
    private protected ValueState(string place) => Place = place;

    /// <summary>The metric's name in errors.</summary>
    private protected string Place { get; }

    /// <summary>Takes in values.</summary>
    /// <param name="values">Numbers of any shape.</param>
    /// <param name="sampleWeight">Factors for the values along their first axes; 1 where null.</param>
    /// <exception cref="ShapeException">The weights do not fit the values.</exception>
    public abstract void Update(Tensor values, Tensor? sampleWeight = null);

    /// <summary>Takes in the truth as values and the predictions as their weights, as in Keras.</summary>
    /// <inheritdoc/>
    /// <exception cref="ArgumentException">There are sample weights besides.</exception>
    public sealed override void Update(Tensor yTrue, Tensor yPred, Tensor? sampleWeight) =>
        Update(yTrue, sampleWeight is null ? yPred : throw new ArgumentException($"{Place}: expected values and "
            + "weights alone, as Keras gives it truth and predictions, received sample weights too. Compile the model "
                + "with it among the metrics and not among the weighted ones.", nameof(sampleWeight)));
}
