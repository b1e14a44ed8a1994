namespace Valence.Operations;

/// <summary>The gradients of <see cref="SimpleRnnSequence"/>; see <see cref="RecurrentSequenceGradient"/>.</summary>
public sealed class SimpleRnnSequenceGradient : RecurrentSequenceGradient
{
    private static readonly AttributeCache<SimpleRnnSequenceGradient> Cache =
        new(key => new((key & 1) != 0, (key & 2) != 0, (key & 4) != 0));

    private SimpleRnnSequenceGradient(bool reverse, bool ofInputs, bool ofWeights)
        : base(SimpleRnnSequence.For(reverse, SequenceTrace.Gradient), ofInputs, ofWeights)
    {
    }

    /// <summary>The operation for these attributes.</summary>
    public static SimpleRnnSequenceGradient For(bool reverse, bool ofInputs, bool ofWeights) =>
        Cache[(reverse ? 1 : 0) | (ofInputs ? 2 : 0) | (ofWeights ? 4 : 0)];
}
