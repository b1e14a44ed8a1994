namespace Valence.Text;

/// <summary>Trained vectors of words, from a GloVe text file or a fastText <c>.vec</c> file, plain or gzipped.</summary>
public sealed class WordVectors
{
    private readonly Dictionary<string, float[]> _vectors;

    private WordVectors(int dimension, Dictionary<string, float[]> vectors)
    {
        Dimension = dimension;
        _vectors = vectors;
    }

    /// <summary>The length of every vector.</summary>
    public int Dimension { get; }

    /// <summary>How many words have a vector.</summary>
    public int Count => _vectors.Count;

    /// <summary>The words, in the order of the file.</summary>
    public IReadOnlyCollection<string> Words => _vectors.Keys;

    /// <summary>The vector of a word, spelled as in the file.</summary>
    /// <exception cref="KeyNotFoundException">The word has no vector.</exception>
    public ReadOnlySpan<float> this[string word] => _vectors.TryGetValue(word, out var vector)
        ? vector
        : throw new KeyNotFoundException($"Expected a word with a vector, received '{word}'; ask {nameof(TryGet)} first.");

    /// <summary>Reads the vectors, or only those of the wanted words; of a word that occurs twice the first vector counts.</summary>
    /// <param name="path">Lines of a word and its numbers, after an optional line with their count and dimension.</param>
    /// <param name="wanted">The words to keep, all when null; the numbers of other words are not looked at.</param>
    /// <exception cref="DataFileException">The file is missing, empty or damaged, or a line has another dimension or a number that is not finite.</exception>
    public static WordVectors Load(string path, IReadOnlySet<string>? wanted = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var file = new VectorLines(path);
        var vectors = new Dictionary<string, float[]>(StringComparer.Ordinal);
        var dimension = file.Read(word => (wanted is null || wanted.Contains(word)) && !vectors.ContainsKey(word), vectors.Add);
        return new WordVectors(dimension, vectors);
    }

    /// <summary>Whether a word has a vector, and which.</summary>
    public bool TryGet(string word, out ReadOnlySpan<float> vector)
    {
        var found = _vectors.TryGetValue(word, out var values);
        vector = values;
        return found;
    }

    /// <summary>The matrix whose row <c>id</c> is the vector of the word with that id.</summary>
    /// <param name="wordIndex">Ids of words, from 1; those of <paramref name="numWords"/> and above have no row.</param>
    /// <param name="numWords">The number of rows, at least 1.</param>
    /// <exception cref="ArgumentException">An id is below 1: row 0 belongs to the padding.</exception>
    public EmbeddingMatrix ToEmbeddingMatrix(IReadOnlyDictionary<string, int> wordIndex, int numWords)
    {
        ArgumentNullException.ThrowIfNull(wordIndex);
        ArgumentOutOfRangeException.ThrowIfLessThan(numWords, 1);
        var weights = new Tensor([numWords, Dimension]);
        var (found, words) = (0, 0);
        foreach (var (word, id) in wordIndex)
        {
            if (id < 1) throw new ArgumentException($"Expected ids from 1, received {id} for '{word}'; row 0 belongs to the padding.", nameof(wordIndex));
            if (id >= numWords) continue;
            words++;
            if (!_vectors.TryGetValue(word, out var vector)) continue;
            found++;
            vector.CopyTo(weights.Floats.Slice(id * Dimension, Dimension));
        }

        return new EmbeddingMatrix(weights, found, words);
    }
}
