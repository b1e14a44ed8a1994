using Valence.Backends;
using Valence.Operations;

namespace Valence.Execution;

/// <summary>Something that carries out operations: on a backend, on shapes alone, or while recording for
/// gradients.</summary>
public abstract class Executor
{
    /// <summary>Whether gradients may be asked for afterwards, so that operations keep what those need; false unless
    /// overridden.</summary>
    public virtual bool Records => false;

    /// <summary>Whether a gradient of <paramref name="tensor"/> would be computed.</summary>
    internal virtual bool Tracks(Tensor tensor) => false;

    /// <summary>What may carry out an operation by others; null where nothing is carried out.</summary>
    internal virtual Backend? Backend => null;

    /// <summary>The memory that takes back what a call has made and needs no more; null where all of it stays until the
    /// call ends.</summary>
    internal virtual StepMemory? GivesBack => null;

    /// <summary>Carries out <paramref name="operation"/> on <paramref name="x"/> and sets every element of
    /// <paramref name="y"/>.</summary>
    public abstract void Run(Operation operation, ReadOnlySpan<Tensor?> x, Span<Tensor> y);

    /// <summary>A tensor for this step whose elements the caller writes.</summary>
    public abstract Tensor Rent(TensorSpec spec);

    /// <summary>The elements of <paramref name="source"/> under another shape of the same size, in the same
    /// memory.</summary>
    public abstract Tensor View(Tensor source, Shape shape);
}
