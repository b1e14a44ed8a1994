namespace Valence.Metrics;

/// <summary>The share of samples whose true class is among the k largest predictions, for one-hot labels.</summary>
/// <param name="k">How many predictions count; at least 1.</param>
public sealed class TopKCategoricalAccuracy(int k = 5) : MeanMetric
{
    /// <summary>How many predictions count.</summary>
    public int K { get; } = Require.AtLeast(1, k);

    /// <inheritdoc/>
    public override bool? HigherIsBetter => true;

    /// <inheritdoc/>
    protected override Shape ValueShape(Shape yTrue, Shape yPred) => Same(yTrue, yPred)[..^1];

    /// <inheritdoc/>
    protected override void Measure(Tensor yTrue, Tensor yPred, Span<double> values, int? ignoredByLoss)
    {
        var truth = new Elements(yTrue);
        var classes = yPred.Shape[^1];
        for (var row = 0; row < values.Length; row++)
            values[row] = IsAmongLargest(new(yPred), row * classes, classes, truth.Largest(row * classes, classes), K)
                ? 1 : 0;
    }

    // Ties do not push a class out; a class without a finite prediction is never among the largest.
    internal static bool IsAmongLargest(Elements predictions, int start, int classes, int label, int k)
    {
        if ((uint)label >= (uint)classes || !float.IsFinite(predictions[start + label])) return false;
        var larger = 0;
        for (var i = 0; i < classes; i++)
            if (predictions[start + i] > predictions[start + label]) larger++;
        return larger < k;
    }
}
