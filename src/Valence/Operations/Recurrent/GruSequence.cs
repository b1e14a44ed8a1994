namespace Valence.Operations;

/// <summary>A whole sequence through a gated recurrent unit with tanh and sigmoid whose reset gate acts after the
/// recurrent product (Cho et al., 2014).</summary>
/// <remarks>
/// <c>x' = x · kernel + bias</c> and <c>a = h · recurrent + recurrent bias</c>, each cut into z, r, h; <c>z = σ(x'_z +
/// a_z)</c>; <c>r = σ(x'_r + a_r)</c>; <c>h̃ = tanh(x'_h + r a_h)</c>;
/// <c>h ← z h + (1 − z) h̃</c>. Saves z, r, h̃ and a_h. See <see cref="RecurrentSequence"/> for operands and results.
/// </remarks>
public sealed class GruSequence : RecurrentSequence
{
    private static readonly AttributeCache<GruSequence> Cache =
        new(key => new((key & 1) != 0, (SequenceTrace)(key >> 1)));

    private GruSequence(bool reverse, SequenceTrace trace) : base(reverse, trace)
    {
    }

    internal override int Gates => 3;

    internal override int SavedValues => 4;

    internal override bool SplitsLastGate => true;

    /// <summary>The operation for these attributes.</summary>
    public static GruSequence For(bool reverse, SequenceTrace trace) => Cache[(reverse ? 1 : 0) | (int)trace << 1];

    internal override RecurrentSequenceGradient GradientFor(bool ofInputs, bool ofWeights) =>
        GruSequenceGradient.For(Reverse, ofInputs, ofWeights);

    internal override void Step(ReadOnlySpan<float> z, ReadOnlySpan<float> input, Span<float> h, Span<float> c,
        Span<float> saved)
    {
        var u = h.Length;
        for (var j = 0; j < u; j++)
        {
            var (update, reset, product) = (Sigmoid(z[j]), Sigmoid(z[u + j]), z[2 * u + j]);
            var candidate = MathF.Tanh(input[j] + reset * product);
            (saved[j], saved[u + j], saved[2 * u + j], saved[3 * u + j]) = (update, reset, candidate, product);
            h[j] = update * h[j] + (1 - update) * candidate;
        }
    }

    internal override void StepGradient(
        ReadOnlySpan<float> saved, ReadOnlySpan<float> h, ReadOnlySpan<float> c, ReadOnlySpan<float> cBefore,
        Span<float> dh, Span<float> dc, Span<float> dz, Span<float> dProduct)
    {
        var u = h.Length;
        for (var j = 0; j < u; j++)
        {
            var (update, reset, candidate, product) = (saved[j], saved[u + j], saved[2 * u + j], saved[3 * u + j]);
            dz[j] = dh[j] * (h[j] - candidate) * update * (1 - update);
            dz[2 * u + j] = dh[j] * (1 - update) * (1 - candidate * candidate);
            dz[u + j] = dz[2 * u + j] * product * reset * (1 - reset);
            dProduct[j] = dz[2 * u + j] * reset;
            dh[j] *= update;
        }
    }

    private static float Sigmoid(float x) => 1 / (1 + MathF.Exp(-x));
}
