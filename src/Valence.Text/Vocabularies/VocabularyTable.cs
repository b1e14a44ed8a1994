using System.Diagnostics.CodeAnalysis;

namespace Valence.Text;

/// <summary>Tokens and their ids by Keras' rules: the mask first (in int mode), then the out-of-vocabulary ids, then
/// the tokens.</summary>
/// <param name="options">Sizes and output.</param>
/// <param name="mask">The token that stands for nothing, if there is one: id 0 in int mode, left out in the
/// others.</param>
/// <param name="oov">The token that stands for unknown ones, if there is one.</param>
/// <param name="order">The order of tokens; of equal counts the largest comes first.</param>
/// <param name="bucket">Which of several out-of-vocabulary ids a token gets.</param>
internal sealed class VocabularyTable<T>(
    VocabularyLookupOptions options, Special<T> mask, Special<T> oov, IComparer<T> order, Func<T, int> bucket)
    where T : notnull
{
    private readonly VocabularyLookupOptions _options = Valid(options);
    private List<T> _tokens = [];
    private float[] _idf = [];

    /// <summary>The ids of the tokens.</summary>
    public Dictionary<T, int> Ids { get; private set; } = [];

    public int OovStart => mask.Exists && _options.OutputMode == OutputMode.Int ? 1 : 0;

    public int TokenStart => OovStart + _options.NumOovIndices;

    /// <summary>The number of tokens, special ones included.</summary>
    public int Size => TokenStart + _tokens.Count;

    /// <summary>The inverse document frequency of every id; empty but in tf-idf mode.</summary>
    public ReadOnlySpan<float> Idf => _idf;

    /// <summary>The length of a row in the modes that make rows.</summary>
    public int Depth => _options.PadToMaxTokens ? _options.MaxTokens ?? Size
        : _tokens.Count > 0 ? Size
        : throw new InvalidOperationException("The vocabulary is empty, so the length of the rows is unknown: adapt "
            + "it or set it first, or pad to the largest number of tokens.");

    public T[] Vocabulary(bool includeSpecialTokens) =>
        includeSpecialTokens ? [.. SpecialTokens(), .. _tokens] : [.. _tokens];

    /// <summary>The id of a token, or <see cref="CategoryRows.Dropped"/> for the mask where it has none.</summary>
    public int Find(T token)
    {
        if (IsMask(token)) return MaskId;
        return Ids.TryGetValue(token, out var id) ? id : Unknown(token);
    }

    public int MaskId => _options.OutputMode == OutputMode.Int ? 0 : CategoryRows.Dropped;

    public bool IsMask(T token) => mask.Exists && token.Equals(mask.Token);

    public int Unknown(T token) => _options.NumOovIndices switch
    {
        0 => throw new ArgumentException($"'{token}' is not in the vocabulary, and there is no id for unknown "
            + "tokens: set NumOovIndices to 1.", nameof(token)),
        1 => OovStart,
        _ => OovStart + bucket(token),
    };

    /// <summary>The token of an id; the out-of-vocabulary token for ids that have none.</summary>
    public T TokenOf(int id)
    {
        if (mask.Exists && id == 0 && OovStart == 1) return mask.Token;
        var index = id - TokenStart;
        if (index >= 0 && index < _tokens.Count) return _tokens[index];
        return oov.Exists ? oov.Token
            : throw new ArgumentOutOfRangeException(
                nameof(id), id, $"Expected ids from {TokenStart} to {Size - 1}, there is no out-of-vocabulary token.");
    }

    /// <summary>Takes the most frequent of the counted tokens.</summary>
    public void Learn(IReadOnlyCollection<(T Token, int Count, int Documents)> counted, int documents)
    {
        if (counted.Count == 0) return;
        var sorted = counted.Where(entry => !IsMask(entry.Token) && !(oov.Exists && entry.Token.Equals(oov.Token)))
            .ToList();
        sorted.Sort((left, right) => left.Count != right.Count ? right.Count.CompareTo(left.Count)
            : order.Compare(right.Token, left.Token));
        var limit = _options.MaxTokens is { } max ? Math.Max(0, max - TokenStart) : int.MaxValue;
        if (sorted.Count > limit) sorted.RemoveRange(limit, sorted.Count - limit);

        Number([.. sorted.Select(entry => entry.Token)]);
        if (_options.OutputMode != OutputMode.TfIdf) return;
        var idf = sorted.Select(entry => (float)Math.Log(1 + (double)documents / (1 + entry.Documents))).ToArray();
        _idf = Padded(idf, TokenStart);
    }

    /// <summary>Takes a given vocabulary, with or without the special tokens at its start.</summary>
    public void Set(IReadOnlyList<T> vocabulary, IReadOnlyList<float>? idfWeights)
    {
        if ((_options.OutputMode == OutputMode.TfIdf) != idfWeights is not null)
            throw new ArgumentException("Inverse document frequencies go with a vocabulary in tf-idf mode, and only "
                + "there.", nameof(idfWeights));
        if (vocabulary.Count == 0)
            throw new ArgumentException("Expected a vocabulary of at least one token, received none.",
                nameof(vocabulary));
        if (idfWeights is not null && idfWeights.Count != vocabulary.Count)
            throw new ArgumentException($"Expected {vocabulary.Count} inverse document frequencies, one for each "
                + $"token, received {idfWeights.Count}.", nameof(idfWeights));

        var special = SpecialTokens().ToArray();
        var isComplete = vocabulary.Take(TokenStart).SequenceEqual(special);
        List<T> tokens = [.. isComplete ? vocabulary.Skip(TokenStart) : vocabulary];
        Refuse(tokens.GroupBy(token => token).Where(group => group.Count() > 1).Select(group => group.Key),
            "more than once");
        var misplaced = "outside its place; special tokens are left out, or all stand at the start: "
            + $"{string.Join(", ", special.Select(token => $"'{token}'"))}";
        if (mask.Exists) Refuse(tokens.Where(IsMask), misplaced);
        if (oov.Exists && _options.Invert) Refuse(tokens.Where(token => token.Equals(oov.Token)), misplaced);
        if (TokenStart + tokens.Count > _options.MaxTokens)
            throw new ArgumentException($"Expected at most {_options.MaxTokens} tokens, special ones included, "
                + $"received {TokenStart + tokens.Count}.", nameof(vocabulary));

        Number(tokens);
        if (idfWeights is not null) _idf = Padded([.. idfWeights], isComplete ? 0 : TokenStart);
    }

    /// <summary>Takes inverse document frequencies that were saved: one for every id.</summary>
    public void RestoreIdf(IReadOnlyList<float> idf) => _idf = [.. idf];

    /// <summary>Ids as the output mode wants them.</summary>
    public Tensor Encode(Tensor ids)
    {
        if (_options.OutputMode == OutputMode.Int) return ids;
        var depth = Depth;
        var rows = CategoryRows.EncodeKnown(ids, depth, _options.OutputMode == OutputMode.TfIdf ? OutputMode.Count
            : _options.OutputMode);
        if (_options.OutputMode == OutputMode.TfIdf)
        {
            if (_idf.Length != depth)
                throw new InvalidOperationException($"Expected {depth} inverse document frequencies, there are "
                    + $"{_idf.Length}: adapt, or set them with the vocabulary.");
            for (var i = 0; i < rows.Count; i++) rows.Change<float>()[i] *= _idf[i % depth];
        }
        return rows;
    }

    private static VocabularyLookupOptions Valid(VocabularyLookupOptions options)
    {
        if (options.MaxTokens < 2)
            throw new ArgumentException("Expected at most 2 or more tokens, or null for all, received "
                + $"{options.MaxTokens}.", nameof(options));
        if (options.NumOovIndices < 0)
            throw new ArgumentException($"Expected at least 0 out-of-vocabulary ids, received {options.NumOovIndices}.",
                nameof(options));
        if (options.PadToMaxTokens && options.MaxTokens is null)
            throw new ArgumentException("Padding to the largest number of tokens needs MaxTokens.", nameof(options));
        if (options.Invert && options.OutputMode != OutputMode.Int)
            throw new ArgumentException("An inverted lookup is for ids: expected the mode int, received "
                + $"{options.OutputMode}.", nameof(options));
        return options;
    }

    private IEnumerable<T> SpecialTokens()
    {
        if (OovStart == 1) yield return mask.Token;
        for (var i = 0; i < _options.NumOovIndices; i++) yield return oov.Exists ? oov.Token : throw NoOovToken();
    }

    private static InvalidOperationException NoOovToken() =>
        new("There are ids for unknown tokens, but no token that stands for them.");

    [MemberNotNull(nameof(_tokens))]
    private void Number(List<T> tokens)
    {
        var ids = new Dictionary<T, int>(tokens.Count);
        foreach (var token in tokens) ids.Add(token, TokenStart + ids.Count);
        (_tokens, Ids) = (tokens, ids);
    }

    /// <summary>Special tokens get the mean of all others; what lies behind the vocabulary is 0.</summary>
    private float[] Padded(float[] idf, int front)
    {
        var length = _options.PadToMaxTokens ? _options.MaxTokens ?? 0 : front + idf.Length;
        var padded = new float[Math.Max(length, front + idf.Length)];
        var sum = 0.0;
        foreach (var weight in idf) sum += weight;
        padded.AsSpan(0, front).Fill((float)(sum / idf.Length));
        idf.CopyTo(padded, front);
        return padded;
    }

    private static void Refuse(IEnumerable<T> tokens, string problem)
    {
        if (tokens.FirstOrDefault() is { } token && tokens.Any())
            throw new ArgumentException($"The vocabulary holds '{token}' {problem}.", nameof(tokens));
    }
}
