namespace Valence.Text;

/// <summary>Keras' legacy <c>Tokenizer</c>: words to ids by falling frequency, and texts to sequences of ids or to
/// matrices.</summary>
/// <remarks>
/// Ids start at 1 (0 is left to padding); words of equal frequency keep the order of their first appearance.
/// <see cref="OovToken"/>, if given, takes id 1.
/// <see cref="WordIndex"/> holds every word; <see cref="NumWords"/> only limits what sequences and matrices use: ids
/// below it.
/// Instances are not safe for use by several threads while one of them fits.
/// </remarks>
public sealed class Tokenizer
{
    /// <summary>What is filtered unless said otherwise: ASCII punctuation but for the apostrophe, tab and new
    /// line.</summary>
    public const string DefaultFilters = "!\"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n";

    private readonly WordSplitter _splitter;
    private OrderedDictionary<string, int> _wordCounts = [];
    private OrderedDictionary<string, int> _wordDocs = [];
    private OrderedDictionary<int, int> _indexDocs = [];
    private OrderedDictionary<int, string> _indexWord = [];
    private OrderedDictionary<string, int> _wordIndex = [];
    private WordIds _ids = WordIds.None;

    /// <summary>An empty tokenizer.</summary>
    /// <param name="numWords">Ids from this one on are left out of sequences (or become the out-of-vocabulary id); all
    /// are kept when null. At least 1.</param>
    /// <param name="filters">Characters that separate words, each replaced by <paramref name="split"/> after
    /// lower-casing.</param>
    /// <param name="lower">Whether texts are lower-cased, as Python does it for all of Unicode.</param>
    /// <param name="split">The one text at which words are split; at least one character.</param>
    /// <param name="charLevel">Whether every character (code point) is a word of its own; filters and split are then
    /// not used.</param>
    /// <param name="oovToken">Stands for words without an id; they are dropped when null.</param>
    /// <param name="analyzer">Splits a text in place of filters, lower-casing and split. It is not saved by
    /// <see cref="ToJson"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="numWords"/> is below 1.</exception>
    /// <exception cref="ArgumentException"><paramref name="split"/> is empty.</exception>
    public Tokenizer(
        int? numWords = null, string filters = DefaultFilters, bool lower = true, string split = " ",
        bool charLevel = false,
        string? oovToken = null, Func<string, IEnumerable<string>>? analyzer = null)
    {
        if (numWords < 1)
            throw new ArgumentOutOfRangeException(
                nameof(numWords), numWords, "Expected at least 1 word, or null for all.");
        _splitter = new(filters, lower, split);
        NumWords = numWords;
        Filters = filters;
        Lower = lower;
        Split = split;
        CharLevel = charLevel;
        OovToken = oovToken;
        Analyzer = analyzer;
    }

    /// <summary>A tokenizer of words whose counts nobody keeps; it is not fitted further.</summary>
    /// <param name="settings">How it splits texts.</param>
    /// <param name="words">The words of the ids from 1 on.</param>
    /// <exception cref="FormatException">A word is there twice, or there are more than the settings use.</exception>
    internal static Tokenizer OfWords(Tokenizer settings, IReadOnlyList<string> words)
    {
        var tokenizer = new Tokenizer(settings.NumWords, settings.Filters, settings.Lower, settings.Split,
            settings.CharLevel, settings.OovToken)
        {
            HasCounts = false,
        };
        if (words.Count >= settings.NumWords)
            throw new FormatException($"expected fewer than {settings.NumWords} words, found {words.Count}.");
        if (settings.OovToken is { } oov && (words.Count == 0 || words[0] != oov))
            throw new FormatException($"expected '{oov}' as the first word.");
        for (var i = 0; i < words.Count; i++)
        {
            if (!tokenizer._wordIndex.TryAdd(words[i], i + 1))
                throw new FormatException($"the word of id {i + 1} is there twice.");
            tokenizer._indexWord[i + 1] = words[i];
        }
        tokenizer._ids = new(tokenizer._wordIndex);
        return tokenizer;
    }

