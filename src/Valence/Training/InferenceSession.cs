using Valence.Backends;
using Valence.Execution;
using Valence.Layers;
using Valence.Models;

namespace Valence.Training;

/// <summary>Memory for one prediction or evaluation at a time; concurrent ones have one each.</summary>
internal sealed class InferenceSession
{
    private readonly StepMemory _memory = new(givesBack: true);
    private readonly ValueForward _forward;

    public InferenceSession(Model model, Backend backend)
    {
        _forward = model.EnsureBuilt([]).Forward;
        Backend = backend;
        Parts = new(model);
        Call = new(new EagerExecutor(backend, _memory), training: false, model.Seed);
    }

    public Backend Backend { get; }

    public CallContext Call { get; }

    /// <summary>How many rows of a batch are computed at once.</summary>
    public RowParts Parts { get; }

    public BatchBuffer Batch { get; } = new();

    /// <summary>The outputs for <see cref="Batch"/>, valid until the next call.</summary>
    public Values Run()
    {
        _memory.Reset();
        Call.Begin(0);
        return _forward(TrainingStep.Values(Batch.X), Call);
    }
}
