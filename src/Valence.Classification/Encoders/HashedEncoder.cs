using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Valence.Saving;

namespace Valence.Classification;

/// <summary>Words, each with an id of its own, and words in a row and letters in a row within words, whose hashes share
/// a number of ids.</summary>
/// <remarks>
/// So fastText reads texts (Joulin et al. 2016: Bag of tricks for efficient text classification): nothing but words is
/// counted, so that millions of texts are read at constant memory. Id 1 ends every text; the next are those of words by
/// falling number of places, and then the buckets. Texts are cut as by <see cref="NGramEncoder"/>. A word that is not
/// known is left out by itself, and is part of what stands in a row.
/// Instances are immutable and safe for use by several threads.
/// </remarks>
public sealed class HashedEncoder : TextEncoder
{
    /// <summary>The name of the class in files.</summary>
    internal const string Name = "Hashed";

    // Every text ends with it, so that the mean of a text without any word is a number.
    private const int End = 1;
    private const int FirstWord = 2;

    private const uint Basis = 2166136261, Prime = 16777619, Mixing = 116049371, Spreading = 2654435769;

    // Words are counted in one table; beyond this many the rare ones are forgotten, so that no text fills the memory.
    private const int MostCounted = 4_000_000;
    private const int TextsAtOnce = 8192, Parts = 8;

    private readonly Dictionary<string, int> _words;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _idOf;
    private readonly HashedOptions _options;

