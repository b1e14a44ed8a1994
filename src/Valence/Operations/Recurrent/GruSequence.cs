using System.Runtime.CompilerServices;

namespace Valence.Operations;

/// <summary>A whole sequence through a gated recurrent unit with tanh and sigmoid whose reset gate acts after the recurrent product, from inputs that are already projected (Cho et al., 2014).</summary>
/// <remarks>
/// <c>a = h · recurrent + bias</c>; <c>z = σ(projected_z + a_z)</c>; <c>r = σ(projected_r + a_r)</c>; <c>h̃ = tanh(projected_h + r a_h)</c>; <c>h ← z h + (1 − z) h̃</c>.
/// <para>Operands: projected <c>[batch, time, 3u]</c>, the input's bias included; the recurrent kernel <c>[u, 3u]</c>; optional: its bias <c>[3u]</c>; an index <c>[batch, time]</c> of projected rows,
/// which then are <c>[rows, 3u]</c>, so that equal inputs are projected once; a mask <c>[batch, time]</c>; the first state <c>[batch, u]</c>, zeros where missing.</para>
/// <para>Results: the output of each step <c>[batch, time, u]</c>; z, r, h̃ and a_h of each step <c>[batch, time, 4u]</c>, there for the gradient alone; the last state <c>[batch, u]</c>. Each is stored at
/// the step's own place, also when the last step is processed first. A masked step keeps the state; its output is the previous output (zeros at first), or zeros with
/// <see cref="ZeroOutputForMask"/>; its gates are zeros.</para>
/// </remarks>
public sealed class GruSequence : Operation
{
    private static readonly AttributeCache<GruSequence> Cache = new(key => new((key & 1) != 0, (key & 2) != 0));

    private GruSequence(bool reverse, bool zeroOutputForMask) => (Reverse, ZeroOutputForMask) = (reverse, zeroOutputForMask);

    /// <summary>Whether the last step is processed first.</summary>
    public bool Reverse { get; }

    /// <summary>Whether a masked step outputs zeros instead of the previous output.</summary>
    public bool ZeroOutputForMask { get; }

    /// <summary>The operation for these attributes.</summary>
    public static GruSequence For(bool reverse, bool zeroOutputForMask) => Cache[(reverse ? 1 : 0) | (zeroOutputForMask ? 2 : 0)];

    /// <inheritdoc/>
    public override ReadOnlySpan<ElementType> OperandTypes(int index) => index == 3 ? [ElementType.Int32] : [ElementType.Float32];

    /// <inheritdoc/>
    public override void Infer(Operands x, Span<TensorSpec> y)
    {
        var shape = Shape(x);
        if (x.Has(2) && x[2].Shape != [3 * shape.Units]) throw Mismatch($"expected a recurrent bias [{3 * shape.Units}], received {x[2].Shape}");
        (y[0], y[1], y[2]) = (new(shape.Steps), new(shape.Gates(4)), new(shape.State));
    }

    /// <inheritdoc/>
    /// <exception cref="IdOutOfRangeException">An index names no projected row.</exception>
    public override void Define(Operands x, ReadOnlySpan<Tensor> y)
    {
        var (batch, time, u) = Shape(x);
        var projected = x[0].Floats;
        var recurrent = x[1].Floats;
        var bias = x.FloatsOrEmpty(2);
        var index = x.IntsOrEmpty(3);
        var mask = x.FloatsOrEmpty(4);
        var first = x.FloatsOrEmpty(5);
        var output = y[0].Floats;
        var gates = y[1].Floats;
        var last = y[2].Floats;
        if (!index.IsEmpty) IdOutOfRangeException.Check(index, x[0].Count / (3 * u));
        if (first.IsEmpty) last.Clear();
        else first.CopyTo(last);
        for (var b = 0; b < batch; b++)
        {
            var h = last.Slice(b * u, u);
            var before = -1;
            for (var i = 0; i < time; i++)
            {
                var row = b * time + (Reverse ? time - 1 - i : i);
                var step = output.Slice(row * u, u);
                var gate = gates.Slice(row * 4 * u, 4 * u);
                if (mask.IsEmpty || mask[row] != 0)
                {
                    var from = projected.Slice((index.IsEmpty ? row : index[row]) * 3 * u, 3 * u);
                    for (var j = 0; j < 3 * u; j++)
                    {
                        var sum = bias.IsEmpty ? 0 : bias[j];
                        for (var k = 0; k < u; k++) sum += h[k] * recurrent[k * 3 * u + j];
                        if (j < 2 * u) gate[j] = 1 / (1 + MathF.Exp(-(from[j] + sum)));
                        else gate[u + j] = sum;
                    }
                    for (var j = 0; j < u; j++)
                    {
                        gate[2 * u + j] = MathF.Tanh(from[2 * u + j] + gate[u + j] * gate[3 * u + j]);
                        h[j] = gate[j] * h[j] + (1 - gate[j]) * gate[2 * u + j];
                    }
                    h.CopyTo(step);
                }
                else
                {
                    gate.Clear();
                    if (before < 0 || ZeroOutputForMask) step.Clear();
                    else output.Slice(before * u, u).CopyTo(step);
                }
                before = row;
            }
        }
    }

    /// <inheritdoc/>
    public override void Gradient(GradientScope g)
    {
        Results d = default;
        var previous = g.Call.Run(PreviousStates.For(Reverse), g.Output(0), g.X.Optional(4), g.X.Optional(5));
        g.Call.Run(GruSequenceGradient.For(Reverse, ZeroOutputForMask),
            [g.X[1], g.X.Optional(4), previous, g.Output(1), g.OutputGradient(0), g.OutputGradient(2)], d);
        if (g.Needs(0)) g.Add(0, g.X.Optional(3) is { } index ? g.Call.ScatterRows(index, d[0], g.X[0]) : d[0]);
        if (g.Needs(1)) g.Add(1, g.Call.MatMul(g.Call.AsMatrix(previous), g.Call.AsMatrix(d[1]), transposeA: true));
        if (g.Needs(2)) g.Add(2, g.Call.SumTo(d[1], g.X[2]));
        if (g.Needs(5)) g.Add(5, d[2]);
    }

    private SequenceShape Shape(Operands x) => SequenceShape.Of(Name, 3, x[0], x[1], x.Optional(3), x.Optional(4), x.Optional(5));

    [InlineArray(3)]
    private struct Results
    {
        private Tensor _first;
    }
}