    /// <summary>The same ids without counts, and without the words that have no id below
    /// <see cref="NumWords"/>.</summary>
    internal Tokenizer WithoutCounts() => OfWords(this, [.. _indexWord.OrderBy(entry => entry.Key)
        .Where(entry => entry.Key < (NumWords ?? int.MaxValue)).Select(entry => entry.Value)]);

    /// <summary>Whether it knows how often words are there, which <see cref="MatrixMode.TfIdf"/>, further fitting and
    /// <see cref="ToJson"/> need.</summary>
    internal bool HasCounts { get; private init; } = true;

    /// <summary>Sequences and matrices use ids below this; all when null.</summary>
    public int? NumWords { get; }

    /// <summary>The characters that separate words.</summary>
    public string Filters { get; }

    /// <summary>Whether texts are lower-cased.</summary>
    public bool Lower { get; }

    /// <summary>The text at which words are split.</summary>
    public string Split { get; }

    /// <summary>Whether every character is a word.</summary>
    public bool CharLevel { get; }

    /// <summary>What stands for unknown words, with id 1; null when they are dropped.</summary>
    public string? OovToken { get; }

    /// <summary>Splits a text in place of the settings, if given.</summary>
    public Func<string, IEnumerable<string>>? Analyzer { get; }

    /// <summary>How many texts or sequences were fitted.</summary>
    public int DocumentCount { get; private set; }

    /// <summary>How often each word occurred, first seen first.</summary>
    public IReadOnlyDictionary<string, int> WordCounts => _wordCounts;

    /// <summary>How many texts held each word.</summary>
    public IReadOnlyDictionary<string, int> WordDocs => _wordDocs;

    /// <summary>How many texts or sequences held each id.</summary>
    public IReadOnlyDictionary<int, int> IndexDocs => _indexDocs;

    /// <summary>The word of each id.</summary>
    public IReadOnlyDictionary<int, string> IndexWord => _indexWord;

    /// <summary>The id of each word, most frequent first, whatever <see cref="NumWords"/> is.</summary>
    public IReadOnlyDictionary<string, int> WordIndex => _wordIndex;

    /// <summary>Counts the words of <paramref name="texts"/>, on top of what was fitted before, and numbers all words
    /// anew.</summary>
    public void FitOnTexts(IEnumerable<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        Fit(texts, Analyze);
    }

    /// <summary>Counts words of texts that are already split; they are only lower-cased, where <see cref="Lower"/> says
    /// so.</summary>
    public void FitOnTexts(IEnumerable<IReadOnlyList<string>> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        Fit(texts, Take);
    }

