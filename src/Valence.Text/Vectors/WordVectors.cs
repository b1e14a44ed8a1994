namespace Valence.Text;

/// <summary>Vectors of words: learned from texts, or trained elsewhere, in GloVe's text files and fastText's
/// <c>.vec</c>, plain or gzipped.</summary>
public sealed class WordVectors
{
    private readonly Dictionary<string, int> _rows;
    private readonly float[] _values;

    internal WordVectors(int dimension, Dictionary<string, int> rows, float[] values)
    {
        Dimension = dimension;
        _rows = rows;
        _values = values;
    }

    /// <summary>The length of every vector.</summary>
    public int Dimension { get; }

    /// <summary>The number of words.</summary>
    public int Count => _rows.Count;

    /// <summary>The words that have a vector.</summary>
    public IReadOnlyCollection<string> Words => _rows.Keys;

    /// <summary>Reads a file: on each line a word and its numbers, after a line with count and dimension in fastText's
    /// files.</summary>
    /// <param name="path">The file; gzip is recognised by content. Of a word that comes twice, the first vector is
    /// kept.</param>
    /// <param name="words">Only these are kept, so that large files need little memory; all are when null.</param>
    /// <exception cref="DataFileException">The file is missing, empty or no file of vectors; a line has another number
    /// of numbers, or one that is not finite; the message names the line.</exception>
    public static WordVectors Load(string path, IReadOnlySet<string>? words = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return WordVectorFile.Read(TextFile.At(path), words);
    }

    /// <summary>Reads a stream with the content of such a file, from its position on, and closes it.</summary>
    /// <param name="stream">The bytes.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="words">Only these are kept; all are when null.</param>
    /// <inheritdoc cref="Load(string, IReadOnlySet{string})" path="/exception"/>
    public static WordVectors Load(Stream stream, string name, IReadOnlySet<string>? words = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentException.ThrowIfNullOrEmpty(name);
        return WordVectorFile.Read(TextFile.Of(stream, name), words);
    }

    /// <summary>Learns vectors from texts without labels: each word is to foretell the words around it (skip-grams with
    /// negative samples; Mikolov and others 2013). The same texts, settings and seed give the same bits.</summary>
    /// <remarks>It takes the ids of all texts in memory, four bytes a word, and two vectors a word of the
    /// vocabulary.</remarks>
    /// <param name="texts">The texts, read once.</param>
    /// <param name="tokenizer">How texts become words, and which of them have a vector; words that it does not know are
    /// left out, and their neighbours stand side by side.</param>
    /// <param name="settings">How; the defaults when null.</param>
    /// <exception cref="ArgumentException">The texts have no two words side by side that the tokenizer
    /// knows.</exception>
    /// <exception cref="OperationCanceledException">The settings' token was cancelled.</exception>
    public static WordVectors Learn(IEnumerable<string> texts, Tokenizer tokenizer, WordVectorSettings? settings = null)
    {
        Require.NotNull(tokenizer);
        settings ??= new();
        var ids = Require.NotNull(texts).Select(text =>
        {
            settings.CancellationToken.ThrowIfCancellationRequested();
            return tokenizer.TextsToSequences([text])[0];
        }).Where(text => text.Length > 1).ToArray();
        if (ids.Length == 0)
            throw new ArgumentException("Expected texts with words side by side that the tokenizer knows, received "
                + "none. Give other texts, or fit the tokenizer on these.", nameof(texts));
        var words = Math.Min(tokenizer.NumWords ?? int.MaxValue, tokenizer.WordIndex.Values.Max() + 1);
        var vectors = new SkipGrams(ids, words, settings).Learn();
        // Of a word that no text has, nothing was learned.
        var isThere = new bool[words];
        foreach (var text in ids)
            foreach (var id in text) isThere[id] = true;
        return new(settings.Dimension, tokenizer.WordIndex.Where(entry => entry.Value < words && isThere[entry.Value])
            .ToDictionary(entry => entry.Key, entry => entry.Value, StringComparer.Ordinal), vectors);
    }

    /// <summary>Whether <paramref name="word"/> has a vector.</summary>
    public bool Contains(string word) => _rows.ContainsKey(word);

    /// <summary>The vector of <paramref name="word"/>, of <see cref="Dimension"/> numbers; false if there is
    /// none.</summary>
    public bool TryGetVector(string word, out ReadOnlySpan<float> vector)
    {
        var isKnown = _rows.TryGetValue(word, out var row);
        vector = isKnown ? _values.AsSpan(row * Dimension, Dimension) : default;
        return isKnown;
    }

    /// <summary>The vectors as weights of an embedding layer, one row per id.</summary>
    /// <param name="wordIndex">The id of each word, such as <see cref="Tokenizer.WordIndex"/>.</param>
    /// <param name="numWords">The number of rows; ids from this one on are left out. The largest id and one more when
    /// null.</param>
    /// <exception cref="ArgumentException">An id is negative.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="numWords"/> is below 1.</exception>
    public EmbeddingMatrix ToEmbeddingMatrix(IReadOnlyDictionary<string, int> wordIndex, int? numWords = null)
    {
        ArgumentNullException.ThrowIfNull(wordIndex);
        return Lay(wordIndex.OrderBy(pair => pair.Value).Select(pair => (pair.Key, pair.Value)), numWords
            ?? wordIndex.Values.DefaultIfEmpty(0).Max() + 1);
    }

    /// <summary>The vectors as weights of an embedding layer, one row per word of a vocabulary such as
    /// <see cref="TextVectorizer.GetVocabulary"/>; empty words are left zero and not counted.</summary>
    public EmbeddingMatrix ToEmbeddingMatrix(IReadOnlyList<string> vocabulary)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        return Lay(vocabulary.Select((word, id) => (word, id)).Where(pair => pair.word.Length > 0),
            Math.Max(1, vocabulary.Count));
    }

    private EmbeddingMatrix Lay(IEnumerable<(string Word, int Id)> words, int rows)
    {
        if (rows < 1) throw new ArgumentOutOfRangeException(nameof(rows), rows, "Expected at least 1 row.");
        var weights = new Tensor([rows, Dimension]);
        var found = 0;
        var missing = new List<string>();
        foreach (var (word, id) in words)
        {
            if (id < 0) throw new ArgumentException($"Expected ids of at least 0, received {id} for '{word}'.",
                nameof(words));
            if (id >= rows) continue;
            if (TryGetVector(word, out var vector))
            {
                vector.CopyTo(weights.Change<float>()[(id * Dimension)..]);
                found++;
            }
            else
            {
                missing.Add(word);
            }
        }
        return new(weights, found, missing);
    }
}
