using System.Text.Json;
using System.Text.Json.Nodes;
using Valence.Saving;
using Valence.Text;

namespace Valence.Language;

/// <summary>Texts as numbers and back. Two numbers are no part of any vocabulary: one for what it lacks, one that
/// stands between texts.</summary>
internal abstract class TextTokens
{
    public const int Unknown = 0, Between = 1, Reserved = 2;

    private const int KnownWords = 20_000, KnownBytePairs = 2_000;

    /// <summary>One more than the largest number.</summary>
    public int Count => Reserved + Known;

    /// <summary>Which kind it is.</summary>
    public abstract TokenKind Kind { get; }

    /// <summary>How many tokens the vocabulary has.</summary>
    protected abstract int Known { get; }

    /// <summary>What a file says of the vocabulary.</summary>
    public abstract JsonNode ToJson();

    /// <summary>The tokens of the kind that texts are made of.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="texts">The texts; characters of all of them are known, words and pairs as many as fit.</param>
    /// <param name="size">The most tokens; null for the kind's own.</param>
    public static TextTokens Of(TokenKind kind, IReadOnlyList<string> texts, int? size) => kind switch
    {
        TokenKind.Characters => size is null ? PieceTokens.Of(kind, texts, int.MaxValue)
            : throw new ArgumentException($"Expected no {nameof(GeneratorSettings.VocabularySize)} with characters, "
                + $"all of which are known, received {size}.", nameof(size)),
        TokenKind.Words => PieceTokens.Of(kind, texts, (size ?? KnownWords) - Reserved),
        _ => new BytePairTokens(SubWordTokenizer.TrainBytePair(texts, (size ?? KnownBytePairs) - Reserved,
            new() { SpecialTokens = [] })),
    };

    /// <summary>The vocabulary that a file describes.</summary>
    /// <param name="config">The file's description.</param>
    /// <param name="kind">The field of <see cref="Kind"/>.</param>
    /// <param name="vocabulary">The field of <see cref="ToJson"/>.</param>
    public static TextTokens Of(ConfigReader config, string kind, string vocabulary)
    {
        var read = config.OneOf<TokenKind>(kind);
        var json = config.Get(vocabulary);
        if (read == TokenKind.BytePairs) return new BytePairTokens(SubWordTokenizer.FromJson(json.GetRawText()));
        return json.ValueKind == JsonValueKind.Array
            && json.EnumerateArray().All(piece => piece.ValueKind == JsonValueKind.String
                && (read == TokenKind.Words || piece.GetString()!.EnumerateRunes().Count() == 1))
            ? new PieceTokens(read, [.. json.EnumerateArray().Select(piece => piece.GetString()!)])
            : throw config.Wrong(vocabulary, read == TokenKind.Words ? "a list of words" : "a list of characters");
    }

    /// <summary>The numbers of a text.</summary>
    public int[] Encode(string text) => [.. Numbers(text).Select(number => number < 0 ? Unknown : number + Reserved)];

    /// <summary>The parts of a text that the vocabulary lacks, each once.</summary>
    public virtual IReadOnlyList<string> Lacking(string text) => [];

    /// <summary>The text of numbers: U+FFFD for what the vocabulary lacks, nothing for what stands between
    /// texts.</summary>
    public string Decode(IEnumerable<int> ids)
    {
        var (text, open) = (new System.Text.StringBuilder(), new List<int>());
        foreach (var id in ids)
        {
            if (id >= Reserved)
            {
                open.Add(id - Reserved);
                continue;
            }
            text.Append(TextOf(open));
            open.Clear();
            if (id == Unknown) text.Append('\uFFFD');
        }
        return text.Append(TextOf(open)).ToString();
    }

    /// <summary>The tokens of a text, from 0; −1 for what the vocabulary lacks.</summary>
    protected abstract IEnumerable<int> Numbers(string text);

    /// <summary>The text of tokens.</summary>
    protected abstract string TextOf(IReadOnlyList<int> numbers);
}
