namespace Valence.Operations;

/// <summary>The gradients of <see cref="GruSequence"/> with respect to its projected inputs, its recurrent products and its first state.</summary>
/// <remarks>
/// Operands: the recurrent kernel <c>[u, 3u]</c>; the mask <c>[batch, time]</c> or none; the states before each step <c>[batch, time, u]</c>; the gates of all steps <c>[batch, time, 4u]</c>; the gradients of
/// the outputs <c>[batch, time, u]</c> and of the last state, each of which may be missing. Results: the gradients of the projected steps <c>[batch, time, 3u]</c>, of the recurrent products
/// <c>h · recurrent + bias</c> of the same shape (both zeros where masked), and of the first state.
/// </remarks>
public sealed class GruSequenceGradient : Operation
{
    private static readonly AttributeCache<GruSequenceGradient> Cache = new(key => new((key & 1) != 0, (key & 2) != 0));

    private GruSequenceGradient(bool reverse, bool zeroOutputForMask) => (Reverse, ZeroOutputForMask) = (reverse, zeroOutputForMask);

    /// <summary>Whether the last step is processed first.</summary>
    public bool Reverse { get; }

    /// <summary>Whether a masked step outputs zeros instead of the previous output.</summary>
    public bool ZeroOutputForMask { get; }

    /// <inheritdoc/>
    public override bool IsDifferentiable => false;

    /// <summary>The operation for these attributes.</summary>
    public static GruSequenceGradient For(bool reverse, bool zeroOutputForMask) => Cache[(reverse ? 1 : 0) | (zeroOutputForMask ? 2 : 0)];

    /// <inheritdoc/>
    public override void Infer(Operands x, Span<TensorSpec> y)
    {
        var previous = x[2].Shape;
        (y[0], y[1], y[2]) = (new(previous.WithLast(3 * previous[2])), new(previous.WithLast(3 * previous[2])), new(previous.Remove(1)));
    }

    /// <inheritdoc/>
    public override void Define(Operands x, ReadOnlySpan<Tensor> y)
    {
        var (batch, time, u) = (x[2].Shape[0], x[2].Shape[1], x[2].Shape[2]);
        var recurrent = x[0].Floats;
        var mask = x.FloatsOrEmpty(1);
        var previous = x[2].Floats;
        var gates = x[3].Floats;
        var dOutput = x.FloatsOrEmpty(4);
        var dLast = x.FloatsOrEmpty(5);
        var dProjected = y[0].Floats;
        var dProduct = y[1].Floats;
        var dFirst = y[2].Floats;
        if (dLast.IsEmpty) dFirst.Clear();
        else dLast.CopyTo(dFirst);
        // The gradient of outputs that masked steps repeat, until the step that made them is met.
        Span<float> repeated = u <= 1024 ? stackalloc float[u] : new float[u];
        for (var b = 0; b < batch; b++)
        {
            var dh = dFirst.Slice(b * u, u);
            repeated.Clear();
            for (var i = time - 1; i >= 0; i--)
            {
                var row = b * time + (Reverse ? time - 1 - i : i);
                var dx = dProjected.Slice(row * 3 * u, 3 * u);
                var da = dProduct.Slice(row * 3 * u, 3 * u);
                if (!mask.IsEmpty && mask[row] == 0)
                {
                    dx.Clear();
                    da.Clear();
                    if (!ZeroOutputForMask && !dOutput.IsEmpty)
                        for (var j = 0; j < u; j++) repeated[j] += dOutput[row * u + j];
                    continue;
                }
                var gate = gates.Slice(row * 4 * u, 4 * u);
                for (var j = 0; j < u; j++)
                {
                    var (update, reset, candidate, product) = (gate[j], gate[u + j], gate[2 * u + j], gate[3 * u + j]);
                    var d = dh[j] + repeated[j] + (dOutput.IsEmpty ? 0 : dOutput[row * u + j]);
                    dx[j] = d * (previous[row * u + j] - candidate) * update * (1 - update);
                    dx[2 * u + j] = d * (1 - update) * (1 - candidate * candidate);
                    dx[u + j] = dx[2 * u + j] * product * reset * (1 - reset);
                    (da[j], da[u + j], da[2 * u + j]) = (dx[j], dx[u + j], dx[2 * u + j] * reset);
                    dh[j] = d * update;
                    repeated[j] = 0;
                }
                for (var k = 0; k < u; k++)
                {
                    var sum = 0f;
                    for (var j = 0; j < 3 * u; j++) sum += da[j] * recurrent[k * 3 * u + j];
                    dh[k] += sum;
                }
            }
        }
    }
}
