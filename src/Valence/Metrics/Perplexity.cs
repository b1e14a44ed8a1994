namespace Valence.Metrics;

/// <summary>How many tokens the next one is as uncertain as: the exponential of the mean of <c>−ln p</c> of the right
/// tokens. A metric of KerasHub.</summary>
/// <remarks>
/// The truth is <c>[batch, time]</c> or <c>[batch, time, 1]</c>, in general <c>[batch, …]</c>, for predictions
/// <c>[batch, time, tokens]</c>; a number outside the tokens, with a fraction or NaN is a
/// <see cref="Losses.LabelOutOfRangeException"/>, unless it is left out. Probabilities are divided by their sum and
/// then limited to [10⁻⁷, 1 − 10⁻⁷]. The best value is 1; that of nothing is 0.
/// As in KerasHub, the mean of a batch is over its tokens, and batches count by their rows: where tokens are left out,
/// how rows are put together into batches changes the figure a little.
/// Steps that a mask or the compiled loss leaves out do not count. Weights are of rows or of tokens; KerasHub takes
/// those of tokens alone. A batch in which no token counts is left out; KerasHub gives NaN from there on.
/// </remarks>
/// <param name="fromLogits">Whether predictions are logits, before a softmax, instead of probabilities.</param>
/// <param name="maskTokenId">A token that does not count where it is the right one, such as that of padding; null for
/// none.</param>
public sealed class Perplexity(bool fromLogits = false, int? maskTokenId = null) : Metric
{
    private const double Least = 1e-7;

    /// <summary>Whether predictions are logits.</summary>
    public bool FromLogits { get; } = fromLogits;

    /// <summary>A token that does not count where it is the right one, or null.</summary>
    public int? MaskTokenId { get; } = maskTokenId;

    /// <inheritdoc/>
    public override bool? HigherIsBetter => false;

    /// <inheritdoc/>
    public override bool UsesMask => true;

    /// <inheritdoc/>
    public override MetricState NewState(int? ignoredByLoss = null) => new State(this, ignoredByLoss);

    // −ln p of the token at an offset of those from start on.
    private double Surprise(Elements predictions, int start, int count, int token)
    {
        var sum = 0.0;
        if (!FromLogits)
        {
            for (var i = 0; i < count; i++) sum += predictions[start + i];
            return -Math.Log(Math.Clamp(predictions[start + token] / sum, Least, 1 - Least));
        }
        var largest = (double)predictions[start + predictions.Largest(start, count)];
        for (var i = 0; i < count; i++) sum += Math.Exp(predictions[start + i] - largest);
        return Math.Log(sum) - (predictions[start + token] - largest);
    }

    private sealed class State(Perplexity metric, int? ignoredByLoss) : MetricState
    {
        private double _total, _rows;

        internal override double[]? Numbers
        {
            get => [_total, _rows];
            set => (_total, _rows) = (value![0], value[1]);
        }

        public override void Reset() => _total = _rows = 0;

        public override void Update(Tensor yTrue, Tensor yPred, Tensor? sampleWeight = null)
        {
            ArgumentNullException.ThrowIfNull(yTrue);
            ArgumentNullException.ThrowIfNull(yPred);
            var shape = ClassNumbers.Steps(metric.KerasName, yTrue.Shape, yPred.Shape);
            var truth = new Elements(yTrue);
            var predictions = new Elements(yPred);
            var tokens = yPred.Shape[^1];
            var weights = new ElementWeights(sampleWeight, shape, metric.KerasName);
            var (total, count) = (0.0, 0.0);
            for (var i = 0; i < shape.Count; i++)
            {
                if (truth[i] == metric.MaskTokenId || weights[i] == 0) continue;
                var token = ClassNumbers.At(truth, i, yTrue, tokens, ignoredByLoss);
                if (token < 0) continue;
                total += weights[i] * metric.Surprise(predictions, i * tokens, tokens, token);
                count += weights[i];
            }
            if (count == 0) return;
            var rows = shape.Rank == 0 ? 1 : shape[0];
            _total += rows * (total / count);
            _rows += rows;
        }

        public override Tensor Result() => Scalar(_rows == 0 ? 0 : Math.Exp(_total / _rows));
    }
}
