namespace Valence.Operations;

/// <summary>A whole sequence through a plain recurrence with tanh (Elman, 1990): <c>h ← tanh(x · kernel + h · recurrent
/// + bias)</c>.</summary>
/// <remarks>Saves the state. See <see cref="RecurrentSequence"/> for operands and results.</remarks>
public sealed class SimpleRnnSequence : RecurrentSequence
{
    private static readonly AttributeCache<SimpleRnnSequence> Cache =
        new(key => new((key & 1) != 0, (SequenceTrace)(key >> 1)));

    private SimpleRnnSequence(bool reverse, SequenceTrace trace) : base(reverse, trace)
    {
    }

    internal override int Gates => 1;

    internal override int SavedValues => 1;

    /// <summary>The operation for these attributes.</summary>
    public static SimpleRnnSequence For(bool reverse, SequenceTrace trace) =>
        Cache[(reverse ? 1 : 0) | (int)trace << 1];

    internal override RecurrentSequenceGradient GradientFor(bool ofInputs, bool ofWeights) =>
        SimpleRnnSequenceGradient.For(Reverse, ofInputs, ofWeights);

    internal override void Step(ReadOnlySpan<float> z, ReadOnlySpan<float> input, Span<float> h, Span<float> c,
        Span<float> saved)
    {
        for (var j = 0; j < h.Length; j++) h[j] = saved[j] = MathF.Tanh(z[j]);
    }

    internal override void StepGradient(
        ReadOnlySpan<float> saved, ReadOnlySpan<float> h, ReadOnlySpan<float> c, ReadOnlySpan<float> cBefore,
        Span<float> dh, Span<float> dc, Span<float> dz, Span<float> dProduct)
    {
        for (var j = 0; j < h.Length; j++) (dz[j], dh[j]) = (dh[j] * (1 - saved[j] * saved[j]), 0);
    }
}
