using System.Runtime.CompilerServices;

namespace Valence.Operations;

/// <summary>A whole sequence through a recurrent cell: inputs and state times their kernels, then the cell's formula,
/// step after step.</summary>
/// <remarks>
/// With u units and G gates. Operands, of which only the inputs and the recurrent kernel are required:
/// inputs <c>[batch, time, features]</c>, or without a kernel inputs that are already projected <c>[batch, time,
/// G·u]</c>; the kernel <c>[features, G·u]</c>; the recurrent kernel <c>[u, G·u]</c>;
/// the bias <c>[G·u]</c>; the bias of the recurrent products <c>[G·u]</c>; what the state is multiplied by on its way
/// to each gate <c>[G, batch, u]</c>; a mask <c>[batch, time]</c>;
/// the first state and, for cells that have one, the first cell state <c>[batch, u]</c>, zeros where missing; integers
/// <c>[batch, time]</c> that say which projected input is each step's, the inputs then being
/// <c>[count, G·u]</c>.
/// <para>Results: the state after each step <c>[time, batch, u]</c>, time first; the last state <c>[batch, u]</c>; what
/// the cell saves of each step <c>[time, batch, S·u]</c>; and, for cells that have one,
/// the cell state after each step and the last one. What <see cref="Trace"/> does not ask for has no step. Each is
/// stored at the step's own place, also when the last step is processed first.
/// A masked step keeps the states and saves zeros. States, and the gradients of states and gates, are 0 where they are
/// smaller than 10⁻³⁰: what shrinks from step to step is never subnormal. Gradients pass through the states of the
/// steps and the last states.</para>
/// </remarks>
public abstract class RecurrentSequence : Operation
{
    internal const int Inputs = 0, Kernel = 1, Recurrent = 2, Bias = 3, RecurrentBias = 4, Dropout = 5, Mask = 6,
    FirstState = 7, FirstCell = 8, Numbers = 9, OperandCount = 10;
    internal const int StackFloats = 2048;
    internal const int States = 0, LastState = 1, Saved = 2, Cells = 3, LastCell = 4;

    private protected RecurrentSequence(bool reverse, SequenceTrace trace) => (Reverse, Trace) = (reverse, trace);

    /// <summary>Whether the last step is processed first.</summary>
    public bool Reverse { get; }

    /// <summary>What is kept of the steps.</summary>
    public SequenceTrace Trace { get; }

    /// <summary>G, how many gates lie side by side in the kernels.</summary>
    internal abstract int Gates { get; }

    /// <summary>S, how many values of each unit and step the gradient needs.</summary>
    internal abstract int SavedValues { get; }

    /// <summary>Whether there is a cell state beside the state.</summary>
    internal virtual bool HasCell => false;

    /// <summary>Whether the last gate's recurrent product is kept apart from its input.</summary>
    internal virtual bool SplitsLastGate => false;

    /// <summary>The gradient operation for the same direction.</summary>
    internal abstract RecurrentSequenceGradient GradientFor(bool ofInputs, bool ofWeights);

    /// <summary>One step of one sequence, in plain loops.</summary>
    /// <param name="z">Inputs plus recurrent products of all gates; the recurrent product alone for a split last
    /// gate.</param>
    /// <param name="input">The input of a split last gate.</param>
    /// <param name="h">The state, replaced.</param>
    /// <param name="c">The cell state, replaced.</param>
    /// <param name="saved">What the gradient needs, each <c>[u]</c>.</param>
    internal abstract void Step(ReadOnlySpan<float> z, ReadOnlySpan<float> input, Span<float> h, Span<float> c,
        Span<float> saved);

    /// <summary>The gradient of <see cref="Step"/>.</summary>
    /// <param name="saved">What the step saved.</param>
    /// <param name="h">The state before the step.</param>
    /// <param name="c">The cell state after the step.</param>
    /// <param name="cBefore">The cell state before the step.</param>
    /// <param name="dh">The gradient of the state; becomes what reaches the state before the step beside the
    /// products.</param>
    /// <param name="dc">The gradient of the cell state; becomes that before the step.</param>
    /// <param name="dz">Becomes the gradient of the gates' inputs.</param>
    /// <param name="dProduct">Becomes the gradient of a split last gate's recurrent product.</param>
    internal abstract void StepGradient(
        ReadOnlySpan<float> saved, ReadOnlySpan<float> h, ReadOnlySpan<float> c, ReadOnlySpan<float> cBefore,
        Span<float> dh, Span<float> dc, Span<float> dz, Span<float> dProduct);

    /// <inheritdoc/>
    public sealed override ReadOnlySpan<ElementType> OperandTypes(int index) =>
        index == Numbers ? [ElementType.Int32] : [ElementType.Float32];

    /// <inheritdoc/>
    public sealed override void Infer(Operands x, Span<TensorSpec> y)
    {
        var shape = SequenceShape.Of(this, x);
        y[States] = new(shape.Steps(1, Trace != SequenceTrace.None));
        y[LastState] = new(shape.State);
        y[Saved] = new(shape.Steps(SavedValues, Trace == SequenceTrace.Gradient));
        if (!HasCell) return;
        y[Cells] = new(shape.Steps(1, Trace == SequenceTrace.Gradient));
        y[LastCell] = new(shape.State);
    }

