using Valence.Operations;

namespace Valence.Layers;

/// <summary>Masks that transformers' layers take as arguments of the call. One that is left out before one that is
/// given is a number without axes (<see cref="Layer.LeavesArgumentsOut"/>).</summary>
internal static class MaskArguments
{
    /// <summary>Refuses an argument that has not the axes it should.</summary>
    /// <exception cref="ShapeException">It has others.</exception>
    public static void Require(Layer layer, ReadOnlySpan<Shape> inputs, int index, int axes)
    {
        if (index >= inputs.Length || inputs[index].Rank == 0 || inputs[index].Rank == axes) return;
        throw new ShapeException(layer.Place, $"expected {layer.CallArguments[index]} "
            + $"{(axes == 2 ? "[batch, time]" : "[batch, queries, keys]")}, received {inputs[index]}");
    }

    /// <summary>The argument, 1 where it is not 0; null where it is not given.</summary>
    public static Tensor? Of(Values x, int index, CallContext call) =>
        index >= x.Count || x[index].Tensor.Shape.Rank == 0 ? null
            : call.NotEqual(call.Cast(x[index].Tensor, ElementType.Float32), call.Scalar(0));

    /// <summary>What both leave open.</summary>
    public static Tensor? And(Tensor? a, Tensor? b, CallContext call) =>
        a is null ? b : b is null ? a : call.Multiply(a, b);

    /// <summary>The attention of <paramref name="query"/> over <paramref name="value"/>, which is the key too, as far
    /// as <paramref name="pairs"/> <c>[batch, queries, keys]</c> leaves open.</summary>
    public static Values Attend(ValueForward attention, Value query, Value value, Tensor? pairs, CallContext call) =>
        attention(pairs is null ? [query, value] : Values.Create([query, value, new(value.Tensor), new(pairs)]), call);
}
