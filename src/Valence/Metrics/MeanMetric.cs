using Valence.Losses;
using Valence.Operations;

namespace Valence.Metrics;

/// <summary>The weighted mean of one number for each sample (and time step).</summary>
/// <remarks>Where there are several numbers for a sample, such as one for each time step, their mean counts as the
/// sample's.</remarks>
public abstract class MeanMetric : Metric
{
    private double[] _values = [];
    private double _total;
    private double _count;

    /// <summary>The mean so far; 0 of nothing.</summary>
    protected double Mean => Ratio(_total, _count);

    /// <inheritdoc/>
    public override bool UsesMask => true;

    /// <inheritdoc/>
    public sealed override void Reset() => _total = _count = 0;

    /// <inheritdoc/>
    public override void Update(Tensor yTrue, Tensor yPred, Tensor? sampleWeight = null)
    {
        ArgumentNullException.ThrowIfNull(yTrue);
        ArgumentNullException.ThrowIfNull(yPred);
        var shape = ValueShape(yTrue.Shape, yPred.Shape);
        if (shape.Count > _values.Length) _values = new double[shape.Count];
        var values = _values.AsSpan(0, shape.Count);
        Measure(yTrue, yPred, values);
        Accumulate(values, shape, sampleWeight);
    }

    /// <inheritdoc/>
    public override Tensor Result() => Scalar(Mean);

    /// <summary>The shape of the numbers for a truth and predictions of these shapes.</summary>
    protected abstract Shape ValueShape(Shape yTrue, Shape yPred);

    /// <summary>Writes the number of each sample (and time step).</summary>
    protected abstract void Measure(Tensor yTrue, Tensor yPred, Span<double> values);

    /// <summary>The shape of truth and predictions after Keras' rule for an axis of length 1, which is the same for
    /// both.</summary>
    protected Shape Same(Shape yTrue, Shape yPred)
    {
        var (a, b) = Ranks.Match(yTrue, yPred);
        return a == b ? b
            : throw new ShapeException(KerasName, $"expected a truth of the predictions' shape {yPred}, received "
                + $"{yTrue}{TargetAdvice.For(yTrue, yPred, sparse: false)}");
    }

    /// <summary>The shape of class numbers for predictions whose last axis is the classes.</summary>
    protected Shape Sparse(Shape yTrue, Shape yPred) =>
        yPred.Rank > 0 && (yTrue == yPred[..^1] || yTrue == yPred.WithLast(1))
            ? yPred[..^1]
            : throw new ShapeException(KerasName, "expected class numbers without the last axis of the predictions "
                + $"{yPred}, received {yTrue}{TargetAdvice.For(yTrue, yPred, sparse: true)}");

    /// <summary>The class in row <paramref name="index"/> of <paramref name="truth"/>, or −1 for one that the compiled
    /// loss leaves out.</summary>
    /// <exception cref="LabelOutOfRangeException">It is none of <paramref name="classes"/> classes.</exception>
    private protected int ClassOf(Elements truth, int index, Tensor yTrue, int classes)
    {
        var label = truth[index];
        if (LabelOutOfRangeException.IsClass(label, classes)) return (int)label;
        return label == IgnoredByLoss ? -1
            : throw LabelOutOfRangeException.Of(label, index, yTrue.Count, yTrue.Shape.Rank == 0 ? 1 : yTrue.Shape[0],
                classes);
    }

    /// <summary>Adds numbers of shape <paramref name="shape"/> to the mean.</summary>
    protected void Accumulate(ReadOnlySpan<double> values, Shape shape, Tensor? sampleWeight)
    {
        if (values.IsEmpty) return;
        var (valueShape, weightShape) = sampleWeight is null ? (shape, shape) : Ranks.Match(shape, sampleWeight.Shape);
        var samples = valueShape.Rank == 0 ? 1 : valueShape[0];
        if (sampleWeight is null)
        {
            var sum = 0.0;
            foreach (var value in values) sum += value;
            _total += sum / (values.Length / samples);
            _count += samples;
            return;
        }
        // Axes that the weights lack are averaged before weighting, the others after it.
        var weighted = valueShape[..Math.Min(valueShape.Rank, weightShape.Rank)];
        if (Broadcast.Join(weightShape, weighted) != weighted)
            throw new ShapeException(KerasName, $"expected sample weights for {valueShape}, received "
                + $"{sampleWeight.Shape}");
        var inner = values.Length / weighted.Count;
        var steps = weightShape.Rank > 1 ? weighted.Count / samples : 1;
        var weights = new Elements(sampleWeight);
        var weightOf = new Broadcast(weightShape, weighted);
        var (total, count) = (0.0, 0.0);
        for (var i = 0; i < weighted.Count; i++)
        {
            var (sum, weight) = (0.0, weights[weightOf[i]]);
            foreach (var value in values.Slice(i * inner, inner)) sum += value;
            total += sum / inner * weight;
            count += weight;
        }
        _total += total / steps;
        _count += count / steps;
    }
}
