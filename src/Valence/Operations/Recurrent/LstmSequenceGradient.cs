namespace Valence.Operations;

/// <summary>The gradients of <see cref="LstmSequence"/> with respect to its projected inputs and first states.</summary>
/// <remarks>
/// Operands: the recurrent kernel <c>[u, 4u]</c>; the mask <c>[batch, time]</c> or none; the first c <c>[batch, u]</c> or none; of the results c and the gates of all steps; the gradients of the
/// outputs <c>[batch, time, u]</c>, the last h and the last c, each of which may be missing. Results: the gradients of the projected steps <c>[batch, time, 4u]</c> (zeros where masked), of the first h and of the first c.
/// </remarks>
public sealed class LstmSequenceGradient : Operation
{
    private static readonly AttributeCache<LstmSequenceGradient> Cache = new(key => new((key & 1) != 0, (key & 2) != 0));

    private LstmSequenceGradient(bool reverse, bool zeroOutputForMask) => (Reverse, ZeroOutputForMask) = (reverse, zeroOutputForMask);

    /// <summary>Whether the last step is processed first.</summary>
    public bool Reverse { get; }

    /// <summary>Whether a masked step outputs zeros instead of the previous output.</summary>
    public bool ZeroOutputForMask { get; }

    /// <inheritdoc/>
    public override bool IsDifferentiable => false;

    /// <summary>The operation for these attributes.</summary>
    public static LstmSequenceGradient For(bool reverse, bool zeroOutputForMask) => Cache[(reverse ? 1 : 0) | (zeroOutputForMask ? 2 : 0)];

    /// <inheritdoc/>
    public override void Infer(Operands x, Span<TensorSpec> y)
    {
        var cell = x[3].Shape;
        (y[0], y[1], y[2]) = (new(x[4].Shape), new(cell.Remove(1)), new(cell.Remove(1)));
    }

    /// <inheritdoc/>
    public override void Define(Operands x, ReadOnlySpan<Tensor> y)
    {
        var (batch, time, u) = (x[3].Shape[0], x[3].Shape[1], x[3].Shape[2]);
        var recurrent = x[0].Floats;
        var mask = x.FloatsOrEmpty(1);
        var firstC = x.FloatsOrEmpty(2);
        var cell = x[3].Floats;
        var gates = x[4].Floats;
        var dOutput = x.FloatsOrEmpty(5);
        var dProjected = y[0].Floats;
        var dFirstH = y[1].Floats;
        var dFirstC = y[2].Floats;
        Start(x.FloatsOrEmpty(6), dFirstH);
        Start(x.FloatsOrEmpty(7), dFirstC);
        // The gradient of outputs that masked steps repeat, until the step that made them is met.
        Span<float> repeated = u <= 1024 ? stackalloc float[u] : new float[u];
        for (var b = 0; b < batch; b++)
        {
            var dh = dFirstH.Slice(b * u, u);
            var dc = dFirstC.Slice(b * u, u);
            repeated.Clear();
            for (var i = time - 1; i >= 0; i--)
            {
                var row = b * time + (Reverse ? time - 1 - i : i);
                var dz = dProjected.Slice(row * 4 * u, 4 * u);
                if (!mask.IsEmpty && mask[row] == 0)
                {
                    dz.Clear();
                    if (!ZeroOutputForMask && !dOutput.IsEmpty)
                        for (var j = 0; j < u; j++) repeated[j] += dOutput[row * u + j];
                    continue;
                }
                var previous = Reverse ? row + 1 : row - 1;
                for (var j = 0; j < u; j++)
                {
                    var z = gates.Slice(row * 4 * u, 4 * u);
                    var (input, forget, candidate, output) = (z[j], z[u + j], z[2 * u + j], z[3 * u + j]);
                    var before = i > 0 ? cell[previous * u + j] : firstC.IsEmpty ? 0 : firstC[b * u + j];
                    var tanh = MathF.Tanh(cell[row * u + j]);
                    var d = dh[j] + repeated[j] + (dOutput.IsEmpty ? 0 : dOutput[row * u + j]);
                    var dCell = dc[j] + d * output * (1 - tanh * tanh);
                    dz[j] = dCell * candidate * input * (1 - input);
                    dz[u + j] = dCell * before * forget * (1 - forget);
                    dz[2 * u + j] = dCell * input * (1 - candidate * candidate);
                    dz[3 * u + j] = d * tanh * output * (1 - output);
                    dc[j] = dCell * forget;
                    repeated[j] = 0;
                }
                for (var k = 0; k < u; k++)
                {
                    var sum = 0f;
                    for (var j = 0; j < 4 * u; j++) sum += dz[j] * recurrent[k * 4 * u + j];
                    dh[k] = sum;
                }
            }
        }
    }

    private static void Start(ReadOnlySpan<float> given, Span<float> gradient)
    {
        if (given.IsEmpty) gradient.Clear();
        else given.CopyTo(gradient);
    }
}
