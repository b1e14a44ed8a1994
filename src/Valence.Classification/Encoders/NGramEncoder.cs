using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;
using Valence.Saving;
using Valence.Text;

namespace Valence.Classification;

/// <summary>Words in a row, and letters in a row within words: which of the known ones a text has.</summary>
/// <remarks>
/// Texts are lower-cased. Words and signs are those of the Unicode letters, digits and marks between others; tags of
/// HTML are blanks. The first ids are those of
/// words, the next those of letters, each by falling number of texts that have them.
/// Instances are immutable and safe for use by several threads.
/// </remarks>
public sealed class NGramEncoder : TextEncoder
{
    /// <summary>The name of the class in files.</summary>
    internal const string Name = "NGrams";

    /// <summary>Words are numbered below this, so that three fit into one key.</summary>
    internal const int MostWords = 1 << 21;

    internal const int BitsOfWord = 21;
    private const int Unknown = -1;

    private readonly Dictionary<string, int> _words = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _wordOf;
    private readonly Dictionary<ulong, int> _grams = [];
    private readonly Dictionary<string, int> _letters = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lettersOf;

    /// <summary>An encoder of the given features.</summary>
    /// <param name="words">Words in a row, with a blank between two; their ids are 1, 2, ….</param>
    /// <param name="letters">Letters in a row, with a blank for the border of a word; their ids follow.</param>
    /// <param name="repeats">Whether a feature's id is there again at its 2nd, 4th, 8th … place in a text.</param>
    /// <exception cref="ArgumentException">A feature is there twice, empty, or longer than three words.</exception>
    public NGramEncoder(IReadOnlyList<string> words, IReadOnlyList<string> letters, bool repeats = true)
    {
        Repeats = repeats;
        _wordOf = _words.GetAlternateLookup<ReadOnlySpan<char>>();
        _lettersOf = _letters.GetAlternateLookup<ReadOnlySpan<char>>();
        (Words, Letters) = (words, letters);
        for (var i = 0; i < words.Count; i++)
        {
            if (!_grams.TryAdd(KeyOf(words[i]), i + 1))
                throw new ArgumentException($"The words '{words[i]}' are there twice.", nameof(words));
        }
        for (var i = 0; i < letters.Count; i++)
        {
            if (letters[i].Length == 0 || !_letters.TryAdd(letters[i], words.Count + i + 1))
                throw new ArgumentException($"The letters '{letters[i]}' are there twice, or none.", nameof(letters));
            MostLetters = Math.Max(MostLetters, letters[i].Length);
            FewestLetters = FewestLetters == 0 ? letters[i].Length : Math.Min(FewestLetters, letters[i].Length);
        }
    }

    /// <summary>The words in a row that are known, by id.</summary>
    public IReadOnlyList<string> Words { get; }

    /// <summary>The letters in a row that are known, by id after those of <see cref="Words"/>.</summary>
    public IReadOnlyList<string> Letters { get; }

    /// <summary>Whether a feature's id is there again at its 2nd, 4th, 8th … place in a text, so that it counts by the
    /// logarithm of how often it is there; otherwise it is there once.</summary>
    public bool Repeats { get; }

    /// <inheritdoc/>
    public override string ClassName => Name;

    /// <inheritdoc/>
    public override int Ids => Words.Count + Letters.Count + 1;

    /// <summary>The fewest texts that had a feature to learn it; 1 where that is not known.</summary>
    internal int MinCount { get; init; } = 1;

    /// <summary>How many of the first <see cref="Words"/> an earlier classifier had, however many texts have
    /// them.</summary>
    internal int EarlierWords { get; init; }

    private int MostLetters { get; }

    private int FewestLetters { get; }

    private int Longest { get; set; } = 1;

    /// <summary>Learns which features the texts have.</summary>
    /// <exception cref="DataException">No word or sign is in as many texts as the options ask for.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled.</exception>
    public static NGramEncoder Fit(IReadOnlyList<string> texts, NGramOptions? options = null,
        CancellationToken cancellation = default) => new NGramCounts(options ?? new(), cancellation).Fit(texts);

    /// <summary>The same features, and after the words and the letters those that another encoder has in
    /// addition.</summary>
    internal NGramEncoder With(NGramEncoder other) => new(Both(Words, other.Words), Both(Letters, other.Letters),
        Repeats)
    {
        MinCount = other.MinCount,
        EarlierWords = Words.Count,
    };

    // Files of earlier versions may have letters with marks in one.
    private static string[] Both(IReadOnlyList<string> first, IReadOnlyList<string> second)
    {
        var known = first.Select(text => Normal(text).ToString()).ToHashSet(StringComparer.Ordinal);
        return [.. first, .. second.Where(known.Add)];
    }

    /// <summary>The feature of an id, as <see cref="Words"/> and <see cref="Letters"/> write it.</summary>
    public string Feature(int id) => id <= Words.Count ? Words[id - 1] : Letters[id - 1 - Words.Count];

    /// <inheritdoc/>
    public override IReadOnlyList<TextPiece> Pieces(string text)
    {
        var pieces = new List<TextPiece>();
        Walk(text, (id, start, end) => pieces.Add(new(id, start, end)));
        return pieces;
    }

    // What is known in a row alone, or by its letters, is no known word.
    /// <inheritdoc/>
    public override double? UnseenWords(string text) => WordScanner.UnseenWords(text, IsWord);

