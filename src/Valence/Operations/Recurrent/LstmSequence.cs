namespace Valence.Operations;

/// <summary>A whole sequence through a long short-term memory with tanh and sigmoid (Hochreiter and Schmidhuber,
/// 1997).</summary>
/// <remarks>
/// <c>z = x · kernel + h · recurrent + bias</c>, cut into i, f, g, o; <c>c ← σ(f) c + σ(i) tanh(g)</c>; <c>h ← σ(o)
/// tanh(c)</c>. Saves the four activated gates.
/// See <see cref="RecurrentSequence"/> for operands and results.
/// </remarks>
public sealed class LstmSequence : RecurrentSequence
{
    private static readonly AttributeCache<LstmSequence> Cache =
        new(key => new((key & 1) != 0, (SequenceTrace)(key >> 1)));

    private LstmSequence(bool reverse, SequenceTrace trace) : base(reverse, trace)
    {
    }

    internal override int Gates => 4;

    internal override int SavedValues => 4;

    internal override bool HasCell => true;

    /// <summary>The operation for these attributes.</summary>
    public static LstmSequence For(bool reverse, SequenceTrace trace) => Cache[(reverse ? 1 : 0) | (int)trace << 1];

    internal override RecurrentSequenceGradient GradientFor(bool ofInputs, bool ofWeights) =>
        LstmSequenceGradient.For(Reverse, ofInputs, ofWeights);

    internal override void Step(ReadOnlySpan<float> z, ReadOnlySpan<float> input, Span<float> h, Span<float> c,
        Span<float> saved)
    {
        var u = h.Length;
        for (var j = 0; j < 4 * u; j++) saved[j] = j / u == 2 ? MathF.Tanh(z[j]) : 1 / (1 + MathF.Exp(-z[j]));
        for (var j = 0; j < u; j++)
        {
            c[j] = saved[u + j] * c[j] + saved[j] * saved[2 * u + j];
            h[j] = saved[3 * u + j] * MathF.Tanh(c[j]);
        }
    }

    internal override void StepGradient(
        ReadOnlySpan<float> saved, ReadOnlySpan<float> h, ReadOnlySpan<float> c, ReadOnlySpan<float> cBefore,
        Span<float> dh, Span<float> dc, Span<float> dz, Span<float> dProduct)
    {
        var u = h.Length;
        for (var j = 0; j < u; j++)
        {
            var (i, f, g, o, tanh) = (saved[j], saved[u + j], saved[2 * u + j], saved[3 * u + j], MathF.Tanh(c[j]));
            var dCell = dc[j] + dh[j] * o * (1 - tanh * tanh);
            dz[j] = dCell * g * i * (1 - i);
            dz[u + j] = dCell * cBefore[j] * f * (1 - f);
            dz[2 * u + j] = dCell * i * (1 - g * g);
            dz[3 * u + j] = dh[j] * tanh * o * (1 - o);
            (dc[j], dh[j]) = (dCell * f, 0);
        }
    }
}
