using System.Globalization;
using System.Text;

namespace Valence.Text;

/// <summary>Learns tokens by merging the most frequent pair of symbols again and again
/// (<see href="https://arxiv.org/abs/1508.07909">Sennrich et al., 2016</see>).</summary>
/// <remarks>What counts of pairs change by is known from the words that hold the merged pair, so that no merge looks at
/// all words.</remarks>
internal sealed class PairLearning
{
    private readonly List<string> _tokens = [];
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly List<(int Left, int Right)> _merges = [];
    private readonly string _prefix;
    private readonly int[][] _words;
    private readonly long[] _counts;
    private readonly Dictionary<(int Left, int Right), long> _pairs = [];
    private readonly Dictionary<(int Left, int Right), HashSet<int>> _places = [];
    private readonly PriorityQueue<(int Left, int Right), (long Rarity, int Left, int Right)> _queue = new();

    private PairLearning(IReadOnlyList<(string Word, long Count)> words, IEnumerable<string> special, int[] alphabet,
        string prefix)
    {
        _prefix = prefix;
        foreach (var token in special) Add(token);
        foreach (var code in alphabet) Add(new Rune(code).ToString());
        var known = new HashSet<int>(alphabet);
        if (prefix.Length > 0)
            foreach (var code in Inner(words, known)) Add(prefix + new Rune(code));
        _words = [.. words.Select(entry => Symbols(entry.Word, known))];
        _counts = [.. words.Select(entry => entry.Count)];
    }

    /// <summary>The tokens in the order of their ids, and the merges in the order in which they were learned.</summary>
    /// <param name="words">Words with their counts.</param>
    /// <param name="special">Tokens that have the first ids.</param>
    /// <param name="alphabet">The characters that have tokens, by code point; others are left out of words.</param>
    /// <param name="prefix">What marks a token within a word; empty for none.</param>
    /// <param name="size">The most tokens.</param>
    /// <param name="minFrequency">How often a pair must occur.</param>
    public static (IReadOnlyList<string> Tokens, IReadOnlyList<(int Left, int Right)> Merges) Learn(
        IReadOnlyList<(string Word, long Count)> words, IReadOnlyList<string> special, int[] alphabet, string prefix,
        int size, int minFrequency)
    {
        var learning = new PairLearning(words, special, alphabet, prefix);
        if (learning._tokens.Count > size)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"Expected a size of at least "
                + $"{learning._tokens.Count}, as special tokens and characters have, received {size}."), nameof(size));
        learning.Merge(size, minFrequency);
        return (learning._tokens, learning._merges);
    }

    /// <summary>The characters that stand within a word, by code point.</summary>
    private static SortedSet<int> Inner(IReadOnlyList<(string Word, long Count)> words, HashSet<int> known)
    {
        var inner = new SortedSet<int>();
        foreach (var (word, _) in words)
            foreach (var rune in word.EnumerateRunes().Skip(1))
                if (known.Contains(rune.Value)) inner.Add(rune.Value);
        return inner;
    }

    private int Add(string token)
    {
        if (_ids.TryGetValue(token, out var id)) return id;
        _ids.Add(token, _tokens.Count);
        _tokens.Add(token);
        return _tokens.Count - 1;
    }

    private int[] Symbols(string word, HashSet<int> known)
    {
        var symbols = new List<int>(word.Length);
        var isFirst = true;
        foreach (var rune in word.EnumerateRunes())
        {
            if (known.Contains(rune.Value)) symbols.Add(_ids[(isFirst ? "" : _prefix) + rune]);
            isFirst = false;
        }
        return [.. symbols];
    }

    private void Merge(int size, int minFrequency)
    {
        for (var word = 0; word < _words.Length; word++) Count(word, _counts[word]);
        foreach (var (pair, count) in _pairs) Queue(pair, count);
        while (_tokens.Count < size && _queue.TryDequeue(out var pair, out var priority))
        {
            var count = _pairs.GetValueOrDefault(pair);
            // It may have become rarer since; then it waits with its new count.
            if (count != -priority.Rarity)
            {
                if (count > 0) Queue(pair, count);
                continue;
            }
            if (count < minFrequency) break;
            Take(pair);
        }
    }

    private void Take((int Left, int Right) pair)
    {
        var merged = Add(_tokens[pair.Left] + _tokens[pair.Right][Marked(_tokens[pair.Right])..]);
        _merges.Add(pair);
        var changed = new HashSet<(int Left, int Right)>();
        foreach (var word in _places[pair])
        {
            Count(word, -_counts[word]);
            _words[word] = Merged(_words[word], pair, merged);
            Count(word, _counts[word]);
            for (var i = 0; i + 1 < _words[word].Length; i++)
                if (_words[word][i] == merged || _words[word][i + 1] == merged)
                    changed.Add((_words[word][i], _words[word][i + 1]));
        }
        _places.Remove(pair);
        _pairs.Remove(pair);
        foreach (var next in changed) Queue(next, _pairs[next]);
    }

    private int Marked(string token) =>
        _prefix.Length > 0 && token.StartsWith(_prefix, StringComparison.Ordinal) ? _prefix.Length : 0;

    private void Count(int word, long count)
    {
        var symbols = _words[word];
        for (var i = 0; i + 1 < symbols.Length; i++)
        {
            var pair = (symbols[i], symbols[i + 1]);
            _pairs[pair] = _pairs.GetValueOrDefault(pair) + count;
            if (count < 0) continue;
            if (!_places.TryGetValue(pair, out var places)) _places.Add(pair, places = []);
            places.Add(word);
        }
    }

    private void Queue((int Left, int Right) pair, long count) => _queue.Enqueue(pair, (-count, pair.Left, pair.Right));

    private static int[] Merged(int[] symbols, (int Left, int Right) pair, int merged)
    {
        var result = new List<int>(symbols.Length);
        for (var i = 0; i < symbols.Length; i++)
        {
            var isPair = i + 1 < symbols.Length && (symbols[i], symbols[i + 1]) == pair;
            result.Add(isPair ? merged : symbols[i]);
            if (isPair) i++;
        }
        return [.. result];
    }
}
