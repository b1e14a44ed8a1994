namespace Valence.Text;

/// <summary>How <see cref="SubWordTokenizer.TrainWordPiece"/> and <see cref="SubWordTokenizer.TrainBytePair"/> learn a
/// vocabulary.</summary>
public sealed record SubWordTrainingOptions
{
    /// <summary>How often a pair must occur to be merged; at least 1, 2 by default.</summary>
    public int MinFrequency { get; init => field = Require.AtLeast(1, value); } = 2;

    /// <summary>Special tokens, which have the first ids in this order; null for the tokenizer's own: BERT's
    /// <c>[PAD] [UNK] [CLS] [SEP] [MASK]</c> or GPT-2's <c>&lt;|endoftext|&gt;</c>. WordPiece needs those five places,
    /// whatever their texts.</summary>
    public IReadOnlyList<string>? SpecialTokens { get; init; }

    /// <summary>Whether texts are lower-cased and lose their accents; only for WordPiece; true when null.</summary>
    public bool? Lowercase { get; init; }

    /// <summary>The most characters that have a token of their own, the most frequent ones; only for WordPiece; 1000
    /// when null.</summary>
    public int? LimitAlphabet { get; init => field = value is { } limit ? Require.AtLeast(1, limit) : null; }
}
