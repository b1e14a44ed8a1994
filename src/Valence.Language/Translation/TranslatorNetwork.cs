namespace Valence.Language;

/// <summary>What translates.</summary>
public enum TranslatorNetwork
{
    /// <summary>An encoder and a decoder of transformer blocks (Vaswani et al., 2017).</summary>
    Transformer,

    /// <summary>GRUs that read in both directions, and one that writes and looks at what they have read (Bahdanau et
    /// al., 2014; Luong et al., 2015).</summary>
    Attention,
}
