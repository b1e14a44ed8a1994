using Valence.Operations;

namespace Valence.Layers;

/// <summary>A layer that combines several inputs element by element; shorter shapes get axes of length 1 after the
/// batch, and length 1 repeats.</summary>
/// <remarks>Inputs <c>[batch, …]</c>, one or more; output of their common shape. Where every input has a mask, a step
/// of the output counts if it counts in any input; otherwise there is no mask. No weights.</remarks>
public abstract class Merge : Layer, IJoinsMasks
{
    private protected Merge(string? name) : base(name)
    {
    }

    /// <inheritdoc/>
    public sealed override bool TakesList => true;

    /// <summary>The smallest and largest number of inputs.</summary>
    private protected virtual (int Least, int Most) Arity => (1, int.MaxValue);

    /// <inheritdoc/>
    public sealed override bool KeepsRowsApart(ReadOnlySpan<Shape> inputs) => true;

    /// <inheritdoc/>
    public sealed override int MostContinuedSteps => int.MaxValue;

    /// <inheritdoc/>
    public sealed override ValueForward Build(ReadOnlySpan<Shape> inputs, WeightFactory weights)
    {
        var (least, most) = Arity;
        if (inputs.Length < least || inputs.Length > most)
            throw new ShapeException(Place, $"expected {(least == most ? $"{least}" : $"at least {least}")} inputs, "
                + $"received {inputs.Length}");
        var rank = 0;
        foreach (var input in inputs) rank = Math.Max(rank, input.Rank);
        return (x, call) => new Value(Combine(x, rank, call), ((IJoinsMasks)this).MaskOf(x, call));
    }

    /// <summary>The result so far and the next input, combined.</summary>
    private protected abstract Tensor Combine(Tensor soFar, Tensor next, CallContext call);

    /// <summary>All inputs combined, first to last.</summary>
    private protected virtual Tensor Combine(Values x, int rank, CallContext call)
    {
        var y = Expanded(x[0].Tensor, rank, call);
        for (var i = 1; i < x.Count; i++) y = Combine(y, Expanded(x[i].Tensor, rank, call), call);
        return y;
    }

    /// <summary><paramref name="x"/> with as many axes as the longest input has.</summary>
    private protected static Tensor Expanded(Tensor x, int rank, CallContext call)
    {
        var shape = x.Shape;
        while (shape.Rank < rank) shape = shape.Insert(1, 1);
        return call.Reshape(x, shape);
    }

    /// <summary>A mask that broadcasts to the value it belongs to, or null.</summary>
    private protected static Tensor? OverFeatures(Value x, int rank, CallContext call) =>
        x.Mask is { } mask
            ? Expanded(call.Reshape(mask, mask.Shape.Rank < x.Tensor.Shape.Rank ? mask.Shape.Insert(mask.Shape.Rank, 1)
                : mask.Shape), rank, call) : null;

    Tensor? IJoinsMasks.MaskOf(Values x, CallContext call)
    {
        var union = x[0].Mask;
        for (var i = 1; i < x.Count && union is not null; i++)
            union = x[i].Mask is { } mask ? call.Maximum(union, mask) : null;
        return union;
    }
}
