using System.Text;
using Valence.Randomness;

namespace Valence.Language;

/// <summary>Makes of words what networks for tagging read: ids of words, of how they are written, of their letters and
/// of hashed features.</summary>
internal sealed class WordReader
{
    /// <summary>Letters of a word that are read: the first ten and the last six of a longer one.</summary>
    public const int LettersOfWord = 16;

    /// <summary>The id of the first word that is known.</summary>
    public const int FirstWord = 2;

    /// <summary>Features of a word and its neighbours.</summary>
    public const int FeaturesOfWord = 28;

    private const int FirstLetters = 10, Features = 1 << 16, MostWords = 50_000, FewestLetters = 2,
        FewestTimes = 3, Unknown = 1;

    private static readonly ulong Hiding = CounterRandom.Purpose("hidden words");

    private readonly Dictionary<string, int> _words;
    private readonly Dictionary<Rune, int> _letters;
    private readonly int[] _counts;

    private WordReader(IReadOnlyList<string> words, int[] counts, string letters, string? habits)
    {
        (Words, Letters, Habits, _counts) = (words, letters, habits, counts);
        _words = words.Select((word, i) => (word, i)).ToDictionary(pair => pair.word, pair => pair.i + FirstWord,
            StringComparer.Ordinal);
        _letters = letters.EnumerateRunes().Select((letter, i) => (letter, i))
            .ToDictionary(pair => pair.letter, pair => pair.i + 2);
    }

    /// <summary>What a pre-trained encoder reads of words; null where there is none.</summary>
    public WordTokens? Tokens { get; private init; }

    /// <summary>The words that are known, in folded form; the first has id 2.</summary>
    public IReadOnlyList<string> Words { get; }

    /// <summary>The letters that are known; the first has id 2.</summary>
    public string Letters { get; }

    /// <summary>How each of the words is mostly written (<see cref="WordShape.HabitOf"/>), a digit each; null where a
    /// file of before does not say.</summary>
    public string? Habits { get; }

