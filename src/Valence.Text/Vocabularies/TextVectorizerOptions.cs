namespace Valence.Text;

/// <summary>How a <see cref="TextVectorizer"/> turns texts into ids or rows.</summary>
public sealed record TextVectorizerOptions
{
    /// <summary>The largest size of the vocabulary, special tokens included; unlimited when null. At least 2.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>What a text goes through first.</summary>
    public TextStandardization Standardize { get; init; }

    /// <summary>Takes the place of <see cref="Standardize"/>, if given.</summary>
    public Func<string, string>? CustomStandardize { get; init; }

    /// <summary>How the text is split then.</summary>
    public TextSplit Split { get; init; }

    /// <summary>Takes the place of <see cref="Split"/>, if given.</summary>
    public Func<string, IEnumerable<string>>? CustomSplit { get; init; }

    /// <summary>Which n-grams take the place of the tokens; the tokens themselves when null.</summary>
    public Ngrams? Ngrams { get; init; }

    /// <summary>What becomes of ids.</summary>
    public OutputMode OutputMode { get; init; }

    /// <summary>The length of every row of ids, which is cut and filled up at its end; the longest text's when null.
    /// Only in int mode.</summary>
    public int? OutputSequenceLength { get; init; }

    /// <summary>Whether rows are as long as <see cref="MaxTokens"/> even if the vocabulary is smaller; not in int
    /// mode.</summary>
    public bool PadToMaxTokens { get; init; }

    /// <summary>A vocabulary, which then cannot be adapted, with or without the special tokens at its start.</summary>
    public IReadOnlyList<string>? Vocabulary { get; init; }

    /// <summary>The inverse document frequency of each token of <see cref="Vocabulary"/>, in tf-idf mode.</summary>
    public IReadOnlyList<float>? IdfWeights { get; init; }
}
