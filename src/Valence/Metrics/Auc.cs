namespace Valence.Metrics;

/// <summary>The area under the ROC, the precision–recall or the gain curve, approximated at a number of thresholds as
/// in Keras: not the exact rank statistic.</summary>
/// <param name="numThresholds">How many thresholds divide [0, 1], two a little outside of it; at least 2.</param>
/// <param name="curve">The curve.</param>
/// <param name="summationMethod">How the area between two points is measured.</param>
/// <param name="multiLabel">Whether each column of predictions <c>[batch, labels]</c> is measured apart; the result is
/// then their mean.</param>
/// <param name="fromLogits">Whether predictions are logits, before a sigmoid, instead of probabilities.</param>
public sealed class Auc(int numThresholds = 200, Choice<AucCurve> curve = default,
    Choice<AucSummation> summationMethod = default, bool multiLabel = false, bool fromLogits = false)
        : Metric
{
    /// <inheritdoc/>
    public override string KerasName => "AUC";

    private const float Beyond = 1e-7f;

    private readonly float[]? _labelWeights;
    private readonly float[]? _thresholds;

    /// <summary>How many thresholds there are.</summary>
    public int NumThresholds => _thresholds?.Length + 2 ?? _numThresholds;

    /// <summary>The curve.</summary>
    public Choice<AucCurve> Curve { get; } = curve;

    /// <summary>How the area between two points is measured.</summary>
    public Choice<AucSummation> SummationMethod { get; } = summationMethod;

    /// <summary>Whether each column is measured apart.</summary>
    public bool MultiLabel { get; } = multiLabel;

    /// <summary>Whether predictions are logits.</summary>
    public bool FromLogits { get; } = fromLogits;

    /// <summary>The number of columns where they are measured apart; null to take it from the first batch.</summary>
    public int? NumLabels { get; init; }

    /// <summary>The weight of each column; all the same where null.</summary>
    public IReadOnlyList<float>? LabelWeights
    {
        get => _labelWeights;
        init => _labelWeights = value is null ? null : [.. value];
    }

    /// <summary>Thresholds of one's own between 0 and 1 in place of evenly spread ones.</summary>
    public IReadOnlyList<float>? Thresholds
    {
        get => _thresholds;
        init => _thresholds = value is null ? null : [.. value.Order()];
    }

    /// <inheritdoc/>
    public override bool? HigherIsBetter => true;

    private readonly int _numThresholds = Require.AtLeast(2, numThresholds);

    /// <inheritdoc/>
    public override MetricState NewState(int? ignoredByLoss = null) => new State(this);

    private float[] Points()
    {
        var points = new float[NumThresholds];
        for (var i = 1; i + 1 < points.Length; i++)
            points[i] = _thresholds is { } own ? own[i - 1] : (float)(i / (points.Length - 1.0));
        (points[0], points[^1]) = (-Beyond, 1 + Beyond);
        return points;
    }

    private sealed class State(Auc metric) : MetricState
    {
        private ConfusionCounts? _counts;

        public override void Reset() => _counts?.Reset();

        public override void Update(Tensor yTrue, Tensor yPred, Tensor? sampleWeight = null)
        {
            ArgumentNullException.ThrowIfNull(yTrue);
            ArgumentNullException.ThrowIfNull(yPred);
            if (metric.MultiLabel && (yPred.Shape.Rank != 2
                || yPred.Shape[1] != (_counts?.Labels ?? metric.NumLabels ?? yPred.Shape[1])))
                throw new ShapeException(metric.KerasName, "expected predictions [batch, labels]"
                    + $"{(metric.NumLabels is { } labels ? $" with {labels} labels" : "")}, received {yPred.Shape}");
            if (metric._labelWeights is { } given && (yPred.Shape.Rank == 0 || yPred.Shape[^1] != given.Length))
                throw new ShapeException(metric.KerasName, $"expected a last axis of {given.Length}, as there are "
                    + $"label weights, received {yPred.Shape}");
            _counts ??= new(metric.Points(), metric._thresholds is null, metric.MultiLabel ? yPred.Shape[1] : 1);
            // Weights of columns measured apart apply to their areas, not to their elements.
            _counts.Update(yTrue, yPred, sampleWeight, new(metric.KerasName, FromLogits: metric.FromLogits,
                LabelWeights: metric.MultiLabel ? null : metric._labelWeights));
        }

        public override Tensor Result()
        {
            if (_counts is not { } counts) return Scalar(0);
            var (sum, weights) = (0.0, 0.0);
            for (var label = 0; label < counts.Labels; label++)
            {
                var weight = metric.MultiLabel && metric._labelWeights is { } given ? given[label] : 1.0;
                sum += weight * Area(counts, label);
                weights += weight;
            }
            return Scalar(Ratio(sum, weights));
        }

        private double Area(ConfusionCounts counts, int label)
        {
            var area = 0.0;
            for (var i = 0; i + 1 < counts.Thresholds; i++)
                area += metric.Curve == AucCurve.PR && metric.SummationMethod == AucSummation.Interpolation
                    ? Interpolated(counts, label, i) : Rectangle(Point(counts, label, i), Point(counts, label, i + 1));
            return area;
        }

        private double Rectangle((double X, double Y) left, (double X, double Y) right) =>
            (left.X - right.X) * metric.SummationMethod.Value switch
            {
                AucSummation.Interpolation => (left.Y + right.Y) / 2,
                AucSummation.Minoring => Math.Min(left.Y, right.Y),
                _ => Math.Max(left.Y, right.Y),
            };

        private (double X, double Y) Point(ConfusionCounts counts, int label, int i)
        {
            var truePositives = counts.TruePositives(i, label);
            var falsePositives = counts.FalsePositives(i, label);
            var falseNegatives = counts.FalseNegatives(i, label);
            var trueNegatives = counts.TrueNegatives(i, label);
            var recall = counts.Recall(i, label);
            return metric.Curve.Value switch
            {
                AucCurve.ROC => (Ratio(falsePositives, falsePositives + trueNegatives), recall),
                AucCurve.PR => (recall, counts.Precision(i, label)),
                // Without a true positive neither gain is defined: no recall, and no false alarm either.
                _ => truePositives == 0 ? (0, 1) : (Math.Max(0, Gain(falseNegatives)), Gain(falsePositives)),
            };

            double Gain(double errors) => 1
                - Ratio(truePositives + falseNegatives, trueNegatives + falsePositives) * errors / truePositives;
        }

        // True positives as a linear function of all positives between two thresholds, integrated.
        private static double Interpolated(ConfusionCounts counts, int label, int i)
        {
            var (trueHere, trueNext) = (counts.TruePositives(i, label), counts.TruePositives(i + 1, label));
            var (here, next) =
                (trueHere + counts.FalsePositives(i, label), trueNext + counts.FalsePositives(i + 1, label));
            var slope = Ratio(trueHere - trueNext, Math.Max(here - next, 0));
            var intercept = trueNext - slope * next;
            var ratio = here > 0 && next > 0 ? here / next : 1;
            return Ratio(slope * (trueHere - trueNext + intercept * Math.Log(ratio)),
                trueNext + counts.FalseNegatives(i + 1, label));
        }
    }
}
