using Valence.Initializers;
using Valence.Operations;

namespace Valence.Layers;

/// <summary>The step of an <see cref="LstmCell"/>, and its whole sequences where tanh and sigmoid are its
/// functions.</summary>
internal sealed class BuiltLstmCell(LstmCell cell, Shape input, WeightFactory weights, Initializer bias)
    : BuiltKernelCell(cell, 4, input, weights, [Shape.LengthOf(4L * cell.Units)], bias)
{
    /// <inheritdoc/>
    public override Values Step(Tensor x, Values states, Values drawn, CallContext call)
    {
        Gates z = default;
        SplitGates(call.Add(x, Product(states[0].Tensor, 0, 4, drawn, call)), call, ref z);
        var c = call.Add(call.Multiply(Gate(z[1], call), states[1].Tensor),
            call.Multiply(Gate(z[0], call), Activate(z[2], call)));
        var h = call.Multiply(Gate(z[3], call), Activate(c, call));
        return [h, h, c];
    }

    /// <inheritdoc/>
    private protected override RecurrentSequence? Whole(bool reverse, SequenceTrace trace) =>
        cell.Activation == Activations.Tanh && cell.RecurrentActivation == Activations.Sigmoid
            ? LstmSequence.For(reverse, trace) : null;

    private Tensor Gate(Tensor z, CallContext call) =>
        cell.RecurrentActivation is { } function ? function.Apply(call, z) : z;

    private Tensor Activate(Tensor z, CallContext call) =>
        cell.Activation is { } function ? function.Apply(call, z) : z;
}
