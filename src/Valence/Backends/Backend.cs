using Valence.Operations;
using Valence.Threading;

namespace Valence.Backends;

/// <summary>A table from operation to kernel. Operations without a kernel run their plain definition.</summary>
public abstract class Backend : IDisposable
{
    private readonly Dictionary<Type, Kernel> _kernels = [];

    /// <summary>The name by which it is chosen: <c>reference</c> or <c>cpu</c>.</summary>
    public abstract string Name { get; }

    /// <summary>A kernel: writes every element of <paramref name="y"/> as the operation's plain definition would,
    /// within rounding.</summary>
    public delegate void Kernel(Operation operation, Operands x, ReadOnlySpan<Tensor> y);

    /// <summary>The threads that work beside operations, such as optimizers, may use; null for the caller's
    /// alone.</summary>
    public virtual Workers? Workers => null;

    /// <summary>The operations that have a kernel.</summary>
    public IReadOnlyCollection<Type> Accelerated => _kernels.Keys;

    /// <summary>The kernel for <paramref name="operation"/>, or null.</summary>
    public virtual Kernel? Find(Operation operation) => _kernels.GetValueOrDefault(operation.GetType());

    /// <summary>Releases threads and memory.</summary>
    public virtual void Dispose() => GC.SuppressFinalize(this);

    /// <summary>Enters a row of the table.</summary>
    protected void Register<TOperation>(TypedKernel<TOperation> kernel) where TOperation : Operation =>
        _kernels.Add(typeof(TOperation), (operation, x, y) => kernel((TOperation)operation, x, y));

    /// <summary>A kernel that knows its operation's attributes.</summary>
    protected delegate void TypedKernel<in TOperation>(TOperation operation, Operands x, ReadOnlySpan<Tensor> y);
}
