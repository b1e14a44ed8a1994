namespace Valence.Operations;

/// <summary>Something that carries out operations: on a backend, on shapes alone, or while recording for
/// gradients.</summary>
public abstract class Executor
{
    /// <summary>Whether gradients may be asked for afterwards, so that operations keep what those need; false unless
    /// overridden.</summary>
    public virtual bool Records => false;

    /// <summary>Whether a gradient of <paramref name="tensor"/> would be computed.</summary>
    internal virtual bool Tracks(Tensor tensor) => false;

    /// <summary>Carries out an operation by others, run by <paramref name="call"/>, where that is known to be
    /// better.</summary>
    /// <returns>Whether it did; else nothing has happened.</returns>
    internal virtual bool Lower(Operation operation, ReadOnlySpan<Tensor?> x, Span<Tensor> y, CallContext call) =>
        false;

    /// <summary>Takes back a tensor of the step that nobody holds, where memory is given back.</summary>
    internal virtual void Release(Tensor made)
    {
    }

    /// <summary>Carries out <paramref name="operation"/> on <paramref name="x"/> and sets every element of
    /// <paramref name="y"/>.</summary>
    public abstract void Run(Operation operation, ReadOnlySpan<Tensor?> x, Span<Tensor> y);

    /// <summary>Carries out <paramref name="operation"/> so that its results take over tensors that are there, such as
    /// its operands.</summary>
    /// <param name="operation">One that allows results to be operands.</param>
    /// <param name="x">The operands.</param>
    /// <param name="y">Where the results go: tensors of their shapes.</param>
    /// <exception cref="NotSupportedException">The executor does not carry out operations, or records them.</exception>
    public virtual void Change(Operation operation, ReadOnlySpan<Tensor?> x, ReadOnlySpan<Tensor> y) =>
        throw new NotSupportedException($"{GetType().Name} can't change tensors that are there.");

    /// <summary>A tensor for this step whose elements the caller writes.</summary>
    public abstract Tensor Rent(TensorSpec spec);

    /// <summary>The elements of <paramref name="source"/> under another shape of the same size, in the same
    /// memory.</summary>
    public abstract Tensor View(Tensor source, Shape shape);
}