    // It has learned from all texts, so that none of theirs is new: what is in too few of the others would be.
    internal override IReadOnlyList<double?> UnseenWords(IReadOnlyList<string> texts, IEnumerable<string> others)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        var lookup = counts.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var text in texts) Each(text, word => lookup[word] = 0);
        foreach (var other in others)
        {
            var seen = new HashSet<string>(StringComparer.Ordinal);
            Each(other, word =>
            {
                if (lookup.TryGetValue(word, out var name, out var count) && count < MinCount && seen.Add(name))
                    lookup[word] = count + 1;
            });
        }
        return [.. texts.Select(text =>
            WordScanner.UnseenWords(text, word => IdOf(word) is > 0 and var id
                && (id <= EarlierWords || lookup[word] >= MinCount)))];

        static void Each(string text, Action<ReadOnlySpan<char>> take) => WordScanner.UnseenWords(text, word =>
        {
            take(word);
            return true;
        });
    }

    /// <inheritdoc/>
    public override JsonObject Config() => new()
    {
        ["words"] = string.Join('\n', Words),
        ["letters"] = string.Join('\n', Letters),
        ["repeats"] = Repeats,
    };

    /// <summary>The encoder of a file.</summary>
    internal static NGramEncoder Read(ConfigReader config)
    {
        ClassifierFile.RefuseOthers(config, "words", "letters", "repeats");
        return new(Lines("words"), Lines("letters"), config.Bool("repeats", false));

        string[] Lines(string field) => config.Text(field) is { Length: > 0 } text ? text.Split('\n') : [];
    }

    // What stands in a row has ids of its own.
    internal override bool KnowsOrder => false;

    internal override List<(int Start, int End)> Spans(string text) => WordScanner.Spans(text);

    internal override int[] IdsOf(string text)
    {
        var found = new List<int>();
        Walk(text, (id, _, _) => found.Add(id));
        var ids = CollectionsMarshal.AsSpan(found);
        ids.Sort();
        var (count, places, last) = (0, 0, -1);
        foreach (var id in ids)
        {
            (places, last) = (id == last ? places + 1 : 1, id);
            if (Repeats ? BitOperations.IsPow2(places) : places == 1) ids[count++] = id;
        }
        return [.. ids[..count]];
    }

    /// <summary>A word as features have it: letters taken apart from their marks, which texts write in two
    /// ways.</summary>
    internal static ReadOnlySpan<char> Normal(ReadOnlySpan<char> word) => Ascii.IsValid(word) ? word
        : DecomposedLetters.Of(word.ToString().Replace('’', '\''));

    private bool IsWord(ReadOnlySpan<char> word) => IdOf(word) > 0;

    // The id of a word by itself; 0 where it has none.
    private int IdOf(ReadOnlySpan<char> word) =>
        _wordOf.TryGetValue(word, out var index) ? _grams.GetValueOrDefault(Key(index)) : 0;

    private void Walk(string text, Action<int, int, int> found)
    {
        var lower = text.ToLowerInvariant();
        var scanner = new WordScanner(lower);
        var (last, before, startOfLast, startOfBefore) = (Unknown, Unknown, 0, 0);
        Span<char> room = stackalloc char[LetterScanner.Room];
        while (scanner.Next())
        {
            var (start, end) = (scanner.Start, scanner.End);
            var word = Normal(lower.AsSpan(start..end));
            if (!_wordOf.TryGetValue(word, out var index)) index = Unknown;
            if (index != Unknown)
            {
                if (_grams.TryGetValue(Key(index), out var id)) found(id, start, end);
                if (last != Unknown && Longest > 1)
                {
                    if (_grams.TryGetValue(Key(last, index), out id)) found(id, startOfLast, end);
                    if (before != Unknown && Longest > 2 && _grams.TryGetValue(Key(before, last, index), out id))
                        found(id, startOfBefore, end);
                }
            }
            (before, startOfBefore, last, startOfLast) = (last, startOfLast, index, start);
            if (MostLetters == 0) continue;
            var letters = new LetterScanner(word, FewestLetters, MostLetters, room);
            while (letters.Next())
                if (_lettersOf.TryGetValue(letters.Letters, out var id))
                    found(id, Math.Max(start, start + letters.Start),
                        Math.Min(end, start + letters.Start + letters.Letters.Length));
        }
    }

    internal static ulong Key(int word) => (ulong)word + 1;

    internal static ulong Key(int first, int second) => (Key(first) << BitsOfWord) | Key(second);

    internal static ulong Key(int first, int second, int third) => (Key(first, second) << BitsOfWord) | Key(third);

    private ulong KeyOf(string words)
    {
        var (key, count) = (0UL, 0);
        foreach (var range in words.AsSpan().Split(' '))
        {
            var word = Normal(words.AsSpan(range));
            if (word.Length == 0 || ++count > 3)
                throw new ArgumentException($"Expected one to three words with a blank between two, received "
                    + $"'{words}'.", nameof(words));
            ref var index = ref CollectionsMarshal.GetValueRefOrAddDefault(_wordOf, word, out var exists);
            if (!exists) index = _words.Count - 1;
            key = (key << BitsOfWord) | Key(index);
        }
        if (_words.Count >= MostWords)
            throw new ArgumentException($"Expected fewer than {MostWords} different words.", nameof(words));
        Longest = Math.Max(Longest, count);
        return key;
    }
}
