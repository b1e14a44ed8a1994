using Valence.Backends;
using Valence.Execution;

namespace Valence.Optimizers;

/// <summary>Brings weights back to what their constraints allow, after a step.</summary>
internal sealed class Projection
{
    private StepMemory? _memory;
    private CallContext? _call;

    /// <summary>Where constraints are computed.</summary>
    public Backend Backend
    {
        get;
        set => (field, _memory, _call) = (value, null, null);
    } = new ReferenceBackend();

    /// <summary>Projects those of the weights that the step has changed and that have a constraint.</summary>
    public void Apply(ReadOnlySpan<OptimizedWeight> weights)
    {
        foreach (var changed in weights)
        {
            if (changed is not { HasGradient: true, Weight: { Constraint: { } constraint } weight }) continue;
            _memory ??= new(Backend);
            _call ??= new(new EagerExecutor(_memory));
            _memory.Reset();
            weight.Value.CopyFrom(constraint.Project(weight.Value, _call));
        }
    }
}
