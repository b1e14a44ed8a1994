namespace Valence.Operations;

/// <summary>The gradients of a <see cref="RecurrentSequence"/> with respect to everything that it was given.</summary>
/// <remarks>
/// Operands: those of the sequence; its states, what it saved and its cell states; the gradients of the states of the
/// steps <c>[time, batch, u]</c>, of the last state and of the last cell state, each of
/// which may be missing. Results: the gradients of inputs (zeros where masked; sums over its steps for a numbered one),
/// kernel, recurrent kernel, bias, recurrent bias, first state and first cell state, each of its operand's shape;
/// without elements
/// where the operand is missing or the gradient not wanted.
/// </remarks>
public abstract class RecurrentSequenceGradient : Operation
{
    internal const int States = RecurrentSequence.OperandCount, Saved = States + 1, Cells = States + 2,
    DStates = States + 3, DLastState = States + 4, DLastCell = States + 5, OperandCount = States + 6;
    internal const int DInputs = 0, DKernel = 1, DRecurrent = 2, DBias = 3, DRecurrentBias = 4, DFirstState = 5,
    DFirstCell = 6, ResultCount = 7;

    private protected RecurrentSequenceGradient(RecurrentSequence sequence, bool ofInputs, bool ofWeights) =>
        (Sequence, OfInputs, OfWeights) = (sequence, ofInputs, ofWeights);

    /// <summary>The recurrence.</summary>
    public RecurrentSequence Sequence { get; }

    /// <summary>Whether the gradient of the inputs is wanted.</summary>
    public bool OfInputs { get; }

    /// <summary>Whether the gradients of kernels and biases are wanted.</summary>
    public bool OfWeights { get; }

    /// <inheritdoc/>
    public sealed override bool IsDifferentiable => false;

    /// <inheritdoc/>
    internal sealed override bool LacksGradient => true;

    /// <inheritdoc/>
    public sealed override ReadOnlySpan<ElementType> OperandTypes(int index) =>
        index == RecurrentSequence.Numbers ? [ElementType.Int32] : [ElementType.Float32];

    /// <summary>The operand of the sequence that a result is the gradient of.</summary>
    internal static int OperandOf(int result) =>
        result < DFirstState ? result : result - DFirstState + RecurrentSequence.FirstState;

    /// <inheritdoc/>
    public sealed override void Infer(Operands x, Span<TensorSpec> y)
    {
        SequenceShape.Of(Sequence, x);
        for (var i = 0; i < ResultCount; i++)
        {
            var wanted = i == DInputs ? OfInputs : i >= DFirstState || OfWeights;
            y[i] = new(wanted && x.Optional(OperandOf(i)) is { } operand ? operand.Shape : [0],
                MostRows: i == DInputs && wanted ? x[RecurrentSequence.Inputs].MostRows : 0);
        }
    }

