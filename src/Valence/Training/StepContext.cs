using Valence.Layers;
using Valence.Operations;

namespace Valence.Training;

/// <summary>What a user's own training step works with: it returns the scalar to minimise, and Valence takes its
/// gradient and applies the optimizer.</summary>
public sealed class StepContext
{
    private readonly ValueForward _forward;
    private readonly Objective _objective;
    private readonly BatchBuffer _batch;

    internal StepContext(ValueForward forward, Objective objective, BatchBuffer batch)
    {
        (_forward, _objective, _batch) = (forward, objective, batch);
    }

    /// <summary>Where the step's operations run and are recorded.</summary>
    public CallContext Call { get; internal set; } = null!;

    /// <summary>The inputs.</summary>
    public Values X { get; internal set; }

    /// <summary>The targets, one an output.</summary>
    public IReadOnlyList<Tensor> Y => _batch.Y;

    /// <summary>How much each sample counts, or null; where each output has weights of its own, the first
    /// one's.</summary>
    public Tensor? SampleWeight => SampleWeights is [var first, ..] ? first : null;

    /// <summary>None, one tensor for all outputs, or one (or null) for each output.</summary>
    public IReadOnlyList<Tensor?> SampleWeights { get; internal set; } = [];

    internal Values Outputs { get; private set; }

    /// <summary>The model's outputs for <paramref name="x"/>; the last ones enter the metrics.</summary>
    public Values Forward(Values x) => Outputs = _forward(x, Call);

    /// <summary>The compiled loss of <paramref name="outputs"/> with penalties.</summary>
    public Tensor CompiledLoss(Values outputs) => _objective.Loss(outputs, _batch, SampleWeights, Call);
}
