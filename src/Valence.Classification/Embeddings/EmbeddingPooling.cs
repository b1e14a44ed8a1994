namespace Valence.Classification;

/// <summary>What of a text's hidden states becomes its vector.</summary>
public enum EmbeddingPooling
{
    /// <summary>The mean over all tokens, special ones included.</summary>
    Mean,

    /// <summary>The state of the first token.</summary>
    First,
}