    /// <inheritdoc/>
    public sealed override void Define(Operands x, ReadOnlySpan<Tensor> y)
    {
        foreach (var result in y) result.Clear();
        var shape = SequenceShape.Of(Sequence, x);
        var (batch, time, _, u) = shape;
        var mask = x.FloatsOrEmpty(RecurrentSequence.Mask);
        var dStates = x.FloatsOrEmpty(DStates);
        var width = Sequence.Gates * u;
        var size = 2 * width + 3 * u;
        Span<float> values = size <= RecurrentSequence.StackFloats ? stackalloc float[RecurrentSequence.StackFloats]
            : new float[size];
        var dz = values[..width];
        var dProduct = values.Slice(width, width);
        var dh = values.Slice(2 * width, u);
        var dc = values.Slice(2 * width + u, u);
        var zeros = values.Slice(2 * width + 2 * u, u);
        zeros.Clear();
        for (var b = 0; b < batch; b++)
        {
            Start(Row(x.FloatsOrEmpty(DLastState), b, u), dh);
            Start(Row(x.FloatsOrEmpty(DLastCell), b, u), dc);
            for (var i = time - 1; i >= 0; i--)
            {
                var t = shape.Step(i, Sequence.Reverse);
                var at = t * batch + b;
                for (var j = 0; j < u && !dStates.IsEmpty; j++) dh[j] += dStates[at * u + j];
                if (!mask.IsEmpty && mask[b * time + t] == 0) continue;
                var before = i == 0 ? -1 : shape.Step(i - 1, Sequence.Reverse) * batch + b;
                scoped var h = before < 0 ? Row(x.FloatsOrEmpty(RecurrentSequence.FirstState), b, u)
                    : Row(x[States].Floats, before, u);
                scoped var cBefore = before < 0 ? Row(x.FloatsOrEmpty(RecurrentSequence.FirstCell), b, u)
                    : Row(x.FloatsOrEmpty(Cells), before, u);
                if (h.IsEmpty) h = zeros;
                if (cBefore.IsEmpty) cBefore = zeros;
                RecurrentSequence.FlushToZero(dh);
                Sequence.StepGradient(
                    Row(x[Saved].Floats, at, Sequence.SavedValues * u), h, Row(x.FloatsOrEmpty(Cells), at, u), cBefore,
                    dh, dc, dz, dProduct[(width - u)..]);
                dz[..(Sequence.SplitsLastGate ? width - u : width)].CopyTo(dProduct);
                RecurrentSequence.FlushToZero(values[..(2 * width + 2 * u)]);
                Accumulate(x, y, shape, b, t, h, dz, dProduct, dh);
            }
            if (y[DFirstState].Count > 0) dh.CopyTo(y[DFirstState].Overwrite<float>()[(b * u)..]);
            if (y[DFirstCell].Count > 0) dc.CopyTo(y[DFirstCell].Overwrite<float>()[(b * u)..]);
        }
    }

    private void Accumulate(
        Operands x, ReadOnlySpan<Tensor> y, SequenceShape shape, int b, int t, ReadOnlySpan<float> h,
        ReadOnlySpan<float> dz, ReadOnlySpan<float> dProduct, Span<float> dh)
    {
        var (batch, time, features, u) = shape;
        var dropout = x.FloatsOrEmpty(RecurrentSequence.Dropout);
        var recurrent = x[RecurrentSequence.Recurrent].Floats;
        var width = x[RecurrentSequence.Inputs].Shape[^1];
        var at = RecurrentSequence.InputOf(x, b * time + t);
        var input = Row(x[RecurrentSequence.Inputs].Floats, at, width);
        for (var j = 0; features == 0 && OfInputs && j < dz.Length; j++)
            y[DInputs].Change<float>()[at * width + j] += dz[j];
        for (var j = 0; j < dz.Length; j++)
        {
            for (var p = 0; p < features; p++)
            {
                if (OfInputs) y[DInputs].Change<float>()[at * width + p] +=
                    dz[j] * x[RecurrentSequence.Kernel].Floats[p * dz.Length + j];
                if (OfWeights) y[DKernel].Change<float>()[p * dz.Length + j] += input[p] * dz[j];
            }
            for (var k = 0; k < u; k++)
            {
                var kept = dropout.IsEmpty ? 1 : dropout[(j / u * batch + b) * u + k];
                dh[k] += dProduct[j] * kept * recurrent[k * dz.Length + j];
                if (OfWeights) y[DRecurrent].Change<float>()[k * dz.Length + j] += h[k] * kept * dProduct[j];
            }
            if (y[DBias].Count > 0) y[DBias].Change<float>()[j] += dz[j];
            if (y[DRecurrentBias].Count > 0) y[DRecurrentBias].Change<float>()[j] += dProduct[j];
        }
    }

    private static ReadOnlySpan<float> Row(ReadOnlySpan<float> rows, int row, int width) =>
        rows.IsEmpty ? [] : rows.Slice(row * width, width);

    private static void Start(ReadOnlySpan<float> given, Span<float> gradient)
    {
        if (given.IsEmpty) gradient.Clear();
        else given.CopyTo(gradient);
    }
}
