namespace Valence.Operations;

/// <summary>The state with which each step of a recurrence began: <c>[batch, time, units]</c> from the outputs of the steps.</summary>
/// <remarks>Operands: outputs <c>[batch, time, units]</c>, an optional mask <c>[batch, time]</c> and an optional first state <c>[batch, units]</c> (zeros where missing). A masked step leaves the state as it is, whatever its output says.</remarks>
public sealed class PreviousStates : Operation
{
    private static readonly PreviousStates Forward = new(reverse: false);
    private static readonly PreviousStates Backward = new(reverse: true);

    private PreviousStates(bool reverse) => Reverse = reverse;

    /// <summary>Whether the last step is processed first.</summary>
    public bool Reverse { get; }

    /// <inheritdoc/>
    public override bool IsDifferentiable => false;

    /// <summary>The operation for a direction.</summary>
    public static PreviousStates For(bool reverse) => reverse ? Backward : Forward;

    /// <inheritdoc/>
    public override void Infer(Operands x, Span<TensorSpec> y) => y[0] = new(x[0].Shape);

    /// <inheritdoc/>
    public override void Define(Operands x, ReadOnlySpan<Tensor> y)
    {
        var shape = new SequenceShape(x[0].Shape[0], x[0].Shape[1], x[0].Shape[2]);
        var outputs = x[0].Floats;
        var mask = x.FloatsOrEmpty(1);
        var first = x.FloatsOrEmpty(2);
        var previous = y[0].Floats;
        for (var b = 0; b < shape.Batch; b++)
        {
            ReadOnlySpan<float> state = first.IsEmpty ? [] : first.Slice(b * shape.Units, shape.Units);
            for (var i = 0; i < shape.Time; i++)
            {
                var row = b * shape.Time + shape.Step(i, Reverse);
                var to = previous.Slice(row * shape.Units, shape.Units);
                if (state.IsEmpty) to.Clear();
                else state.CopyTo(to);
                if (mask.IsEmpty || mask[row] != 0) state = outputs.Slice(row * shape.Units, shape.Units);
            }
        }
    }
}
