using System.Runtime.CompilerServices;
using Valence.Backends;
using Valence.Operations;

namespace Valence.Execution;

/// <summary>Carries out each operation at once: the kernel of the memory's backend where it has one, the plain
/// definition otherwise.</summary>
public sealed class EagerExecutor(StepMemory memory) : Executor
{
    private readonly Backend _backend = memory.Backend;
    private TensorSpec[] _specs = [];

    /// <summary>Whose kernels run.</summary>
    internal Backend Backend => _backend;

    /// <summary>The memory, where it is given back within the step.</summary>
    internal StepMemory? GivesBack => memory.GivesBack ? memory : null;

    /// <inheritdoc/>
    internal override bool Lower(Operation operation, ReadOnlySpan<Tensor?> x, Span<Tensor> y, CallContext call) =>
        _backend.Lower(operation, x, y, call);

    /// <inheritdoc/>
    internal override void Release(Tensor made) => GivesBack?.Release(made);

    /// <inheritdoc/>
    public override void Run(Operation operation, ReadOnlySpan<Tensor?> x, Span<Tensor> y)
    {
        var operands = new Operands(x);
        Specs specs = default;
        Span<TensorSpec> outputs = specs;
        operation.Describe(operands, outputs[..y.Length]);
        Adopt(x);
        if (operation.IsView)
        {
            y[0] = memory.View(x[0]!, outputs[0].Shape);
            return;
        }
        for (var i = 0; i < y.Length; i++) y[i] = memory.Rent(outputs[i]);
        Compute(operation, operands, y);
    }

    /// <inheritdoc/>
    public override void Change(Operation operation, ReadOnlySpan<Tensor?> x, ReadOnlySpan<Tensor> y)
    {
        if (_specs.Length < y.Length) _specs = new TensorSpec[y.Length];
        var operands = new Operands(x);
        operation.Describe(operands, _specs.AsSpan(0, y.Length));
        for (var i = 0; i < y.Length; i++)
            if (y[i].Shape != _specs[i].Shape || y[i].Type != _specs[i].Type)
                throw new ShapeException(operation.Name,
                    $"expected a result {_specs[i].Type} {_specs[i].Shape}, received {y[i].TypeAndShape}");
        Adopt(x);
        Compute(operation, operands, y);
    }

    private void Adopt(ReadOnlySpan<Tensor?> x)
    {
        foreach (var operand in x)
            if (operand is not null && _backend.Adopt(operand.Storage) is var own && own != operand.Storage)
                operand.Storage = own;
    }

    private void Compute(Operation operation, Operands operands, ReadOnlySpan<Tensor> y)
    {
        if (_backend.Find(operation) is { } kernel) kernel(operation, operands, y);
        else operation.Define(operands, y);
    }

    /// <inheritdoc/>
    public override Tensor Rent(TensorSpec spec) => memory.Rent(spec);

    /// <inheritdoc/>
    public override Tensor View(Tensor source, Shape shape) => memory.View(source, shape);

    [InlineArray(8)]
    private struct Specs
    {
        private TensorSpec _first;
    }
}
