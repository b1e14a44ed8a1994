using Valence.Operations;

namespace Valence.Layers;

/// <summary>The step of a <see cref="GruCell"/>, and its whole sequences where tanh and sigmoid are its functions and
/// it resets after the product.</summary>
internal sealed class BuiltGruCell(GruCell cell, Shape input, WeightFactory weights)
    : BuiltKernelCell(cell, 3, input, weights, cell.ResetAfter ? [2, Shape.LengthOf(3L * cell.Units)]
        : [Shape.LengthOf(3L * cell.Units)], cell.BiasInitializer, splitsRecurrent: !cell.ResetAfter)
{
    /// <inheritdoc/>
    public override Values Step(Tensor x, Values states, Values drawn, CallContext call)
    {
        var h = states[0].Tensor;
        Gates projected = default;
        SplitGates(x, call, ref projected);
        Gates product = default;
        SplitGates(cell.ResetAfter ? Biased(Product(h, 0, 3, drawn, call), call) : Product(h, 0, 2, drawn, call), call,
            ref product);
        var z = Gate(call.Add(projected[0], product[0]), call);
        var r = Gate(call.Add(projected[1], product[1]), call);
        var reset = cell.ResetAfter ? call.Multiply(r, product[2]) : Product(call.Multiply(r, h), 2, 1, drawn, call);
        var candidate = call.Add(projected[2], reset);
        if (cell.Activation is { } activation) candidate = activation.Apply(call, candidate);
        h = call.Add(call.Multiply(z, h), call.Multiply(call.OneMinus(z), candidate));
        return [h, h];
    }

    /// <inheritdoc/>
    private protected override RecurrentSequence? Whole(bool reverse, SequenceTrace trace) =>
        cell.ResetAfter && cell.Activation == Activations.Tanh && cell.RecurrentActivation == Activations.Sigmoid
            ? GruSequence.For(reverse, trace) : null;

    /// <inheritdoc/>
    protected override Tensor? InputBias(CallContext call) =>
        Bias is null || !cell.ResetAfter ? Bias?.Value : call.At(Bias.Value, 0, 0);

    /// <inheritdoc/>
    protected override Tensor? RecurrentBias(CallContext call) =>
        Bias is null || !cell.ResetAfter ? null : call.At(Bias.Value, 0, 1);

    private Tensor Biased(Tensor product, CallContext call) =>
        RecurrentBias(call) is { } bias ? call.Add(product, bias) : product;

    private Tensor Gate(Tensor z, CallContext call) =>
        cell.RecurrentActivation is { } function ? function.Apply(call, z) : z;
}
