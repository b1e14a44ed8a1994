using Valence.Losses;

namespace Valence.Metrics;

/// <summary>The share of correct predictions. The first batch's shapes decide what that means.</summary>
/// <remarks>
/// Predictions of width 1 are probabilities (<see cref="BinaryAccuracy"/>); otherwise class numbers as truth call for
/// <see cref="SparseCategoricalAccuracy"/>
/// and one-hot labels for <see cref="CategoricalAccuracy"/>.
/// </remarks>
public sealed class Accuracy : Metric
{
    /// <inheritdoc/>
    public override bool? HigherIsBetter => true;

    /// <inheritdoc/>
    public override bool UsesMask => true;

    /// <inheritdoc/>
    public override MetricState NewState(int? ignoredByLoss = null) => new State(ignoredByLoss);

    /// <summary>Whether a text stands for the accuracy that suits the outputs.</summary>
    internal static bool IsMeantBy(string text) => text.ToLowerInvariant() is "accuracy" or "acc";

    /// <summary>The accuracy of one kind under this one's name: the kind that goes with predictions of a
    /// <paramref name="width"/> and with what <paramref name="loss"/> takes as truth.</summary>
    internal Metric Named(Loss loss, int width)
    {
        var kind = Kind(width, loss is SparseLoss);
        kind.Restore(Name);
        return kind;
    }

    private static Metric Kind(int width, bool isSparse) => width == 1 ? new BinaryAccuracy()
        : isSparse ? new SparseCategoricalAccuracy() : new CategoricalAccuracy();

    private sealed class State(int? ignoredByLoss) : MetricState
    {
        private MetricState? _chosen;

        // Which accuracy suits is known when the first batch comes; until then those of a training that goes on.
        private double[] _before = [];

        internal override double[]? Numbers
        {
            get => _chosen?.Numbers ?? _before;
            set => (_chosen, _before) = (null, value!);
        }

        public override void Reset()
        {
            _chosen?.Reset();
            _before = [];
        }

        public override void Update(Tensor yTrue, Tensor yPred, Tensor? sampleWeight = null)
        {
            ArgumentNullException.ThrowIfNull(yTrue);
            ArgumentNullException.ThrowIfNull(yPred);
            if (_chosen is null)
            {
                _chosen = For(yTrue.Shape, yPred.Shape).NewState(ignoredByLoss);
                if (_before.Length > 0) _chosen.Numbers = _before;
            }
            _chosen.Update(yTrue, yPred, sampleWeight);
        }

        public override Tensor Result() => _chosen?.Result() ?? Scalar(0);

        private static Metric For(Shape yTrue, Shape yPred) => yPred.Rank > 0
            ? Kind(yPred[^1], isSparse: yTrue.Rank < yPred.Rank || yTrue[^1] == 1)
            : throw new ShapeException(nameof(Accuracy),
                $"expected predictions with at least one axis, received {yPred}");
    }
}
