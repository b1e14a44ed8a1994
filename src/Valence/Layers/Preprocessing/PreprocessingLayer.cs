using Valence.Execution;
using Valence.Operations;

namespace Valence.Layers;

/// <summary>A layer that turns texts, integers or ids into ids or rows without anything to train: the first layer of a
/// model that takes raw data.</summary>
/// <remarks>Its output can depend on the data in length too, so nothing of it is reused from step to step; no gradient
/// passes through it.</remarks>
public abstract class PreprocessingLayer : Layer
{
    private protected PreprocessingLayer(string? name) : base(name)
    {
    }

    private const int UnknownPerRow = 512;

    /// <inheritdoc/>
    public sealed override ValueForward Build(ReadOnlySpan<Shape> inputs, WeightFactory weights) => (x, call) =>
    {
        // Inputs that do not fit are refused by the description, whether or not there are elements.
        var described = Describe(x);
        if (call.Executor is not ShapeExecutor) return new Value(Encode(x));
        var shape = described.Shape;
        // Lengths that only the data tells follow the number of rows here, which marks them as unknown.
        for (var axis = 0; axis < shape.Rank; axis++)
            if (shape[axis] < 0) shape = shape.With(axis, UnknownPerRow * x.Tensor.Shape[0]);
        return new Value(call.Executor.Rent(described with { Shape = shape }));
    };

    /// <summary>What the output looks like for inputs of the given shapes, whose elements are not there; −1 for a
    /// length that only the data tells.</summary>
    protected abstract TensorSpec Describe(Values x);

    /// <summary>The output.</summary>
    protected abstract Tensor Encode(Values x);
}
