namespace Valence.Metrics;

/// <summary>The weighted mean of a correlation of truth and predictions along some axes.</summary>
/// <remarks>Truth and predictions <c>[batch, …]</c> of one shape.</remarks>
public abstract class CorrelationMetric : MeanMetric
{
    private protected CorrelationMetric()
    {
    }

    /// <summary>The axes along which numbers belong together, negative ones counted from the end; the last one by
    /// default.</summary>
    public IReadOnlyList<int> Axis
    {
        get;
        init => field = Require.NotNull(value, nameof(Axis)).Count > 0 ? value
            : throw new ArgumentException("Expected at least one axis, received none.", nameof(Axis));
    } = [-1];

    /// <inheritdoc/>
    public override bool? HigherIsBetter => true;

    /// <inheritdoc/>
    protected override Shape ValueShape(Shape yTrue, Shape yPred)
    {
        var shape = Same(yTrue, yPred);
        var along = Along(shape);
        return [.. Enumerable.Range(0, shape.Rank).Where(axis => !along.Contains(axis)).Select(axis => shape[axis])];
    }

    /// <inheritdoc/>
    protected override void Measure(Tensor yTrue, Tensor yPred, Span<double> values, int? ignoredByLoss)
    {
        var shape = Same(yTrue.Shape, yPred.Shape);
        var along = Along(shape);
        var truth = new Elements(yTrue);
        var predictions = new Elements(yPred);
        var groups = new (List<double> Truth, List<double> Predictions)[values.Length];
        for (var i = 0; i < groups.Length; i++) groups[i] = ([], []);
        for (var i = 0; i < yPred.Count; i++)
        {
            var (group, step, rest) = (0, 1, i);
            for (var axis = shape.Rank - 1; axis >= 0; axis--)
            {
                (rest, var position) = Math.DivRem(rest, shape[axis]);
                if (along.Contains(axis)) continue;
                group += position * step;
                step *= shape[axis];
            }
            groups[group].Truth.Add(truth[i]);
            groups[group].Predictions.Add(predictions[i]);
        }
        for (var i = 0; i < groups.Length; i++) values[i] = Correlate(groups[i].Truth, groups[i].Predictions);
    }

    /// <summary>The correlation of numbers that belong together.</summary>
    private protected abstract double Correlate(IReadOnlyList<double> truth, IReadOnlyList<double> predictions);

    /// <summary>The mean squared deviation of numbers from their mean.</summary>
    private protected static double Variance(IReadOnlyList<double> numbers, double mean) =>
        numbers.Sum(number => (number - mean) * (number - mean)) / numbers.Count;

    private HashSet<int> Along(Shape shape)
    {
        foreach (var axis in Axis)
            if (axis < -shape.Rank || axis >= shape.Rank)
                throw new ShapeException(KerasName, $"expected numbers with axis {axis}, received {shape}");
        return [.. Axis.Select(shape.Axis)];
    }
}
