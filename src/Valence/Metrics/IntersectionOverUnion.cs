using Valence.Losses;

namespace Valence.Metrics;

/// <summary>The overlap of true and predicted classes: for each class what both have over what either has, and the mean
/// over some classes.</summary>
/// <remarks>A class that neither truth nor predictions contain is left out of the mean, and a sample of a class outside
/// of <see cref="NumClasses"/>, true or predicted, does not count. Weights are cut to integers unless
/// <see cref="Type"/> is float32, as in Keras.</remarks>
public abstract class IntersectionOverUnion : Metric
{
    private const double Epsilon = 1e-7;

    private readonly int[] _targets;

    private protected IntersectionOverUnion(int numClasses, ReadOnlySpan<int> targetClassIds)
    {
        NumClasses = Require.AtLeast(1, numClasses);
        foreach (var id in targetClassIds)
            if ((uint)id >= (uint)numClasses)
                throw new ArgumentOutOfRangeException(
                    nameof(targetClassIds), id, $"Expected class numbers from 0 to {numClasses - 1}, received {id}.");
        _targets = targetClassIds.ToArray();
    }

    /// <summary>The number of classes.</summary>
    public int NumClasses { get; }

    /// <summary>The classes in the mean.</summary>
    public IReadOnlyList<int> TargetClassIds => _targets;

    /// <summary>A class whose samples do not count, or null.</summary>
    public int? IgnoreClass { get; init; }

    /// <summary>Whether the truth is class numbers; otherwise the largest element of its last axis tells the
    /// class.</summary>
    public bool SparseYTrue { get; init; } = true;

    /// <summary>Whether predictions are class numbers; otherwise the largest element of their last axis tells the
    /// class.</summary>
    public bool SparseYPred { get; init; } = true;

    /// <summary>How overlaps are counted, Keras' <c>dtype</c>: in whole numbers (int32, the default), or in float32, so
    /// that weights count with their fractions.</summary>
    public ElementType Type
    {
        get;
        init => field = value is ElementType.Int32 or ElementType.Float32 ? value
            : throw new ArgumentException($"Expected int32 or float32, received {value}.", nameof(Type));
    } = ElementType.Int32;

    /// <inheritdoc/>
    public override bool? HigherIsBetter => true;

    /// <inheritdoc/>
    public sealed override MetricState NewState(int? ignoredByLoss = null) => new State(this);

    /// <summary>The class that a prediction stands for; null where it is no number.</summary>
    private protected virtual int? ClassOf(float prediction) => float.IsNaN(prediction) ? null : (int)prediction;

    private sealed class State(IntersectionOverUnion metric) : MetricState
    {
        private readonly int _classes = metric.NumClasses;
        private readonly double[] _counts = new double[metric.NumClasses * metric.NumClasses];

        internal override double[]? Numbers
        {
            get => [.. _counts];
            set => value.AsSpan().CopyTo(_counts);
        }

        public override void Reset() => Array.Clear(_counts);

        public override void Update(Tensor yTrue, Tensor yPred, Tensor? sampleWeight = null)
        {
            ArgumentNullException.ThrowIfNull(yTrue);
            ArgumentNullException.ThrowIfNull(yPred);
            var trueWidth = metric.SparseYTrue ? 1 : yTrue.Shape[^1];
            var predWidth = metric.SparseYPred ? 1 : yPred.Shape[^1];
            var samples = yPred.Count / predWidth;
            if (yTrue.Count / trueWidth != samples)
                throw new ShapeException(metric.KerasName, "expected as many true as predicted classes, received "
                    + $"{yTrue.Shape} and {yPred.Shape}");
            if (sampleWeight is not null && sampleWeight.Count != 1 && sampleWeight.Count != samples)
                throw new ShapeException(metric.KerasName, $"expected {samples} sample weights, received "
                    + $"{sampleWeight.Shape}");
            var truth = new Elements(yTrue);
            var predictions = new Elements(yPred);
            for (var i = 0; i < samples; i++)
            {
                var actual = metric.SparseYTrue ? truth[i] : truth.Largest(i * trueWidth, trueWidth);
                if (actual == metric.IgnoreClass) continue;
                int? predicted = metric.SparseYPred ? metric.ClassOf(predictions[i])
                    : predictions.Largest(i * predWidth, predWidth);
                if (!float.IsInteger(actual))
                    throw LabelOutOfRangeException.Of(actual, i, samples, yTrue.Shape.Rank == 0 ? 1 : yTrue.Shape[0],
                        _classes);
                if (predicted is not { } guess)
                    throw LabelOutOfRangeException.Of(predictions[i], i, samples,
                        yPred.Shape.Rank == 0 ? 1 : yPred.Shape[0], _classes);
                if (!LabelOutOfRangeException.IsClass(actual, _classes) || (uint)guess >= (uint)_classes) continue;
                var weight = sampleWeight is null ? 1 : new Elements(sampleWeight)[sampleWeight.Count == 1 ? 0 : i];
                _counts[(int)actual * _classes + guess] +=
                    metric.Type == ElementType.Int32 ? Math.Truncate(weight) : weight;
            }
        }

        public override Tensor Result()
        {
            var (sum, present) = (0.0, 0);
            foreach (var target in metric._targets)
            {
                var either = -_counts[target * _classes + target];
                for (var i = 0; i < _classes; i++)
                    either += _counts[target * _classes + i] + _counts[i * _classes + target];
                if (either > 1e-9) present++;
                sum += _counts[target * _classes + target] / (either + Epsilon);
            }
            return Scalar(sum / (present + Epsilon));
        }
    }
}