    /// <summary>A reader of the words of texts, the most frequent ones first, and behind them of those that are three
    /// times in others.</summary>
    /// <param name="texts">The texts to learn from.</param>
    /// <param name="others">More texts, which also tell how words are mostly written.</param>
    public static WordReader Of(IEnumerable<IReadOnlyList<string>> texts, IEnumerable<IReadOnlyList<string>> others)
    {
        var words = new Dictionary<string, int>(StringComparer.Ordinal);
        var written = new Dictionary<string, (int Count, int Small)>(StringComparer.Ordinal);
        var letters = new Dictionary<Rune, int>();
        foreach (var word in texts.SelectMany(text => text))
        {
            var folded = Write(word);
            words[folded] = words.GetValueOrDefault(folded) + 1;
            foreach (var letter in word.EnumerateRunes()) letters[letter] = letters.GetValueOrDefault(letter) + 1;
        }
        foreach (var word in others.SelectMany(text => text)) Write(word);
        var kept = Frequent(words);
        string[] known = [.. kept.Select(pair => pair.Key), .. Frequent(written.Where(pair => pair.Value.Count
            >= FewestTimes && !words.ContainsKey(pair.Key)).Select(pair => new KeyValuePair<string, int>(pair.Key,
            pair.Value.Count))).Select(pair => pair.Key).Take(MostWords - kept.Length)];
        return new(known, [0, 0, .. kept.Select(pair => pair.Value), .. known[kept.Length..].Select(_ => 1)],
            string.Concat(letters.Where(pair => pair.Value >= FewestLetters).Select(pair => pair.Key).Order()
                .Select(letter => letter.ToString())),
            string.Concat(known.Select(word => written[word]).Select(one => WordShape.HabitOf(one.Count, one.Small))));

        string Write(string word)
        {
            var folded = WordShape.Folded(word);
            var (count, small) = written.GetValueOrDefault(folded);
            written[folded] = (count + 1, small + (word.Any(char.IsUpper) ? 0 : 1));
            return folded;
        }

        static KeyValuePair<string, int>[] Frequent(IEnumerable<KeyValuePair<string, int>> counts) =>
            [.. counts.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal)
                .Take(MostWords)];
    }

    /// <summary>A reader as a file has it.</summary>
    /// <exception cref="ArgumentException">A word or letter is there twice.</exception>
    public static WordReader Of(IReadOnlyList<string> words, string letters, string? habits) =>
        new(words, [0, 0, .. words.Select(_ => 1)], letters, habits);

    /// <summary>The same reader, which reads tokens of a pre-trained encoder, too.</summary>
    public WordReader With(WordTokens? tokens) => new(Words, _counts, Letters, Habits) { Tokens = tokens };

    /// <summary>The sizes of a network's tables.</summary>
    public TaggingSize Size(int tags) => new(Words.Count + FirstWord,
        Habits is null ? WordShape.Cases : WordShape.Cases * WordShape.Habits, _letters.Count + 2, Features, tags);

    /// <summary>What is read of a text's words.</summary>
    public ReadWords Read(IReadOnlyList<string> words)
    {
        var (count, folded) = (words.Count, words.Select(WordShape.Folded).ToArray());
        var shapes = words.Select(WordShape.Of).ToArray();
        var read = new ReadWords(new int[count], new int[count], new int[count * LettersOfWord],
            new int[count * FeaturesOfWord])
        {
            Windows = Tokens?.Read(words) ?? [],
        };
        for (var i = 0; i < count; i++)
        {
            read.Words[i] = _words.GetValueOrDefault(folded[i], Unknown);
            read.Cases[i] = WordShape.CaseOf(words[i]) + WordShape.Cases * HabitOf(read.Words[i]);
            ReadLetters(words[i], read.Letters.AsSpan(i * LettersOfWord, LettersOfWord));
            ReadFeatures(folded, shapes, i, read.Features.AsSpan(i * FeaturesOfWord, FeaturesOfWord));
        }
        return read;
    }

    /// <summary>A word's id, or that of unknown words, the oftener the rarer the word is: one that is there once every
    /// second time. So the network learns what unknown words are.</summary>
    public int Hidden(int word, ulong seed, ulong epoch, ulong number) =>
        word <= Unknown || new CounterRandom(seed, Hiding, epoch).Uniform(number) >= 1f / (1 + _counts[word]) ? word
            : Unknown;

    private int HabitOf(int id) => Habits is null || id < FirstWord ? 0 : Habits[id - FirstWord] - '0';

    private void ReadLetters(string word, Span<int> to)
    {
        Rune[] letters = [.. word.EnumerateRunes()];
        for (var k = 0; k < to.Length && k < letters.Length; k++)
        {
            var from = letters.Length > to.Length && k >= FirstLetters ? letters.Length - to.Length + k : k;
            to[k] = _letters.GetValueOrDefault(letters[from], Unknown);
        }
    }

    private static void ReadFeatures(string[] words, string[] shapes, int i, Span<int> to)
    {
        var (word, before, after) = (words[i], At(words, i - 1), At(words, i + 1));
        var (shape, shapeBefore, shapeAfter) = (shapes[i], At(shapes, i - 1), At(shapes, i + 1));
        ReadOnlySpan<string> features =
        [
            word, before, after, At(words, i - 2), At(words, i + 2), $"{before}\t{word}", $"{word}\t{after}",
            $"{before}\t{after}", shape, shapeBefore, shapeAfter, $"{shapeBefore}\t{shape}", $"{shape}\t{shapeAfter}",
            $"{shapeBefore}\t{shape}\t{shapeAfter}", First(word, 1), First(word, 2), First(word, 3), First(word, 4),
            Last(word, 1), Last(word, 2), Last(word, 3), Last(word, 4), Last(before, 3), Last(after, 3),
            $"{shape}\t{before}", $"{shape}\t{after}", $"{shape}\t{Last(word, 3)}",
            $"{At(shapes, i - 2)}\t{At(shapes, i + 2)}",
        ];
        for (var k = 0; k < to.Length; k++) to[k] = Hash(k, features[k]);

        static string At(string[] all, int index) => index < 0 ? "<" : index >= all.Length ? ">" : all[index];
        static string First(string word, int count) => word.Length < count ? "" : word[..count];
        static string Last(string word, int count) => word.Length < count ? "" : word[^count..];
    }

    // FNV-1a over UTF-16 units, with the kind of the feature first.
    private static int Hash(int kind, string feature)
    {
        var hash = 2166136261u;
        hash = (hash ^ (uint)kind) * 16777619;
        foreach (var letter in feature) hash = (hash ^ letter) * 16777619;
        hash ^= hash >> 15;
        return (int)(hash % Features);
    }
}
