namespace Valence.Metrics;

/// <summary>The coefficient of determination: one minus squared errors over the squared deviations of the truth from
/// its mean; at best 1.</summary>
/// <remarks>Truth and predictions are <c>[batch, columns]</c>. A column whose truth does not vary scores 0 unless it is
/// met exactly, which is NaN as in Keras.</remarks>
/// <param name="classAggregation">How the columns' scores become one.</param>
/// <param name="numRegressors">The number of independent variables for the adjusted score; 0 for the plain one.</param>
public sealed class R2Score(Choice<R2Aggregation> classAggregation = default, int numRegressors = 0)
    : Metric
{
    /// <summary>How the columns' scores become one.</summary>
    public Choice<R2Aggregation> ClassAggregation { get; } = classAggregation;

    /// <summary>The number of independent variables for the adjusted score.</summary>
    public int NumRegressors { get; } = Require.AtLeast(0, numRegressors);

    /// <inheritdoc/>
    public override bool? HigherIsBetter => true;

    /// <inheritdoc/>
    protected override string DefaultName => "r2_score";

    /// <inheritdoc/>
    public override MetricState NewState(int? ignoredByLoss = null) => new State(this);

    private sealed class State(R2Score metric) : MetricState
    {
        private double[] _sums = [];
        private double[] _squares = [];
        private double[] _errors = [];
        private double[] _counts = [];
        private double _elements;

        public override void Reset()
        {
            foreach (var sums in (ReadOnlySpan<double[]>)[_sums, _squares, _errors, _counts]) Array.Clear(sums);
            _elements = 0;
        }

        public override void Update(Tensor yTrue, Tensor yPred, Tensor? sampleWeight = null)
        {
            ArgumentNullException.ThrowIfNull(yTrue);
            ArgumentNullException.ThrowIfNull(yPred);
            var (trueShape, shape) = Losses.Ranks.Match(yTrue.Shape, yPred.Shape);
            if (trueShape != shape || shape.Rank != 2 || _sums.Length > 0 && shape[1] != _sums.Length)
                throw new ShapeException(metric.KerasName, "expected truth and predictions [batch, columns], received "
                    + $"{yTrue.Shape} and {yPred.Shape}");
            if (_sums.Length == 0) (_sums, _squares, _errors, _counts) =
                (new double[shape[1]], new double[shape[1]], new double[shape[1]], new double[shape[1]]);
            var truth = new Elements(yTrue);
            var predictions = new Elements(yPred);
            var weights = new ElementWeights(sampleWeight, shape, metric.KerasName);
            for (var i = 0; i < yPred.Count; i++)
            {
                var (column, y, weight) = (i % shape[1], (double)truth[i], weights[i]);
                _sums[column] += y * weight;
                _squares[column] += y * y * weight;
                _errors[column] += (y - predictions[i]) * (y - predictions[i]) * weight;
                _counts[column] += weight;
            }
            _elements += yPred.Count;
        }

        public override Tensor Result()
        {
            var scores = new float[_sums.Length];
            var (sum, weighted, variances) = (0.0, 0.0, 0.0);
            for (var i = 0; i < scores.Length; i++)
            {
                var variance = _squares[i] - _sums[i] * (_sums[i] / _counts[i]);
                var score = 1 - _errors[i] / variance;
                if (double.IsInfinity(score)) score = 0;
                sum += score;
                weighted += score * variance;
                variances += variance;
                scores[i] = (float)Adjusted(score);
            }
            return metric.ClassAggregation.Value switch
            {
                R2Aggregation.None => Tensor.From(scores),
                R2Aggregation.UniformAverage => Scalar(Adjusted(sum / scores.Length)),
                _ => Scalar(Adjusted(weighted / variances)),
            };
        }

        // With as many regressors as samples there is no adjusted score; Keras falls back to the plain one.
        private double Adjusted(double score) =>
            metric.NumRegressors == 0 || metric.NumRegressors >= _elements - 1 ? score
                : 1 - (1 - score) * (_elements - 1) / (_elements - metric.NumRegressors - 1);
    }
}