    /// <summary>Counts in how many sequences each id occurs, so that <see cref="SequencesToMatrix"/> can weigh by it
    /// without texts.</summary>
    public void FitOnSequences(IEnumerable<IReadOnlyList<int>> sequences)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        foreach (var sequence in sequences)
        {
            DocumentCount++;
            foreach (var id in sequence.Distinct()) _indexDocs[id] = _indexDocs.GetValueOrDefault(id) + 1;
        }
    }

    /// <summary>The ids of each text's words, in order. Words without an id, or with one from <see cref="NumWords"/>
    /// on, become the id of <see cref="OovToken"/> or are dropped.</summary>
    /// <exception cref="InvalidOperationException">There is an <see cref="OovToken"/> but nothing was
    /// fitted.</exception>
    public int[][] TextsToSequences(IEnumerable<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return ToSequences(texts, Analyze);
    }

    /// <summary>The share of a text's words that have no id of their own below <see cref="NumWords"/>; null where it
    /// has no words.</summary>
    internal double? UnseenWords(string text)
    {
        var tokens = new TokenBuffer();
        Analyze(text, tokens);
        var unseen = 0;
        foreach (var id in _ids.Of(tokens))
            if (id == WordIds.Unknown || id >= (NumWords ?? int.MaxValue)) unseen++;
        return tokens.Count == 0 ? null : (double)unseen / tokens.Count;
    }

    /// <summary>The ids of texts that are already split; they are only lower-cased, where <see cref="Lower"/> says
    /// so.</summary>
    /// <exception cref="InvalidOperationException">There is an <see cref="OovToken"/> but nothing was
    /// fitted.</exception>
    public int[][] TextsToSequences(IEnumerable<IReadOnlyList<string>> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return ToSequences(texts, Take);
    }

    /// <summary>The words of each sequence with a space between them. Unknown ids, and those from
    /// <see cref="NumWords"/> on, become <see cref="OovToken"/> or are dropped.</summary>
    public string[] SequencesToTexts(IEnumerable<IReadOnlyList<int>> sequences)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        return [.. sequences.Select(sequence => string.Join(' ', sequence.Select(WordOf).OfType<string>()))];
    }

    /// <summary>One row of word weights per text: <c>[texts, NumWords]</c>, or <c>[texts, words + 1]</c> without a
    /// <see cref="NumWords"/>.</summary>
    /// <exception cref="InvalidOperationException">Nothing was fitted, which is needed for the width without
    /// <see cref="NumWords"/>, and for <see cref="MatrixMode.TfIdf"/>.</exception>
    public Tensor TextsToMatrix(IEnumerable<string> texts, MatrixMode mode = MatrixMode.Binary) =>
        SequencesToMatrix(TextsToSequences(texts), mode);

    /// <summary>One row of word weights per sequence: <c>[sequences, NumWords]</c>, or <c>[sequences, words + 1]</c>
    /// without a <see cref="NumWords"/>; larger ids are left out.</summary>
    /// <exception cref="InvalidOperationException">Nothing was fitted, which is needed for the width without
    /// <see cref="NumWords"/>, and for <see cref="MatrixMode.TfIdf"/>.</exception>
    /// <exception cref="ArgumentException">An id is negative.</exception>
    public Tensor SequencesToMatrix(IReadOnlyList<IReadOnlyList<int>> sequences, MatrixMode mode = MatrixMode.Binary)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        if (NumWords is null && _wordIndex.Count == 0)
            throw new InvalidOperationException("The width of the matrix is unknown: give numWords, or fit on texts "
                + "first.");
        if (mode == MatrixMode.TfIdf && DocumentCount == 0)
            throw new InvalidOperationException("tf-idf weighs by document frequencies: fit the tokenizer first.");
        return CountMatrix.Build(sequences, NumWords ?? _wordIndex.Count + 1, mode, Idf);

        double Idf(int id) => Math.Log(1 + (double)DocumentCount / (1 + _indexDocs.GetValueOrDefault(id)));
    }

    /// <summary>Settings and tables as JSON, to the character as Keras' <c>to_json</c> writes them (where Keras' order
    /// is a set's, in order of first appearance).</summary>
    /// <exception cref="InvalidOperationException">There is an <see cref="OovToken"/> but nothing was fitted: it has no
    /// id, and <see cref="FromJson"/> would refuse it. Or it is of a slim classifier, which keeps no
    /// counts.</exception>
    /// <exception cref="ArgumentException">A word holds half a surrogate pair.</exception>
    public string ToJson()
    {
        RequireCounts();
        OovId();
        return TokenizerJson.Write(this);
    }

    /// <summary>The tokenizer that <see cref="ToJson"/> or Keras' <c>to_json</c> wrote.</summary>
    /// <exception cref="FormatException"><paramref name="json"/> is not such a text; the message says what is
    /// wrong.</exception>
    public static Tokenizer FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return TokenizerJson.Read(json);
    }

    /// <summary>Takes saved tables. Those of ids have to be what the counts give, since texts are told apart by
    /// them.</summary>
    /// <exception cref="FormatException">Two tables do not agree; the message says where.</exception>
    internal void Restore(
        int documentCount, OrderedDictionary<string, int> wordCounts, OrderedDictionary<string, int> wordDocs,
        OrderedDictionary<int, int> indexDocs,
        OrderedDictionary<int, string> indexWord, OrderedDictionary<string, int> wordIndex)
    {
        DocumentCount = documentCount;
        _wordCounts = wordCounts;
        _wordDocs = wordDocs;
        SavedTables.CheckCounts(wordCounts, wordDocs, documentCount);
        Number();
        SavedTables.CheckIds("word_index", wordIndex, _wordIndex, OovToken);
        SavedTables.CheckIds("index_word", indexWord, _indexWord, OovToken);
        SavedTables.CheckFrequencies(indexDocs, _indexDocs, documentCount);
        _indexDocs = indexDocs;
    }

    private void Analyze(string text, TokenBuffer tokens)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (CharLevel) _splitter.SplitCharacters(text, tokens);
        else if (Analyzer is not null) tokens.Set(Analyzer(text));
        else _splitter.Split(text, tokens);
    }

    private void Take(IReadOnlyList<string> words, TokenBuffer tokens) =>
        tokens.Set(Lower ? words.Select(PythonCase.Lower) : words);

    private void Fit<TText>(IEnumerable<TText> texts, Action<TText, TokenBuffer> split)
    {
        RequireCounts();
        var tally = new WordTally();
        var tokens = new TokenBuffer();
        foreach (var text in texts)
        {
            split(text, tokens);
            tally.AddDocument(tokens);
        }

        DocumentCount += tally.Documents;
        var words = tally.ToArray();
        _wordCounts.EnsureCapacity(_wordCounts.Count + words.Length);
        _wordDocs.EnsureCapacity(_wordDocs.Count + words.Length);
        foreach (var (word, count, documents) in words)
        {
            if (!_wordCounts.TryAdd(word, count)) _wordCounts[word] += count;
            if (!_wordDocs.TryAdd(word, documents)) _wordDocs[word] += documents;
        }
        Number();
    }

    /// <summary>Ids by falling count; the sort is stable, so equal counts keep their order of appearance.</summary>
    private void Number()
    {
        var id = 0;
        _wordIndex = new(_wordCounts.Count + 1);
        if (OovToken is not null) _wordIndex[OovToken] = ++id;
        foreach (var (word, _) in _wordCounts.OrderByDescending(entry => entry.Value)) _wordIndex[word] = ++id;

        _ids = new(_wordIndex);
        _indexWord = new(_wordIndex.Count);
        foreach (var (word, index) in _wordIndex) _indexWord.Add(index, word);
        _indexDocs.EnsureCapacity(_wordIndex.Count);
        foreach (var (word, documents) in _wordDocs) _indexDocs[_wordIndex[word]] = documents;
    }

    private int[][] ToSequences<TText>(IEnumerable<TText> texts, Action<TText, TokenBuffer> split)
    {
        var unknown = OovId();
        var limit = NumWords ?? int.MaxValue;
        var tokens = new TokenBuffer();
        var sequence = new List<int>();
        var sequences = new List<int[]>();
        foreach (var text in texts)
        {
            split(text, tokens);
            sequence.Clear();
            foreach (var id in _ids.Of(tokens))
            {
                if (id != WordIds.Unknown && id < limit) sequence.Add(id);
                else if (unknown is { } oov) sequence.Add(oov);
            }
            sequences.Add([.. sequence]);
        }
        return [.. sequences];
    }

    private void RequireCounts()
    {
        if (!HasCounts)
            throw new InvalidOperationException("The tokenizer is of a slim classifier, which keeps no counts of its "
                + "words. Use one of a classifier that is not slim.");
    }

    private int? OovId()
    {
        if (OovToken is null) return null;
        if (_ids.TryGet(OovToken, out var id)) return id;
        throw new InvalidOperationException($"The out-of-vocabulary token '{OovToken}' has no id yet: fit the "
            + "tokenizer first.");
    }

    private string? WordOf(int id)
    {
        if (_indexWord.TryGetValue(id, out var word) && (NumWords is null || id < NumWords)) return word;
        return OovToken;
    }
}
