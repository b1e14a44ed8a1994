namespace Valence.Operations;

/// <summary>The gradients of <see cref="GruSequence"/>; see <see cref="RecurrentSequenceGradient"/>.</summary>
public sealed class GruSequenceGradient : RecurrentSequenceGradient
{
    private static readonly AttributeCache<GruSequenceGradient> Cache =
        new(key => new((key & 1) != 0, (key & 2) != 0, (key & 4) != 0));

    private GruSequenceGradient(bool reverse, bool ofInputs, bool ofWeights)
        : base(GruSequence.For(reverse, SequenceTrace.Gradient), ofInputs, ofWeights)
    {
    }

    /// <summary>The operation for these attributes.</summary>
    public static GruSequenceGradient For(bool reverse, bool ofInputs, bool ofWeights) =>
        Cache[(reverse ? 1 : 0) | (ofInputs ? 2 : 0) | (ofWeights ? 4 : 0)];
}
