namespace Valence.Operations;

/// <summary>The gradients of <see cref="LstmSequence"/>; see <see cref="RecurrentSequenceGradient"/>.</summary>
public sealed class LstmSequenceGradient : RecurrentSequenceGradient
{
    private static readonly AttributeCache<LstmSequenceGradient> Cache =
        new(key => new((key & 1) != 0, (key & 2) != 0, (key & 4) != 0));

    private LstmSequenceGradient(bool reverse, bool ofInputs, bool ofWeights)
        : base(LstmSequence.For(reverse, SequenceTrace.Gradient), ofInputs, ofWeights)
    {
    }

    /// <summary>The operation for these attributes.</summary>
    public static LstmSequenceGradient For(bool reverse, bool ofInputs, bool ofWeights) =>
        Cache[(reverse ? 1 : 0) | (ofInputs ? 2 : 0) | (ofWeights ? 4 : 0)];
}
