using Valence.Losses;
using Valence.Operations;

namespace Valence.Metrics;

/// <summary>The weighted sum of values.</summary>
/// <remarks>In a compiled model the truth is what is summed and the predictions are its weights, as in Keras; it is
/// meant for steps of one's own, which give values to its <see cref="NewState"/>.</remarks>
public sealed class Sum : Metric
{
    /// <inheritdoc/>
    public override ValueState NewState(int? ignoredByLoss = null) => new State(KerasName);

    private sealed class State(string place) : ValueState(place)
    {
        private double _total;

        internal override double[]? Numbers
        {
            get => [_total];
            set => _total = value![0];
        }

        public override void Reset() => _total = 0;

        public override void Update(Tensor values, Tensor? sampleWeight = null)
        {
            ArgumentNullException.ThrowIfNull(values);
            var numbers = new Elements(values);
            if (sampleWeight is null)
            {
                for (var i = 0; i < values.Count; i++) _total += numbers[i];
                return;
            }
            var (shape, weightShape) = Ranks.Match(values.Shape, sampleWeight.Shape);
            var weighted = shape[..Math.Min(shape.Rank, weightShape.Rank)];
            if (Broadcast.Join(weightShape, weighted) != weighted)
                throw new ShapeException(Place, $"expected weights for {values.Shape}, received {sampleWeight.Shape}");
            var weights = new Elements(sampleWeight);
            var weightOf = new Broadcast(weightShape, weighted);
            var inner = weighted.Count == 0 ? 0 : values.Count / weighted.Count;
            for (var i = 0; i < values.Count; i++) _total += (double)numbers[i] * weights[weightOf[i / inner]];
        }

        public override Tensor Result() => Scalar(_total);
    }
}
