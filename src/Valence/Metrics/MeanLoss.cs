using Valence.Backends;
using Valence.Execution;
using Valence.Losses;
using Valence.Operations;

namespace Valence.Metrics;

/// <summary>The mean of a loss over samples, without regard to the loss's reduction.</summary>
/// <param name="loss">The loss.</param>
/// <param name="negated">Whether its opposite is reported, as Keras does of the cosine similarity.</param>
public sealed class MeanLoss(Loss loss, bool negated = false) : Metric
{
    /// <summary>The loss.</summary>
    public Loss Loss { get; } = loss;

    /// <summary>Whether its opposite is reported.</summary>
    public bool Negated { get; } = negated;

    /// <inheritdoc/>
    public override string KerasName => Loss is LogCosh ? "LogCoshError" : Loss.KerasName;

    /// <inheritdoc/>
    public override bool? HigherIsBetter => Negated;

    /// <inheritdoc/>
    public override bool UsesMask => true;

    /// <inheritdoc/>
    protected override string DefaultName => Loss is LogCosh ? "logcosh" : Loss.Name;

    /// <inheritdoc/>
    public override MetricState NewState(int? ignoredByLoss = null) => new State(this);

    private sealed class State(MeanLoss metric) : MetricState
    {
        private readonly WeightedMean _mean = new(metric.KerasName);
        private StepMemory? _memory;
        private CallContext? _call;

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
            var memory = _memory ??= new(new ReferenceBackend());
            memory.Reset();
            Update(yTrue, yPred, sampleWeight, _call ??= new(new EagerExecutor(memory)));
        }

        internal override void Update(Tensor yTrue, Tensor yPred, Tensor? sampleWeight, CallContext call)
        {
            var losses = metric.Loss.Measure(yTrue, yPred, call, out var valid);
            var numbers = losses.Floats;
            var values = _mean.Room(losses.Count);
            for (var i = 0; i < values.Length; i++) values[i] = metric.Negated ? -numbers[i] : numbers[i];
            if (sampleWeight is not null && valid is not null)
            {
                var (validShape, weightShape) = Ranks.Match(valid.Shape, sampleWeight.Shape);
                sampleWeight = call.Multiply(call.Reshape(call.Cast(sampleWeight, ElementType.Float32), weightShape),
                    call.Reshape(valid, validShape));
            }
            _mean.Add(values, losses.Shape, sampleWeight);
        }

        public override Tensor Result() => Scalar(_mean.Value);
    }
}
