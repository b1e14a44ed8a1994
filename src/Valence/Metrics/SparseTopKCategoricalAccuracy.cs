namespace Valence.Metrics;

/// <summary>The share of samples whose true class, given as a number, is among the k largest predictions.</summary>
/// <remarks>A number outside the classes, with a fraction or NaN is a <see cref="Losses.LabelOutOfRangeException"/>;
/// one that the compiled loss ignores counts as missed, as in Keras.</remarks>
/// <param name="k">How many predictions count; at least 1.</param>
public sealed class SparseTopKCategoricalAccuracy(int k = 5) : MeanMetric
{
    /// <summary>How many predictions count.</summary>
    public int K { get; } = Require.AtLeast(1, k);

    /// <summary>Whether predictions are not scores of all classes but class numbers <c>[batch, n]</c>, best first, of
    /// which the first k count.</summary>
    public bool FromSortedIds { get; init; }

    /// <inheritdoc/>
    public override bool? HigherIsBetter => true;

    /// <inheritdoc/>
    protected override Shape ValueShape(Shape yTrue, Shape yPred) => Sparse(yTrue, yPred);

    /// <inheritdoc/>
    protected override void Measure(Tensor yTrue, Tensor yPred, Span<double> values, int? ignoredByLoss)
    {
        var truth = new Elements(yTrue);
        var classes = yPred.Shape[^1];
        if (FromSortedIds)
        {
            var ids = new Elements(yPred);
            for (var row = 0; row < values.Length; row++)
                for (var i = 0; i < Math.Min(K, classes); i++)
                    if (ids[row * classes + i] == truth[row]) values[row] = 1;
            return;
        }
        for (var row = 0; row < values.Length; row++)
            values[row] = TopKCategoricalAccuracy.IsAmongLargest(new(yPred), row * classes, classes,
                ClassNumbers.At(truth, row, yTrue, classes, ignoredByLoss), K) ? 1 : 0;
    }
}
