namespace Valence.Text;

/// <summary>Keras' <c>StringLookup</c>: texts to ids by a vocabulary, and back.</summary>
/// <remarks>
/// Ids: the mask token's 0 (only in int mode, and if there is one), then those of unknown tokens, then the
/// vocabulary's.
/// An adapted vocabulary is ordered by falling count, equal counts by falling UTF-8 bytes. Instances are not safe for
/// use while one thread changes the vocabulary.
/// </remarks>
public sealed class VocabularyLookup
{
    private readonly bool _isFixed;

    /// <summary>A lookup without a vocabulary, or with the given one.</summary>
    /// <param name="options">Sizes and output; the defaults when null.</param>
    /// <param name="maskToken">The token that stands for nothing, if any.</param>
    /// <param name="oovToken">What unknown ids become, and what <see cref="GetVocabulary"/> shows for the ids of
    /// unknown tokens.</param>
    /// <param name="vocabulary">A vocabulary, which then cannot be adapted, with or without the special tokens at its
    /// start.</param>
    /// <param name="idfWeights">The inverse document frequency of each token, in tf-idf mode.</param>
    /// <exception cref="ArgumentException">The options contradict each other, or the vocabulary is not valid for them;
    /// the message says how.</exception>
    public VocabularyLookup(
        VocabularyLookupOptions? options = null, string? maskToken = null, string? oovToken = "[UNK]",
        IReadOnlyList<string>? vocabulary = null, IReadOnlyList<float>? idfWeights = null)
    {
        Options = options ?? new();
        MaskToken = maskToken;
        OovToken = oovToken;
        Table = new(
            Options, maskToken is null ? default : new(maskToken), oovToken is null ? default : new(oovToken),
            CodePointOrder.Instance,
            token => HashBucket.Of(token, Options.NumOovIndices, Options.Salt));
        if (vocabulary is null)
        {
            if (idfWeights is not null)
                throw new ArgumentException("Inverse document frequencies go with a vocabulary: give both, or adapt "
                    + "the lookup.", nameof(idfWeights));
            return;
        }
        SetVocabulary(vocabulary, idfWeights);
        _isFixed = true;
    }

    /// <summary>Sizes and output.</summary>
    public VocabularyLookupOptions Options { get; }

    /// <summary>The token that stands for nothing, if any.</summary>
    public string? MaskToken { get; }

    /// <summary>The token that stands for unknown ones.</summary>
    public string? OovToken { get; }

    /// <summary>The number of tokens, special ones included.</summary>
    public int VocabularySize => Table.Size;

    /// <summary>The inverse document frequency of every id; empty but in tf-idf mode.</summary>
    public IReadOnlyList<float> IdfWeights => Table.Idf.ToArray();

    internal VocabularyTable<string> Table { get; }

    /// <summary>The ids of the tokens, found by spans.</summary>
    internal WordIds Words { get; private set; } = WordIds.None;

    /// <summary>Learns the vocabulary of <paramref name="documents"/>, each a list of tokens, in place of the former
    /// one (which stays if there is no token).</summary>
    /// <exception cref="InvalidOperationException">The vocabulary was given to the constructor.</exception>
    public void Adapt(IEnumerable<IEnumerable<string>> documents)
    {
        ArgumentNullException.ThrowIfNull(documents);
        var tally = new WordTally();
        foreach (var document in documents)
        {
            tally.BeginDocument();
            foreach (var token in document) tally.Add(token);
        }
        Adapt(tally);
    }

    /// <summary>The tokens by id; without the mask's and the unknown ones' if <paramref name="includeSpecialTokens"/>
    /// is false.</summary>
    public string[] GetVocabulary(bool includeSpecialTokens = true) => Table.Vocabulary(includeSpecialTokens);

    /// <summary>Replaces the vocabulary.</summary>
    /// <param name="vocabulary">The tokens, with or without the special tokens at the start.</param>
    /// <param name="idfWeights">The inverse document frequency of each token, in tf-idf mode.</param>
    /// <exception cref="ArgumentException">The vocabulary is empty, too large, or holds a token twice or a special
    /// token in another place.</exception>
    public void SetVocabulary(IReadOnlyList<string> vocabulary, IReadOnlyList<float>? idfWeights = null)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        Table.Set(vocabulary, idfWeights);
        Words = new(Table.Ids);
    }

    /// <summary>The ids of texts, in their shape; in the other modes as <see cref="CategoryRows.Encode"/> lays them
    /// out, mask tokens left out.</summary>
    /// <exception cref="ArgumentException">A token is unknown, and there is no id for unknown ones.</exception>
    /// <exception cref="InvalidOperationException">The vocabulary is empty in a mode whose rows need its size, or the
    /// lookup is inverted.</exception>
    public Tensor Encode(Tensor tokens)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        if (Options.Invert)
            throw new InvalidOperationException("An inverted lookup goes from ids to tokens: call Decode.");
        var ids = Tensor.Uninitialized(tokens.Shape, ElementType.Int32);
        for (var i = 0; i < ids.Count; i++) ids.Overwrite<int>()[i] = Table.Find(tokens.Strings[i]);
        return Table.Encode(ids);
    }

    /// <summary>The tokens of ids, in their shape; ids without a token become <see cref="OovToken"/>.</summary>
    public Tensor Decode(Tensor ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var tokens = new Tensor(ids.Shape, ElementType.String);
        for (var i = 0; i < ids.Count; i++) tokens.Overwrite<string>()[i] = Table.TokenOf(ids.Ints[i]);
        return tokens;
    }

    internal void Adapt(WordTally tally)
    {
        if (_isFixed) throw new InvalidOperationException(
            "The vocabulary was given and cannot be adapted: make a lookup without one.");
        Table.Learn(tally.ToArray(), tally.Documents);
        Words = new(Table.Ids);
    }
}