    /// <inheritdoc/>
    public sealed override void Define(Operands x, ReadOnlySpan<Tensor> y)
    {
        var shape = SequenceShape.Of(this, x);
        var (batch, time, _, u) = shape;
        var mask = x.FloatsOrEmpty(Mask);
        var last = y[LastState].Overwrite<float>();
        var lastCell = HasCell ? y[LastCell].Overwrite<float>() : [];
        Start(x.FloatsOrEmpty(FirstState), last);
        Start(x.FloatsOrEmpty(FirstCell), lastCell);
        var size = (Gates + 1 + SavedValues) * u;
        Span<float> values = size <= StackFloats ? stackalloc float[StackFloats] : new float[size];
        var z = values[..(Gates * u)];
        var input = values.Slice(Gates * u, u);
        var saved = values.Slice((Gates + 1) * u, SavedValues * u);
        for (var b = 0; b < batch; b++)
        {
            var h = last.Slice(b * u, u);
            var c = HasCell ? lastCell.Slice(b * u, u) : [];
            for (var i = 0; i < time; i++)
            {
                var t = shape.Step(i, Reverse);
                if (mask.IsEmpty || mask[b * time + t] != 0)
                {
                    Sum(x, shape, b, t, h, z, input);
                    Step(z, input, h, c, saved);
                    FlushToZero(h);
                    FlushToZero(c);
                }
                else
                {
                    saved.Clear();
                }
                var at = t * batch + b;
                if (Trace != SequenceTrace.None) h.CopyTo(y[States].Overwrite<float>()[(at * u)..]);
                if (Trace != SequenceTrace.Gradient) continue;
                saved.CopyTo(y[Saved].Overwrite<float>()[(at * saved.Length)..]);
                if (HasCell) c.CopyTo(y[Cells].Overwrite<float>()[(at * u)..]);
            }
        }
    }

    /// <inheritdoc/>
    public sealed override void Gradient(GradientScope g)
    {
        if (Trace != SequenceTrace.Gradient)
            throw new InvalidOperationException($"{Name} was run without the trace that its gradient needs.");
        var weights = g.Needs(Kernel) || g.Needs(Recurrent) || g.Needs(Bias) || g.Needs(RecurrentBias);
        OperandsAndResults operands = default;
        Span<Tensor?> all = operands;
        for (var i = 0; i < OperandCount; i++) all[i] = g.X.Optional(i);
        (all[RecurrentSequenceGradient.States], all[RecurrentSequenceGradient.Saved]) =
            (g.Output(States), g.Output(Saved));
        (all[RecurrentSequenceGradient.DStates], all[RecurrentSequenceGradient.DLastState]) =
            (g.OutputGradient(States), g.OutputGradient(LastState));
        if (HasCell) (all[RecurrentSequenceGradient.Cells], all[RecurrentSequenceGradient.DLastCell]) =
            (g.Output(Cells), g.OutputGradient(LastCell));
        Results results = default;
        Span<Tensor> d = results;
        g.Call.Run(GradientFor(g.Needs(Inputs), weights), all, d);
        for (var i = 0; i < d.Length; i++)
        {
            var operand = RecurrentSequenceGradient.OperandOf(i);
            if (g.Needs(operand)) g.Add(operand, d[i]);
        }
    }

    private void Sum(Operands x, SequenceShape shape, int b, int t, ReadOnlySpan<float> h, Span<float> z,
        Span<float> input)
    {
        var (batch, time, features, u) = shape;
        var recurrent = x[Recurrent].Floats;
        var bias = x.FloatsOrEmpty(Bias);
        var recurrentBias = x.FloatsOrEmpty(RecurrentBias);
        var dropout = x.FloatsOrEmpty(Dropout);
        var from = x[Inputs].Floats.Slice(InputOf(x, b * time + t) * x[Inputs].Shape[^1], x[Inputs].Shape[^1]);
        for (var j = 0; j < z.Length; j++)
        {
            var fromInput = features == 0 ? from[j] : bias.IsEmpty ? 0 : bias[j];
            for (var p = 0; p < features; p++) fromInput += from[p] * x[Kernel].Floats[p * z.Length + j];
            var product = recurrentBias.IsEmpty ? 0 : recurrentBias[j];
            for (var k = 0; k < u; k++)
                product += h[k] * (dropout.IsEmpty ? 1 : dropout[(j / u * batch + b) * u + k])
                    * recurrent[k * z.Length + j];
            var apart = SplitsLastGate && j >= z.Length - u;
            if (apart) input[j - (z.Length - u)] = fromInput;
            z[j] = apart ? product : fromInput + product;
        }
    }

    internal static void FlushToZero(Span<float> values)
    {
        foreach (ref var value in values)
            if (MathF.Abs(value) < 1e-30f) value = 0;
    }

    /// <summary>Which row of the inputs belongs to a place of the batch.</summary>
    internal static int InputOf(Operands x, int place) =>
        x.Optional(Numbers) is { } numbers ? numbers.Ints[place] : place;

    private static void Start(ReadOnlySpan<float> given, Span<float> state)
    {
        if (given.IsEmpty) state.Clear();
        else given.CopyTo(state);
    }

    [InlineArray(RecurrentSequenceGradient.OperandCount)]
    private struct OperandsAndResults
    {
        private Tensor? _first;
    }

    [InlineArray(RecurrentSequenceGradient.ResultCount)]
    private struct Results
    {
        private Tensor _first;
    }
}
