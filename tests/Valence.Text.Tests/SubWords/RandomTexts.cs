using System.Text;

namespace Valence.Text.Tests;

/// <summary>Texts of all sorts of characters, drawn from a seed.</summary>
internal sealed class RandomTexts(int seed)
{
    private static readonly string[] Words =
    [
        "the", "Tom", "isn't", "we're", "I'LL", "running", "Straße", "naïve", "CAFÉ", "e\u0301te\u0301", "İstanbul",
        "ΣΊΣΥΦΟΣ", "日本語", "한국어", "ไทย", "हिन्दी", "👍🏽", "😀", "１２３", "½", "ﬁne", "…", "—", "“so”", "<br />",
        "http://x.y/z?q=1", "\u200D", "\u00A0", "\u3000", "\u2028", "a\u0323\u0301", "\u0301", "\uFEFF", "\uFFFD", "▁x",
        "𝔘𝔫𝔦", "\U00020000", "\0",
        "\u0007", "Ⅷ", "ⓐ", "ª", "_", "##ing", "[MASK]", "</s>", "<unk>", "  ", "\t", "\n\n",
        "\r\n", "'s", "''", "x\u200By",
    ];

    private readonly Random _random = new(seed);

    public string Next()
    {
        var text = new StringBuilder();
        for (var count = _random.Next(1, 9); count > 0; count--)
        {
            switch (_random.Next(4))
            {
                case 0: text.Append(Words[_random.Next(Words.Length)]); break;
                case 1: text.Append(Word()); break;
                case 2: text.Append(' '); break;
                default: text.Append(Words[_random.Next(Words.Length)]).Append(' '); break;
            }
        }
        return text.ToString();
    }

    /// <summary>A word of few letters.</summary>
    public string Word(int longest = 14) => string.Concat(Enumerable.Range(0, _random.Next(1, longest))
        .Select(_ => "abcdeilnorstué"[_random.Next(14)]));
}
