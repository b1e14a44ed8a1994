namespace Valence.Text;

/// <summary>Keras' <c>IntegerLookup</c>: integers to ids by a vocabulary, and back.</summary>
/// <remarks>As <see cref="VocabularyLookup"/>, but equal counts are ordered by falling number, and unknown integers are
/// spread over several ids by their remainder unless the options say by hash.</remarks>
public sealed class IntegerVocabularyLookup
{
    private readonly bool _isFixed;
    private readonly VocabularyTable<long> _table;

    /// <summary>A lookup without a vocabulary, or with the given one.</summary>
    /// <param name="options">Sizes and output; the defaults when null.</param>
    /// <param name="maskToken">The integer that stands for nothing, if any.</param>
    /// <param name="oovToken">What unknown ids become, and what <see cref="GetVocabulary"/> shows for the ids of
    /// unknown integers.</param>
    /// <param name="vocabulary">A vocabulary, which then cannot be adapted, with or without the special integers at its
    /// start.</param>
    /// <param name="idfWeights">The inverse document frequency of each integer, in tf-idf mode.</param>
    /// <exception cref="ArgumentException">The options contradict each other, or the vocabulary is not valid for them;
    /// the message says how.</exception>
    public IntegerVocabularyLookup(
        VocabularyLookupOptions? options = null, long? maskToken = null, long? oovToken = -1,
        IReadOnlyList<long>? vocabulary = null, IReadOnlyList<float>? idfWeights = null)
    {
        Options = options ?? new();
        if (Options.Salt is not null && !Options.HashIntegers)
            throw new ArgumentException("A salt needs integers to be hashed: set HashIntegers.", nameof(options));
        MaskToken = maskToken;
        OovToken = oovToken;
        _table = new(
            Options, maskToken is { } mask ? new(mask) : default, oovToken is { } oov ? new(oov) : default,
            Comparer<long>.Default, Bucket);
        if (vocabulary is null)
        {
            if (idfWeights is not null)
                throw new ArgumentException("Inverse document frequencies go with a vocabulary: give both, or adapt "
                    + "the lookup.", nameof(idfWeights));
            return;
        }
        _table.Set(vocabulary, idfWeights);
        _isFixed = true;
    }

    /// <summary>Sizes and output.</summary>
    public VocabularyLookupOptions Options { get; }

    /// <summary>The integer that stands for nothing, if any.</summary>
    public long? MaskToken { get; }

    /// <summary>The integer that stands for unknown ones.</summary>
    public long? OovToken { get; }

    /// <summary>The number of integers, special ones included.</summary>
    public int VocabularySize => _table.Size;

    /// <summary>The inverse document frequency of every id; empty but in tf-idf mode.</summary>
    public IReadOnlyList<float> IdfWeights => _table.Idf.ToArray();

    /// <summary>Learns the vocabulary of <paramref name="documents"/>, each a list of integers, in place of the former
    /// one (which stays if there is none).</summary>
    /// <exception cref="InvalidOperationException">The vocabulary was given to the constructor.</exception>
    public void Adapt(IEnumerable<IEnumerable<long>> documents)
    {
        ArgumentNullException.ThrowIfNull(documents);
        if (_isFixed) throw new InvalidOperationException(
            "The vocabulary was given and cannot be adapted: make a lookup without one.");
        var counts = new Dictionary<long, (int Count, int Documents)>();
        var count = 0;
        foreach (var document in documents)
        {
            count++;
            foreach (var group in document.GroupBy(token => token))
            {
                var former = counts.GetValueOrDefault(group.Key);
                counts[group.Key] = (former.Count + group.Count(), former.Documents + 1);
            }
        }
        _table.Learn([.. counts.Select(entry => (entry.Key, entry.Value.Count, entry.Value.Documents))], count);
    }

    /// <summary>The integers by id; without the mask's and the unknown ones' if <paramref name="includeSpecialTokens"/>
    /// is false.</summary>
    public long[] GetVocabulary(bool includeSpecialTokens = true) => _table.Vocabulary(includeSpecialTokens);

    /// <summary>Replaces the vocabulary.</summary>
    /// <param name="vocabulary">The integers, with or without the special ones at the start.</param>
    /// <param name="idfWeights">The inverse document frequency of each integer, in tf-idf mode.</param>
    /// <exception cref="ArgumentException">The vocabulary is empty, too large, or holds an integer twice or a special
    /// one in another place.</exception>
    public void SetVocabulary(IReadOnlyList<long> vocabulary, IReadOnlyList<float>? idfWeights = null)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        _table.Set(vocabulary, idfWeights);
    }

    /// <summary>The ids of integers, in their shape; in the other modes as <see cref="CategoryRows.Encode"/> lays them
    /// out, mask integers left out.</summary>
    /// <exception cref="ArgumentException">An integer is unknown, and there is no id for unknown ones.</exception>
    /// <exception cref="InvalidOperationException">The vocabulary is empty in a mode whose rows need its size, or the
    /// lookup is inverted.</exception>
    public Tensor Encode(Tensor tokens)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        if (Options.Invert)
            throw new InvalidOperationException("An inverted lookup goes from ids to tokens: call Decode.");
        var ids = Tensor.Uninitialized(tokens.Shape, ElementType.Int32);
        for (var i = 0; i < ids.Count; i++) ids.Overwrite<int>()[i] = _table.Find(tokens.Ints[i]);
        return _table.Encode(ids);
    }

    /// <summary>The integers of ids, in their shape; ids without one become <see cref="OovToken"/>.</summary>
    /// <exception cref="OverflowException">An integer of the vocabulary does not fit into 32 bits.</exception>
    public Tensor Decode(Tensor ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var tokens = new Tensor(ids.Shape, ElementType.Int32);
        for (var i = 0; i < ids.Count; i++) tokens.Overwrite<int>()[i] = checked((int)_table.TokenOf(ids.Ints[i]));
        return tokens;
    }

    private int Bucket(long token) => Options.HashIntegers
        ? HashBucket.Of(token, Options.NumOovIndices, Options.Salt)
        : (int)((token % Options.NumOovIndices + Options.NumOovIndices) % Options.NumOovIndices);
}
