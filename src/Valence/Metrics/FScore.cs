using System.Globalization;

namespace Valence.Metrics;

/// <summary>The weighted harmonic mean of precision and recall: <c>(1 + β²) p r / (β² p + r)</c>.</summary>
/// <remarks>
/// Truth and predictions are <c>[batch, classes]</c>. Without a threshold the largest prediction of a sample is taken
/// as its class, so a single column
/// always predicts class 1: give a threshold there.
/// </remarks>
public abstract class FScore : Metric
{
    private const double Epsilon = 1e-7;

    private protected FScore(Choice<Averaging> average, double beta, double? threshold)
    {
        if (!(beta > 0)) throw new ArgumentOutOfRangeException(nameof(beta), beta,
            string.Create(CultureInfo.InvariantCulture, $"Expected a positive beta, received {beta}."));
        if (threshold is { } given && given is not (> 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(threshold), threshold,
                string.Create(CultureInfo.InvariantCulture,
                    $"Expected a threshold above 0 and at most 1, received {given}."));
        (Average, Beta, Threshold) = (average, beta, threshold);
    }

    /// <summary>How the classes' scores become one.</summary>
    public Choice<Averaging> Average { get; }

    /// <summary>How many times as much recall counts as precision.</summary>
    public double Beta { get; }

    /// <summary>A class is predicted where its prediction is greater; null to predict the class of the
    /// largest.</summary>
    public double? Threshold { get; }

    /// <inheritdoc/>
    public override bool? HigherIsBetter => true;

    /// <inheritdoc/>
    public sealed override MetricState NewState(int? ignoredByLoss = null) => new State(this);

    private sealed class State(FScore metric) : MetricState
    {
        private double[] _truePositives = [];
        private double[] _falsePositives = [];
        private double[] _falseNegatives = [];
        private double[] _support = [];

        public override void Reset()
        {
            foreach (var counts in (ReadOnlySpan<double[]>)[_truePositives, _falsePositives, _falseNegatives, _support])
                Array.Clear(counts);
        }

        public override void Update(Tensor yTrue, Tensor yPred, Tensor? sampleWeight = null)
        {
            ArgumentNullException.ThrowIfNull(yTrue);
            ArgumentNullException.ThrowIfNull(yPred);
            if (yTrue.Shape != yPred.Shape || yPred.Shape.Rank != 2 || _support.Length > 0
                && yPred.Shape[1] != _support.Length)
                throw new ShapeException(metric.KerasName, "expected truth and predictions [batch, classes], received "
                    + $"{yTrue.Shape} and {yPred.Shape}");
            var classes = yPred.Shape[1];
            if (_support.Length == 0) (_truePositives, _falsePositives, _falseNegatives, _support) =
                (new double[classes], new double[classes], new double[classes], new double[classes]);
            var truth = new Elements(yTrue);
            var predictions = new Elements(yPred);
            var weights = new ElementWeights(sampleWeight, yPred.Shape, metric.KerasName);
            for (var start = 0; start < yPred.Count; start += classes)
            {
                var largest = predictions[start + predictions.Largest(start, classes)];
                for (var i = 0; i < classes; i++)
                {
                    var (y, p, weight) = ((double)truth[start + i], predictions[start + i], (double)weights[start + i]);
                    var predicted = (float?)metric.Threshold is { } threshold ? p > threshold
                        : p >= largest && MathF.Abs(p) > 1e-9f;
                    if (predicted) _truePositives[i] += y * weight;
                    if (predicted) _falsePositives[i] += (1 - y) * weight;
                    else _falseNegatives[i] += y * weight;
                    _support[i] += y * weight;
                }
            }
        }

        public override Tensor Result()
        {
            if (metric.Average == Averaging.Micro)
                return Scalar(Score(_truePositives.Sum(), _falsePositives.Sum(), _falseNegatives.Sum()));
            var scores = new float[_support.Length];
            var (sum, weighted) = (0.0, 0.0);
            for (var i = 0; i < scores.Length; i++)
            {
                var score = Score(_truePositives[i], _falsePositives[i], _falseNegatives[i]);
                sum += score;
                weighted += score * _support[i];
                scores[i] = (float)score;
            }
            return metric.Average.Value switch
            {
                Averaging.None => Tensor.From(scores),
                Averaging.Macro => Scalar(Ratio(sum, scores.Length)),
                _ => Scalar(weighted / (_support.Sum() + Epsilon)),
            };
        }

        private double Score(double truePositives, double falsePositives, double falseNegatives)
        {
            var precision = truePositives / (truePositives + falsePositives + Epsilon);
            var recall = truePositives / (truePositives + falseNegatives + Epsilon);
            var squared = (double)metric.Beta * metric.Beta;
            return precision * recall / (squared * precision + recall + Epsilon) * (1 + squared);
        }
    }
}
