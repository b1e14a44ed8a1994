using Valence.Operations;

namespace Valence.Layers;

/// <summary>The inputs one after another along an axis.</summary>
/// <remarks>
/// Inputs of equal shapes but for that axis; output as long as all of them together. Where any input has a mask, the
/// output has one, in which inputs without a mask count everywhere:
/// along the last axis a step counts if it counts in any input; along time the masks follow one another. No weights.
/// </remarks>
/// <param name="axis">The axis; negative ones count from the end.</param>
/// <param name="name">The layer's name; an automatic one when null.</param>
public sealed class Concatenate(int axis = -1, string? name = null) : Layer(name), IJoinsMasks
{
    /// <summary>The axis; negative ones count from the end.</summary>
    public int Axis { get; init; } = axis;

    /// <inheritdoc/>
    public override bool TakesList => true;

    /// <inheritdoc/>
    public override bool KeepsRowsApart(ReadOnlySpan<Shape> inputs) => TrailingAxes.LeaveRows(inputs[0], [Axis]);

    /// <inheritdoc/>
    public override int MostContinuedSteps => Axis == -1 ? int.MaxValue : 0;

    /// <inheritdoc/>
    public override ValueForward Build(ReadOnlySpan<Shape> inputs, WeightFactory weights)
    {
        if (inputs.Length == 0) throw new ShapeException(Place, "expected at least one input, received none");
        var first = inputs[0];
        if (Axis < -first.Rank || Axis >= first.Rank)
            throw new ShapeException(Place, $"expected an axis of {first}, received {Axis}");
        var position = first.Axis(Axis);
        return (x, call) => new Value(Joined(x, position, call), ((IJoinsMasks)this).MaskOf(x, call));
    }

    // The usual numbers of inputs take no array, which would be garbage at every step.
    private static Tensor Joined(Values x, int axis, CallContext call)
    {
        if (x.Count == 2) return call.Concat(axis, x[0].Tensor, x[1].Tensor);
        if (x.Count == 3) return call.Concat(axis, x[0].Tensor, x[1].Tensor, x[2].Tensor);
        var parts = new Tensor[x.Count];
        for (var i = 0; i < parts.Length; i++) parts[i] = x[i].Tensor;
        return call.Concat(axis, parts);
    }

    private static bool HasMask(Values x)
    {
        for (var i = 0; i < x.Count; i++)
            if (x[i].Mask is not null) return true;
        return false;
    }

    Tensor? IJoinsMasks.MaskOf(Values x, CallContext call)
    {
        if (!HasMask(x)) return null;
        var (mask, axis) = (MaskOf(x[0], call), x[0].Tensor.Shape.Axis(Axis));
        var alongFeatures = axis == x[0].Tensor.Shape.Rank - 1;
        for (var i = 1; i < x.Count; i++)
            mask = alongFeatures ? call.Maximum(mask, MaskOf(x[i], call)) : call.Concat(axis, mask, MaskOf(x[i], call));
        return mask;
    }

    private static Tensor MaskOf(Value x, CallContext call) => x.Mask ?? call.Filled(x.Tensor.Shape[..^1], 1);
}
