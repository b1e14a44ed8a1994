namespace Valence.Metrics;

/// <summary>The weighted mean of values.</summary>
/// <remarks>Where there are several values for a sample, their mean counts as the sample's. In a compiled model the
/// truth is what is averaged and the predictions are its weights, as in Keras; it is meant for steps of one's own,
/// which give values to its <see cref="NewState"/>.</remarks>
public sealed class Mean : Metric
{
    /// <inheritdoc/>
    public override ValueState NewState(int? ignoredByLoss = null) => new State(KerasName);

    private sealed class State(string place) : ValueState(place)
    {
        private readonly WeightedMean _mean = new(place);

        internal override double[]? Numbers
        {
            get => _mean.Numbers;
            set => _mean.Numbers = value!;
        }

        public override void Reset() => _mean.Reset();

        public override void Update(Tensor values, Tensor? sampleWeight = null)
        {
            ArgumentNullException.ThrowIfNull(values);
            var elements = new Elements(values);
            var numbers = _mean.Room(values.Count);
            for (var i = 0; i < numbers.Length; i++) numbers[i] = elements[i];
            _mean.Add(numbers, values.Shape, sampleWeight);
        }

        public override Tensor Result() => Scalar(_mean.Value);
    }
}