    /// <summary>An encoder of given words.</summary>
    /// <param name="words">The words with ids of their own; these are 2, 3, ….</param>
    /// <param name="options">What else has ids; <see cref="HashedOptions.MinCount"/> and
    /// <see cref="HashedOptions.MaxWords"/> say nothing here.</param>
    /// <exception cref="ArgumentException">A word is there twice.</exception>
    public HashedEncoder(IReadOnlyList<string> words, HashedOptions options)
    {
        (Words, _options) = (words, options);
        _words = new(words.Count, StringComparer.Ordinal);
        _idOf = _words.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var i = 0; i < words.Count; i++)
            if (!_words.TryAdd(words[i], FirstWord + i))
                throw new ArgumentException($"The word '{words[i]}' is there twice.", nameof(words));
    }

    /// <summary>The words with ids of their own, by id.</summary>
    public IReadOnlyList<string> Words { get; }

    /// <inheritdoc/>
    public override string ClassName => Name;

    /// <inheritdoc/>
    public override int Ids => FirstWord + Words.Count + (HasBuckets ? _options.Buckets : 0);

    private bool HasBuckets => _options.Words > 1 || HasLetters;

    private bool HasLetters => _options.FewestLetters > 0;

    /// <summary>Learns the words of texts, which are read once.</summary>
    /// <exception cref="DataException">The texts hold no words.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled.</exception>
    public static HashedEncoder Fit(IEnumerable<string> texts, HashedOptions? options = null,
        CancellationToken cancellation = default)
    {
        options ??= new();
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        var fewest = 0;
        // Parts of a fixed size, each counted by itself: the same words stay with any number of threads.
        foreach (var some in texts.Chunk(TextsAtOnce))
        {
            cancellation.ThrowIfCancellationRequested();
            var parts = new Dictionary<string, int>[Parts];
            Parallel.For(0, Parts, part => parts[part] = Counted(some.AsSpan(
                (int)((long)some.Length * part / Parts)..(int)((long)some.Length * (part + 1) / Parts))));
            foreach (var (word, count) in parts.SelectMany(part => part))
                CollectionsMarshal.GetValueRefOrAddDefault(counts, word, out _) += count;
            while (counts.Count > MostCounted)
            {
                fewest++;
                foreach (var (word, count) in counts)
                    if (count <= fewest) counts.Remove(word);
            }
        }
        if (counts.Count == 0) throw new DataException("The texts hold no words. Check the text column.");
        var kept = counts.Where(entry => entry.Value >= options.MinCount).OrderByDescending(entry => entry.Value)
            .ThenBy(entry => entry.Key, StringComparer.Ordinal).Take(options.MaxWords);
        return new([.. kept.Select(entry => entry.Key)], options);
    }

    private static Dictionary<string, int> Counted(ReadOnlySpan<string> texts)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        var lookup = counts.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var text in texts)
        {
            var lower = text.ToLowerInvariant();
            var scanner = new WordScanner(lower);
            while (scanner.Next())
                CollectionsMarshal.GetValueRefOrAddDefault(lookup,
                    NGramEncoder.Normal(lower.AsSpan(scanner.Start..scanner.End)), out _)++;
        }
        return counts;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<TextPiece> Pieces(string text)
    {
        var pieces = new List<TextPiece>();
        Walk(text, (id, start, end) => pieces.Add(new(id, start, end)));
        return pieces;
    }

    /// <inheritdoc/>
    public override double? UnseenWords(string text) => WordScanner.UnseenWords(text, _idOf.ContainsKey);

    /// <inheritdoc/>
    public override JsonObject Config() => new()
    {
        ["words"] = string.Join('\n', Words),
        ["in_a_row"] = _options.Words,
        ["fewest_letters"] = _options.FewestLetters,
        ["most_letters"] = _options.MostLetters,
        ["buckets"] = _options.Buckets,
    };

    /// <summary>The encoder of a file.</summary>
    internal static HashedEncoder Read(ConfigReader config)
    {
        ClassifierFile.RefuseOthers(config, "words", "in_a_row", "fewest_letters", "most_letters", "buckets");
        return new(config.Text("words") is { Length: > 0 } words ? words.Split('\n') : [], new()
        {
            Words = config.Int("in_a_row"),
            FewestLetters = config.Int("fewest_letters"),
            MostLetters = config.Int("most_letters"),
            Buckets = config.Int("buckets"),
        });
    }

    // What stands in a row has ids of its own.
    internal override bool KnowsOrder => false;

    internal override int FirstAfterWords => FirstWord + Words.Count;

    internal override HashedEncoder With(IReadOnlyList<string> texts, int most, CancellationToken cancellation)
    {
        string[] added = [.. Fit(texts, _options with { MaxWords = most }, cancellation).Words.Where(word =>
            !_words.ContainsKey(word))];
        return added.Length == 0 ? this : new([.. Words, .. added], _options);
    }

    internal override List<(int Start, int End)> Spans(string text) => WordScanner.Spans(text);

    internal override bool IsEmpty(ReadOnlySpan<int> ids) => !ids.ContainsAnyExcept(0, End);

    internal override int[] IdsOf(string text)
    {
        var found = new List<int>(text.Length / 2);
        Walk(text, (id, _, _) => found.Add(id));
        found.Add(End);
        return [.. found];
    }

    private void Walk(string text, Action<int, int, int> found)
    {
        var lower = text.ToLowerInvariant();
        var scanner = new WordScanner(lower);
        var inRow = _options.Words - 1;
        Span<uint> hashes = stackalloc uint[inRow];
        Span<int> starts = stackalloc int[inRow];
        Span<char> room = stackalloc char[LetterScanner.Room];
        for (var before = 0; scanner.Next(); before = Math.Min(before + 1, inRow))
        {
            var (start, end) = (scanner.Start, scanner.End);
            var word = NGramEncoder.Normal(lower.AsSpan(start..end));
            if (_idOf.TryGetValue(word, out var id)) found(id, start, end);
            if (HasLetters)
            {
                var letters = new LetterScanner(word, _options.FewestLetters, _options.MostLetters, room);
                while (letters.Next())
                    found(Bucket(Hash(letters.Letters)), Math.Max(start, start + letters.Start),
                        Math.Min(end, start + letters.Start + letters.Letters.Length));
            }
            if (inRow == 0) continue;
            var hash = Hash(word);
            var row = hash;
            for (var back = 0; back < before; back++)
            {
                row = row * Mixing + hashes[back];
                found(Bucket(row), starts[back], end);
            }
            hashes[..^1].CopyTo(hashes[1..]);
            starts[..^1].CopyTo(starts[1..]);
            (hashes[0], starts[0]) = (hash, start);
        }
    }

    // The low bits of a product know little of the high ones.
    private int Bucket(uint hash) =>
        FirstWord + Words.Count + (int)((hash ^ (hash >> 15)) * Spreading % (uint)_options.Buckets);

    // Fowler–Noll–Vo, of UTF-16 units.
    private static uint Hash(ReadOnlySpan<char> word)
    {
        var hash = Basis;
        foreach (var c in word) hash = (hash ^ c) * Prime;
        return hash;
    }
}
