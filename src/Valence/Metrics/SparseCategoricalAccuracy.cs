using Valence.Operations;

namespace Valence.Metrics;

/// <summary>The share of samples whose largest prediction is at the place that the truth, a class number,
/// names.</summary>
/// <remarks>
/// The truth is <c>[batch, …]</c> or <c>[batch, …, 1]</c> for predictions <c>[batch, …, classes]</c>. As in Keras, an
/// axis of length 1 repeats: one class number for all steps of a row is <c>[batch, 1]</c>.
/// A number outside the classes, with a fraction or NaN is a <see cref="Losses.LabelOutOfRangeException"/>; one that
/// the compiled loss ignores counts as missed, as in Keras.
/// </remarks>
public sealed class SparseCategoricalAccuracy : MeanMetric
{
    /// <inheritdoc/>
    public override bool? HigherIsBetter => true;

    /// <inheritdoc/>
    protected override Shape ValueShape(Shape yTrue, Shape yPred) =>
        yTrue.Rank == yPred.Rank - 1 ? Broadcast.Join(yTrue, yPred[..^1]) ?? Sparse(yTrue, yPred)
            : Sparse(yTrue, yPred);

    /// <inheritdoc/>
    protected override void Measure(Tensor yTrue, Tensor yPred, Span<double> values, int? ignoredByLoss)
    {
        var truth = new Elements(yTrue);
        var predictions = new Elements(yPred);
        var (shape, classes) = (ValueShape(yTrue.Shape, yPred.Shape), yPred.Shape[^1]);
        var truthOf = new Broadcast(yTrue.Shape.Rank > shape.Rank ? yTrue.Shape[..^1] : yTrue.Shape, shape);
        var rowOf = new Broadcast(yPred.Shape[..^1], shape);
        for (var i = 0; i < values.Length; i++)
            values[i] = ClassNumbers.At(truth, truthOf[i], yTrue, classes, ignoredByLoss)
                == predictions.Largest(rowOf[i] * classes, classes) ? 1 : 0;
    }
}
