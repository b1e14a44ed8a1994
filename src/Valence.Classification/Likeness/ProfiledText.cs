namespace Valence.Classification;

/// <summary>A text as a <see cref="TextProfile"/> reads it: which rows of its table the words, the frequent words in a
/// row and the letters of the text have, and what it is like besides.</summary>
internal sealed class ProfiledText
{
    /// <summary>How many words have a kind of their own, the most frequent ones; all others share one.</summary>
    public const int Frequent = 127;

    /// <summary>How many numbers say what a text is like.</summary>
    public const int Numbers = 8;

    /// <summary>Rows of words and signs, the first ones of the table; those of letters come next.</summary>
    public const int RowsOfWords = Letters;

    /// <summary>Rows of letters.</summary>
    public const int RowsOfLetters = Pairs - Letters;

    /// <summary>Rows of the table.</summary>
    public const int Rows = Pairs + Kinds * Kinds;

    private const int BitsOfWords = 15, BitsOfLetters = 14, Kinds = Frequent + 1;
    private const int Letters = 1 << BitsOfWords, Pairs = Letters + (1 << BitsOfLetters);
    private const int LongestWord = 20;
    private const string SentenceEnds = ".!?。！？";
    private const uint Basis = 2166136261, Prime = 16777619, Spreading = 2654435769;

    private readonly List<int> _words = [], _pairs = [], _letters = [], _inner = [];
    private readonly double _length, _signs, _frequent;

    /// <summary>Reads a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="kinds">The kind of each frequent word by its hash.</param>
    public ProfiledText(string text, IReadOnlyDictionary<uint, int> kinds)
    {
        var last = Frequent;
        foreach (var (word, range) in Words(text))
        {
            _words.Add((int)(((word ^ (word >> 15)) * Spreading) >> (32 - BitsOfWords)));
            var kind = kinds.GetValueOrDefault(word, Frequent);
            _pairs.Add(Pairs + last * Kinds + kind);
            if (kind < Frequent) _frequent++;
            if (!char.IsLetterOrDigit(text[range.Start])) _signs++;
            _length += Math.Min(LongestWord, range.End.Value - range.Start.Value);
            last = kind;
        }
        foreach (var (three, _, isOfOneWord) in LetterTriples.Of(text, BitsOfLetters))
        {
            _letters.Add(Letters + three);
            if (isOfOneWord) _inner.Add(Letters + three);
        }
    }

    /// <summary>How many words and signs there are.</summary>
    public int Count => _words.Count;

    /// <summary>The rows of the words and signs.</summary>
    public IReadOnlyList<int> WordRows => _words;

    /// <summary>The rows of the letters within words.</summary>
    public IReadOnlyList<int> InnerRows => _inner;

    /// <summary>The rows of everything that is in the text.</summary>
    public IEnumerable<int> Found => _words.Concat(_pairs).Concat(_letters);

    /// <summary>The row after all others that counts what a row is a part of.</summary>
    public static int TotalOf(int row) => Rows + (row < Letters ? 0 : row < Pairs ? 1 : 2 + (row - Pairs) / Kinds);

    /// <summary>How many rows share a total.</summary>
    public static int Shares(int row) => row < Letters ? Letters : row < Pairs ? Pairs - Letters : Kinds;

    /// <summary>All rows and their totals.</summary>
    public const int RowsAndTotals = Rows + 2 + Kinds;

    /// <summary>What the text is like; it has at least one word.</summary>
    /// <param name="surprise">How much each row surprises, in nats.</param>
    public double[] NumbersBy(Func<int, double> surprise) =>
        [_words.Average(surprise), _pairs.Average(surprise), _letters.Count == 0 ? 0 : _letters.Average(surprise),
            surprise(_pairs[0]), surprise(_pairs[^1]), _length / Count, _signs / Count, _frequent / Count];

    /// <summary>How many words there are, how surprising they are in the mean, and the letters within them; the last
    /// null where no word has two. There is at least one word.</summary>
    /// <param name="surprise">How much each row surprises, in nats.</param>
    public (int Count, double Words, double? Letters) WordsBy(Func<int, double> surprise) =>
        (Count, _words.Average(surprise), _inner.Count == 0 ? null : _inner.Average(surprise));

    /// <summary>The hash of each word and sign, case aside and digits alike, and where it is.</summary>
    public static IEnumerable<(uint Hash, Range Place)> Words(string text)
    {
        foreach (var (start, end) in WordScanner.Spans(text))
        {
            var hash = Basis;
            for (var i = start; i < end; i++)
                hash = (hash ^ (char.IsDigit(text[i]) ? '0' : char.ToLowerInvariant(text[i]))) * Prime;
            yield return (hash, start..end);
        }
    }

    /// <summary>Whether the sign of an end of a sentence stands at the end of a text.</summary>
    public static bool HasEnd(string text) => text.AsSpan().TrimEnd() is [.., var last] && SentenceEnds.Contains(last);

    /// <summary>Words in a row of a text, once as many as each number below <paramref name="most"/> that is less than
    /// all, the same ones always.</summary>
    /// <param name="text">The text.</param>
    /// <param name="number">Which text it is, so that those of different texts are from different places.</param>
    /// <param name="most">How many words they do not reach.</param>
    public static IEnumerable<string> FewWords(string text, int number, int most)
    {
        var words = WordScanner.Spans(text);
        for (var count = 1; count < Math.Min(most, words.Count); count++)
        {
            var first = (int)((number * 7919L + count * 104_729L) % (words.Count - count + 1));
            yield return text[words[first].Start..words[first + count - 1].End];
        }
    }

    /// <summary>Some of a text's whole sentences, one to four in a row, the same ones always.</summary>
    /// <param name="text">The text.</param>
    /// <param name="number">Which text it is, so that those of different texts are from different places.</param>
    public static IEnumerable<string> Sentences(string text, int number)
    {
        var ends = new List<int> { 0 };
        foreach (var (start, end) in WordScanner.Spans(text))
            if (end == start + 1 && SentenceEnds.Contains(text[start])) ends.Add(end);
        var count = ends.Count - 1;
        foreach (var (nth, most) in ((int, int)[])[(0, 1), (1, 1), (2, 2), (3, 4)])
        {
            if (count < 2) break;
            var first = (int)((number * 7919L + nth * 104_729L) % count);
            yield return text[ends[first]..ends[Math.Min(count, first + most)]];
        }
    }
}
