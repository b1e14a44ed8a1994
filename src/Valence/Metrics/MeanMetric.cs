using Valence.Losses;

namespace Valence.Metrics;

/// <summary>The weighted mean of one number for each sample (and time step).</summary>
/// <remarks>Where there are several numbers for a sample, such as one for each time step, their mean counts as the
/// sample's.</remarks>
public abstract class MeanMetric : Metric
{
    /// <inheritdoc/>
    public override bool UsesMask => true;

    /// <inheritdoc/>
    public sealed override MetricState NewState(int? ignoredByLoss = null) => new State(this, ignoredByLoss);

    /// <summary>The shape of the numbers for a truth and predictions of these shapes.</summary>
    protected abstract Shape ValueShape(Shape yTrue, Shape yPred);

    /// <summary>Writes the number of each sample (and time step); what is not written is 0.</summary>
    /// <param name="yTrue">The truth.</param>
    /// <param name="yPred">The predictions.</param>
    /// <param name="values">As many numbers as <see cref="ValueShape"/> has.</param>
    /// <param name="ignoredByLoss">A class that the compiled loss leaves out, which the truth may hold; none where
    /// null.</param>
    protected abstract void Measure(Tensor yTrue, Tensor yPred, Span<double> values, int? ignoredByLoss);

    /// <summary>What is reported where the mean so far is <paramref name="mean"/>: itself, unless overridden.</summary>
    protected virtual double Figure(double mean) => mean;

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
    protected Shape Sparse(Shape yTrue, Shape yPred) => ClassNumbers.Steps(KerasName, yTrue, yPred);

    private sealed class State(MeanMetric metric, int? ignoredByLoss) : MetricState
    {
        private readonly WeightedMean _mean = new(metric.KerasName);

        internal override double[]? Numbers
        {
            get => _mean.Numbers;
            set => _mean.Numbers = value!;
        }

        public override void Reset() => _mean.Reset();

        public override void Update(Tensor yTrue, Tensor yPred, Tensor? sampleWeight = null)
        {
            ArgumentNullException.ThrowIfNull(yTrue);
            ArgumentNullException.ThrowIfNull(yPred);
            var shape = metric.ValueShape(yTrue.Shape, yPred.Shape);
            var values = _mean.Room(shape.Count);
            metric.Measure(yTrue, yPred, values, ignoredByLoss);
            _mean.Add(values, shape, sampleWeight);
        }

        public override Tensor Result() => Scalar(metric.Figure(_mean.Value));
    }
}
