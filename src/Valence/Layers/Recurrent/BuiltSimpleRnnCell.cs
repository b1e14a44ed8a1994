using Valence.Operations;

namespace Valence.Layers;

/// <summary>The step of a <see cref="SimpleRnnCell"/>.</summary>
internal sealed class BuiltSimpleRnnCell(SimpleRnnCell cell, Shape input, WeightFactory weights)
    : BuiltKernelCell(cell, 1, input, weights, [cell.Units], cell.BiasInitializer)
{
    /// <inheritdoc/>
    public override Values Step(Tensor x, Values states, Values drawn, CallContext call)
    {
        var h = call.Add(x, Product(states[0].Tensor, 0, 1, drawn, call));
        if (cell.Activation is { } activation) h = activation.Apply(call, h);
        return [h, h];
    }

    /// <inheritdoc/>
    private protected override RecurrentSequence? Whole(bool reverse, SequenceTrace trace) =>
        cell.Activation == Activations.Tanh ? SimpleRnnSequence.For(reverse, trace) : null;
}
