using Valence.Operations;

namespace Valence.Backends;

/// <summary>A table from operation to kernel. Operations without a kernel run their plain definition.</summary>
public abstract class Backend : IDisposable
{
    private readonly Dictionary<Type, Kernel> _kernels = [];
    private readonly Dictionary<Type, Lowering[]> _lowerings = [];

    /// <summary>The name by which it is chosen: <c>reference</c> or <c>cpu</c>.</summary>
    public abstract string Name { get; }

    /// <summary>A kernel: writes every element of <paramref name="y"/> as the operation's plain definition would,
    /// within rounding.</summary>
    public delegate void Kernel(Operation operation, Operands x, ReadOnlySpan<Tensor> y);

    /// <summary>The ways to carry out an operation by others, by its type, in the order in which they are
    /// asked.</summary>
    internal IReadOnlyDictionary<Type, Lowering[]> Lowerings => _lowerings;

    /// <summary>Memory for the elements of a tensor, undefined at first; host memory unless overridden.</summary>
    /// <param name="type">What the elements are.</param>
    /// <param name="capacity">How many there are.</param>
    public virtual Storage NewStorage(ElementType type, int capacity) => HostMemory.Uninitialized(type, capacity);

    /// <summary>The storage that an operand has from now on: a backend whose kernels work on storage of its own takes
    /// over what lies elsewhere; <paramref name="storage"/> unless overridden.</summary>
    public virtual Storage Adopt(Storage storage) => storage;

    /// <summary>Carries out <paramref name="operation"/> by others that the backend knows better for these operands,
    /// each run by <paramref name="call"/> and so recorded like any other.</summary>
    /// <returns>Whether it did; else nothing has happened.</returns>
    public virtual bool Lower(Operation operation, ReadOnlySpan<Tensor?> x, Span<Tensor> y, CallContext call)
    {
        if (!_lowerings.TryGetValue(operation.GetType(), out var lowerings)) return false;
        foreach (var lowering in lowerings)
            if (lowering(operation, new(x), y, call)) return true;
        return false;
    }

    /// <summary>The kernel for <paramref name="operation"/>, or null.</summary>
    public virtual Kernel? Find(Operation operation) => _kernels.GetValueOrDefault(operation.GetType());

    /// <summary>Releases threads and memory.</summary>
    public virtual void Dispose() => GC.SuppressFinalize(this);

    /// <summary>Enters a row of the table.</summary>
    /// <exception cref="ArgumentException">The operation has a kernel already.</exception>
    protected void Register<TOperation>(TypedKernel<TOperation> kernel) where TOperation : Operation
    {
        if (!_kernels.TryAdd(typeof(TOperation), (operation, x, y) => kernel((TOperation)operation, x, y)))
            throw new ArgumentException($"Expected one kernel of {typeof(TOperation).Name} on the {Name} backend, "
                + "received a second one. Let one kernel choose by the operands.", nameof(kernel));
    }

    /// <summary>Enters a way to carry out an operation by others, for operands that the lowering looks at. Several of
    /// one operation are asked in the order in which they were entered, until one does it.</summary>
    protected void Replace<TOperation>(TypedLowering<TOperation> lowering) where TOperation : Operation =>
        _lowerings[typeof(TOperation)] = [.. _lowerings.GetValueOrDefault(typeof(TOperation), []),
            (operation, x, y, call) => lowering((TOperation)operation, x, y, call)];

    /// <summary>Sets every result by running other operations in the call; false, and nothing done, where the operands
    /// give no reason to.</summary>
    protected delegate bool TypedLowering<in TOperation>(TOperation operation, Operands x, Span<Tensor> y,
        CallContext call);

    /// <summary>A lowering of any operation.</summary>
    internal delegate bool Lowering(Operation operation, Operands x, Span<Tensor> y, CallContext call);

    /// <summary>A kernel that knows its operation's attributes.</summary>
    protected delegate void TypedKernel<in TOperation>(TOperation operation, Operands x, ReadOnlySpan<Tensor> y);
}
