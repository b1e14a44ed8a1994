using System.Globalization;
using System.Text.Json.Nodes;

namespace Valence.Text;

/// <summary>Learns tokenizers from texts.</summary>
internal static class SubWordTraining
{
    private const string Prefix = "##";
    private const int UsualAlphabet = 1000;
    private static readonly string[] Bert = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];
    private static readonly string[] Gpt2 = ["<|endoftext|>"];

    public static SubWordTokenizer WordPiece(IEnumerable<string> texts, int size, SubWordTrainingOptions options)
    {
        var special = Special(options, Bert);
        if (special.Length != Bert.Length)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"Expected {Bert.Length} special "
                + $"tokens ({string.Join(", ", Bert)}), received {special.Length}."), nameof(options));
        var lowers = options.Lowercase ?? true;
        var words = WordCounts.Of(texts, new BertNormalizer(true, true, lowers, lowers), new BertPreTokenizer());
        var alphabet = Alphabet(words, options.LimitAlphabet ?? UsualAlphabet);
        if (alphabet.Count == 0)
            throw new ArgumentException("Expected texts to learn from, received none with characters.", nameof(texts));
        var learned = PairLearning.Learn(words, special, [.. alphabet], Prefix, size, options.MinFrequency);
        var normalizer = new JsonObject
        {
            ["type"] = "BertNormalizer",
            ["clean_text"] = true,
            ["handle_chinese_chars"] = true,
            ["strip_accents"] = null,
            ["lowercase"] = lowers,
        };
        return SubWordTokenizer.FromJson(
            WordPieceJson.Around(Vocabulary(learned.Tokens), special, normalizer).ToJsonString());
    }

    public static SubWordTokenizer BytePair(IEnumerable<string> texts, int size, SubWordTrainingOptions options)
    {
        if (options.Lowercase is not null || options.LimitAlphabet is not null)
            throw new ArgumentException("Expected no Lowercase and no LimitAlphabet, which byte pairs do not use, "
                + "received one of them. Leave it out.", nameof(options));
        var special = Special(options, Gpt2);
        var words = WordCounts.Of(texts, null, new ByteLevelPreTokenizer(false, true));
        var alphabet = ByteCharacters.Of.ToArray().Order().Select(c => (int)c).ToArray();
        var learned = PairLearning.Learn(words, special, alphabet, "", size, options.MinFrequency);
        var merges = new JsonArray();
        foreach (var (left, right) in learned.Merges)
            merges.Add((JsonNode)new JsonArray(learned.Tokens[left], learned.Tokens[right]));
        return SubWordTokenizer.FromJson(
            BytePairJson.Around(Vocabulary(learned.Tokens), merges, special, false).ToJsonString());
    }

    private static string[] Special(SubWordTrainingOptions options, string[] usual)
    {
        var special = options.SpecialTokens is { } given ? [.. given] : usual;
        if (special.Any(string.IsNullOrEmpty) || special.Distinct(StringComparer.Ordinal).Count() != special.Length)
            throw new ArgumentException("Expected special tokens that are not empty, each once, received others.",
                nameof(options));
        return special;
    }

    /// <summary>The most frequent characters, by code point; of equally frequent ones the lower.</summary>
    private static SortedSet<int> Alphabet(IReadOnlyList<(string Word, long Count)> words, int limit)
    {
        var counts = new Dictionary<int, long>();
        foreach (var (word, count) in words)
            foreach (var rune in word.EnumerateRunes())
                counts[rune.Value] = counts.GetValueOrDefault(rune.Value) + count;
        return [.. counts.OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key).Take(limit)
            .Select(entry => entry.Key)];
    }

    private static JsonObject Vocabulary(IReadOnlyList<string> tokens)
    {
        var vocabulary = new JsonObject();
        for (var id = 0; id < tokens.Count; id++) vocabulary.Add(tokens[id], id);
        return vocabulary;
    }
}
