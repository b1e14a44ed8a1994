using System.Runtime.CompilerServices;

namespace Valence.Operations;

/// <summary>A whole sequence through a long short-term memory with tanh and sigmoid, from inputs that are already projected (Hochreiter and Schmidhuber, 1997).</summary>
/// <remarks>
/// <c>z = projected + h · recurrent</c>, cut into i, f, g, o; <c>c ← σ(f) c + σ(i) tanh(g)</c>; <c>h ← σ(o) tanh(c)</c>.
/// <para>Operands: projected <c>[batch, time, 4u]</c>, the bias included; the recurrent kernel <c>[u, 4u]</c>; optional: an index <c>[batch, time]</c> of projected rows, which then are
/// <c>[rows, 4u]</c>, so that equal inputs are projected once; a mask <c>[batch, time]</c>; first states h and c <c>[batch, u]</c>, zeros where missing.</para>
/// <para>Results: the output of each step <c>[batch, time, u]</c>; c after each step; the activated gates i, f, g, o <c>[batch, time, 4u]</c>; h and c after the last step. Each is stored at
/// the step's own place, also when the last step is processed first. A masked step keeps the states; its output is the previous output (zeros at first), or zeros with
/// <see cref="ZeroOutputForMask"/>; its gates are zeros. Gradients pass through the outputs and the last states; c and the gates of the steps are there for the gradient alone.</para>
/// </remarks>
public sealed class LstmSequence : Operation
{
    private static readonly AttributeCache<LstmSequence> Cache = new(key => new((key & 1) != 0, (key & 2) != 0));

    private LstmSequence(bool reverse, bool zeroOutputForMask) => (Reverse, ZeroOutputForMask) = (reverse, zeroOutputForMask);

    /// <summary>Whether the last step is processed first.</summary>
    public bool Reverse { get; }

    /// <summary>Whether a masked step outputs zeros instead of the previous output.</summary>
    public bool ZeroOutputForMask { get; }

    /// <summary>The operation for these attributes.</summary>
    public static LstmSequence For(bool reverse, bool zeroOutputForMask) => Cache[(reverse ? 1 : 0) | (zeroOutputForMask ? 2 : 0)];

    /// <inheritdoc/>
    public override ReadOnlySpan<ElementType> OperandTypes(int index) => index == 2 ? [ElementType.Int32] : [ElementType.Float32];

    /// <inheritdoc/>
    public override void Infer(Operands x, Span<TensorSpec> y)
    {
        var shape = Shape(x);
        (y[0], y[1], y[2], y[3], y[4]) = (new(shape.Steps), new(shape.Steps), new(shape.Gates(4)), new(shape.State), new(shape.State));
    }

    /// <inheritdoc/>
    /// <exception cref="IdOutOfRangeException">An index names no projected row.</exception>
    public override void Define(Operands x, ReadOnlySpan<Tensor> y)
    {
        var (batch, time, u) = Shape(x);
        var projected = x[0].Floats;
        var recurrent = x[1].Floats;
        var index = x.IntsOrEmpty(2);
        var mask = x.FloatsOrEmpty(3);
        var output = y[0].Floats;
        var cell = y[1].Floats;
        var gates = y[2].Floats;
        var lastH = y[3].Floats;
        var lastC = y[4].Floats;
        if (!index.IsEmpty) IdOutOfRangeException.Check(index, x[0].Count / (4 * u));
        Start(x.FloatsOrEmpty(4), lastH);
        Start(x.FloatsOrEmpty(5), lastC);
        for (var b = 0; b < batch; b++)
        {
            var h = lastH.Slice(b * u, u);
            var c = lastC.Slice(b * u, u);
            var before = -1;
            for (var i = 0; i < time; i++)
            {
                var row = b * time + (Reverse ? time - 1 - i : i);
                var step = output.Slice(row * u, u);
                var z = gates.Slice(row * 4 * u, 4 * u);
                if (mask.IsEmpty || mask[row] != 0)
                {
                    var from = projected.Slice((index.IsEmpty ? row : index[row]) * 4 * u, 4 * u);
                    for (var j = 0; j < 4 * u; j++)
                    {
                        var sum = from[j];
                        for (var k = 0; k < u; k++) sum += h[k] * recurrent[k * 4 * u + j];
                        z[j] = j / u == 2 ? MathF.Tanh(sum) : 1 / (1 + MathF.Exp(-sum));
                    }
                    for (var j = 0; j < u; j++)
                    {
                        c[j] = z[u + j] * c[j] + z[j] * z[2 * u + j];
                        h[j] = z[3 * u + j] * MathF.Tanh(c[j]);
                    }
                    h.CopyTo(step);
                }
                else
                {
                    z.Clear();
                    if (before < 0 || ZeroOutputForMask) step.Clear();
                    else output.Slice(before * u, u).CopyTo(step);
                }
                c.CopyTo(cell.Slice(row * u, u));
                before = row;
            }
        }
    }

    /// <inheritdoc/>
    public override void Gradient(GradientScope g)
    {
        Results d = default;
        g.Call.Run(LstmSequenceGradient.For(Reverse, ZeroOutputForMask),
            [g.X[1], g.X.Optional(3), g.X.Optional(5), g.Output(1), g.Output(2), g.OutputGradient(0), g.OutputGradient(3), g.OutputGradient(4)], d);
        if (g.Needs(0)) g.Add(0, g.X.Optional(2) is { } index ? g.Call.ScatterRows(index, d[0], g.X[0]) : d[0]);
        if (g.Needs(1))
        {
            var previous = g.Call.Run(PreviousStates.For(Reverse), g.Output(0), g.X.Optional(3), g.X.Optional(4));
            g.Add(1, g.Call.MatMul(g.Call.AsMatrix(previous), g.Call.AsMatrix(d[0]), transposeA: true));
        }
        if (g.Needs(4)) g.Add(4, d[1]);
        if (g.Needs(5)) g.Add(5, d[2]);
    }

    private static void Start(ReadOnlySpan<float> given, Span<float> state)
    {
        if (given.IsEmpty) state.Clear();
        else given.CopyTo(state);
    }

    private SequenceShape Shape(Operands x) => SequenceShape.Of(Name, 4, x[0], x[1], x.Optional(2), x.Optional(3), x.Optional(4), x.Optional(5));

    [InlineArray(3)]
    private struct Results
    {
        private Tensor _first;
    }
}
