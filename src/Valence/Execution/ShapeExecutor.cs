using Valence.Operations;

namespace Valence.Execution;

/// <summary>Applies the shape rules alone: the outputs have shapes and types but no elements. With it a layer's forward
/// function tells its own output shape.</summary>
public sealed class ShapeExecutor : Executor
{
    /// <summary>How many elements the largest tensor would have.</summary>
    internal long Largest { get; private set; }

    /// <inheritdoc/>
    public override void Run(Operation operation, ReadOnlySpan<Tensor?> x, Span<Tensor> y)
    {
        var specs = new TensorSpec[y.Length];
        operation.Describe(new(x), specs);
        for (var i = 0; i < y.Length; i++) y[i] = Rent(specs[i]);
    }

    /// <inheritdoc/>
    public override Tensor Rent(TensorSpec spec)
    {
        Largest = Math.Max(Largest, spec.Shape.Elements);
        return Tensor.Described(spec.Shape, spec.Type);
    }

    /// <inheritdoc/>
    public override Tensor View(Tensor source, Shape shape) => Tensor.Described(shape, source.Type);
}
