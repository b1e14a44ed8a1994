namespace Valence.Text;

/// <summary>How a vocabulary numbers its tokens, and what it makes of them.</summary>
public sealed record VocabularyLookupOptions
{
    /// <summary>The largest size of the vocabulary, special tokens included; unlimited when null. At least 2.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>How many ids unknown tokens are spread over by their hash; with 0 an unknown token is an
    /// error.</summary>
    public int NumOovIndices { get; init; } = 1;

    /// <summary>What becomes of ids.</summary>
    public OutputMode OutputMode { get; init; }

    /// <summary>Whether rows are as long as <see cref="MaxTokens"/> even if the vocabulary is smaller.</summary>
    public bool PadToMaxTokens { get; init; }

    /// <summary>Whether the lookup is for going back from ids to tokens, in which the out-of-vocabulary token must not
    /// be an ordinary one as well.</summary>
    public bool Invert { get; init; }

    /// <summary>The key of the hash that spreads unknown tokens; unsalted when null.</summary>
    public Salt? Salt { get; init; }

    /// <summary>Whether unknown integers are spread by the hash of their decimal text (Keras'
    /// <c>oov_method='farmhash'</c>) rather than by their remainder.</summary>
    public bool HashIntegers { get; init; }
}
