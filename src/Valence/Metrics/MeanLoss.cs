using Valence.Backends;
using Valence.Execution;
using Valence.Losses;
using Valence.Operations;

namespace Valence.Metrics;

/// <summary>The mean of a loss over samples, without regard to the loss's reduction.</summary>
/// <param name="loss">The loss.</param>
/// <param name="negated">Whether its opposite is reported, as Keras does of the cosine similarity.</param>
public sealed class MeanLoss(Loss loss, bool negated = false) : MeanMetric
{
    private readonly StepMemory _memory = new(new ReferenceBackend());
    private double[] _values = [];
    private CallContext? _call;

    /// <summary>The loss.</summary>
    public Loss Loss { get; } = loss;

    /// <summary>Whether its opposite is reported.</summary>
    public bool Negated { get; } = negated;

    /// <inheritdoc/>
    public override string KerasName => Loss is LogCosh ? "LogCoshError" : Loss.KerasName;

    /// <inheritdoc/>
    public override bool? HigherIsBetter => Negated;

    /// <inheritdoc/>
    protected override string DefaultName => Loss is LogCosh ? "logcosh" : Loss.Name;

    /// <inheritdoc/>
    public override void Update(Tensor yTrue, Tensor yPred, Tensor? sampleWeight = null)
    {
        ArgumentNullException.ThrowIfNull(yTrue);
        ArgumentNullException.ThrowIfNull(yPred);
        var call = _call ??= new(new EagerExecutor(_memory));
        _memory.Reset();
        var losses = Loss.Measure(yTrue, yPred, call, out var valid);
        if (losses.Count > _values.Length) _values = new double[losses.Count];
        for (var i = 0; i < losses.Count; i++) _values[i] = Negated ? -losses.Floats[i] : losses.Floats[i];
        if (sampleWeight is not null && valid is not null)
        {
            var (validShape, weightShape) = Ranks.Match(valid.Shape, sampleWeight.Shape);
            sampleWeight = call.Multiply(call.Reshape(call.Cast(sampleWeight, ElementType.Float32), weightShape),
                call.Reshape(valid, validShape));
        }
        Accumulate(_values.AsSpan(0, losses.Count), losses.Shape, sampleWeight);
    }

    /// <inheritdoc/>
    protected override Shape ValueShape(Shape yTrue, Shape yPred) => Same(yTrue, yPred)[..^1];

    /// <inheritdoc/>
    protected override void Measure(Tensor yTrue, Tensor yPred, Span<double> values)
    {
    }
}
