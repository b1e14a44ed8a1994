namespace Valence.Text;

/// <summary>What Keras' <c>TextVectorization</c> computes: standardize, split, make n-grams, look up ids.</summary>
/// <remarks>
/// In int mode id 0 is padding (the empty token) and 1 unknown words; in the other modes 0 is unknown words. An adapted
/// vocabulary is ordered by falling count,
/// equal counts by falling UTF-8 bytes. Instances are not safe for use while one thread changes the vocabulary.
/// </remarks>
public sealed class TextVectorizer
{
    private readonly VocabularyLookup _lookup;
    private readonly TextAnalyzer _analyzer;
    private readonly int[] _widths;

    /// <summary>A vectorizer without a vocabulary, or with the one in the options.</summary>
    /// <exception cref="ArgumentException">The options contradict each other, or the vocabulary is not valid for them;
    /// the message says how.</exception>
    public TextVectorizer(TextVectorizerOptions? options = null)
    {
        Options = options ?? new();
        if (Options.OutputSequenceLength is not null && Options.OutputMode != OutputMode.Int)
            throw new ArgumentException($"A sequence length goes with the mode int, received {Options.OutputMode}.",
                nameof(options));
        if (Options.OutputSequenceLength < 1)
            throw new ArgumentException("Expected a sequence length of at least 1, received "
                + $"{Options.OutputSequenceLength}.", nameof(options));
        if (Options.OutputMode == OutputMode.OneHot
            && (Options.Split != TextSplit.None || Options.CustomSplit is not null))
            throw new ArgumentException("One-hot rows are for texts of one token: set Split to None, or take MultiHot.",
                nameof(options));

        _analyzer = new(Options);
        _widths = [.. Options.Ngrams?.Widths ?? [1]];
        _lookup = new(
            new()
            {
                MaxTokens = Options.MaxTokens,
                OutputMode = Options.OutputMode,
                PadToMaxTokens = Options.PadToMaxTokens
            },
            maskToken: "", vocabulary: Options.Vocabulary, idfWeights: Options.IdfWeights);
    }

    /// <summary>The settings.</summary>
    public TextVectorizerOptions Options { get; }

    /// <summary>The number of tokens, special ones included.</summary>
    public int VocabularySize => _lookup.VocabularySize;

    /// <summary>The inverse document frequency of every id; empty but in tf-idf mode.</summary>
    public IReadOnlyList<float> IdfWeights => _lookup.IdfWeights;

    /// <summary>Learns the vocabulary of <paramref name="texts"/>, in place of the former one (which stays if there is
    /// no token).</summary>
    /// <exception cref="InvalidOperationException">The vocabulary was given in the options.</exception>
    public void Adapt(IEnumerable<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var tally = new WordTally();
        var tokens = new TokenBuffer();
        foreach (var text in texts)
        {
            _analyzer.Analyze(text, tokens);
            tokens.Join(_widths);
            tally.AddDocument(tokens);
        }
        _lookup.Adapt(tally);
    }

    /// <summary>The tokens by id; without padding and unknown words if <paramref name="includeSpecialTokens"/> is
    /// false.</summary>
    public string[] GetVocabulary(bool includeSpecialTokens = true) => _lookup.GetVocabulary(includeSpecialTokens);

    /// <summary>Replaces the vocabulary.</summary>
    /// <param name="vocabulary">The tokens, with or without the special tokens at the start.</param>
    /// <param name="idfWeights">The inverse document frequency of each token, in tf-idf mode.</param>
    /// <exception cref="ArgumentException">The vocabulary is empty, too large, or holds a token twice or a special
    /// token in another place.</exception>
    public void SetVocabulary(IReadOnlyList<string> vocabulary, IReadOnlyList<float>? idfWeights = null) =>
        _lookup.SetVocabulary(vocabulary, idfWeights);

    /// <summary>The tokens of a text, before they are looked up.</summary>
    public string[] Tokenize(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var tokens = new TokenBuffer();
        _analyzer.Analyze(text, tokens);
        tokens.Join(_widths);
        return [.. Enumerable.Range(0, tokens.Count).Select(i => tokens[i].ToString())];
    }

    /// <summary>Texts as ids or rows.</summary>
    /// <returns>
    /// Int mode: ints <c>[texts, length]</c>, filled up with 0 at the end; <c>[texts]</c> when texts are not split and
    /// no length is set.
    /// Other modes: floats <c>[texts, vocabulary]</c>.
    /// </returns>
    /// <exception cref="InvalidOperationException">The vocabulary is empty in a mode whose rows need its
    /// size.</exception>
    public Tensor Encode(IReadOnlyList<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var rows = new int[texts.Count][];
        var tokens = new TokenBuffer();
        var known = _lookup.Words;
        for (var i = 0; i < rows.Length; i++)
        {
            _analyzer.Analyze(texts[i], tokens);
            tokens.Join(_widths);
            var ids = known.Of(tokens);
            var row = rows[i] = new int[ids.Length];
            for (var j = 0; j < row.Length; j++)
                row[j] = ids[j] != WordIds.Unknown ? ids[j] : tokens[j].IsEmpty ? _lookup.Table.MaskId
                    : _lookup.Table.OovStart;
        }
        return Options.OutputMode == OutputMode.Int ? Ids(rows) : Rows(rows);
    }

    private Tensor Ids(int[][] rows)
    {
        if (Options is { OutputSequenceLength: null, Split: TextSplit.None, CustomSplit: null })
            return Tensor.From(rows.Select(row => row[0]).ToArray());
        var length = Options.OutputSequenceLength ?? rows.Select(row => row.Length).DefaultIfEmpty(0).Max();
        var ids = new Tensor([rows.Length, length], ElementType.Int32);
        for (var i = 0; i < rows.Length; i++) rows[i].AsSpan(0, Math.Min(rows[i].Length, length))
            .CopyTo(ids.Overwrite<int>()[(i * length)..]);
        return ids;
    }

    private Tensor Rows(int[][] rows)
    {
        var length = rows.Select(row => row.Length).DefaultIfEmpty(0).Max();
        var ids = Tensor.Uninitialized([rows.Length, length], ElementType.Int32);
        ids.Overwrite<int>().Fill(CategoryRows.Dropped);
        for (var i = 0; i < rows.Length; i++) rows[i].CopyTo(ids.Overwrite<int>()[(i * length)..]);
        return _lookup.Table.Encode(ids);
    }
}
