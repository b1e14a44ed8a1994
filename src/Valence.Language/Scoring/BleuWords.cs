using System.Globalization;
using System.Text;

namespace Valence.Language;

/// <summary>The words of a text by each of <see cref="BleuTokenizer"/>, rule for rule those of sacreBLEU.</summary>
internal static class BleuWords
{
    private static readonly (string From, string To)[] Entities =
        [("<skipped>", ""), ("-\n", ""), ("\n", " "), ("&quot;", "\""), ("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">")];

    public static List<string> Of(string text, BleuTokenizer tokenizer) => tokenizer switch
    {
        BleuTokenizer.Mteval13a => ScoredTexts.Words(Mteval13a(text)),
        BleuTokenizer.International => ScoredTexts.Words(International(text)),
        BleuTokenizer.Characters => [.. ScoredTexts.Characters(text).SelectMany(ScoredTexts.Words)],
        _ => ScoredTexts.Words(text),
    };

    /// <summary>The name in signatures.</summary>
    public static string Name(BleuTokenizer tokenizer) => tokenizer switch
    {
        BleuTokenizer.Mteval13a => "13a",
        BleuTokenizer.International => "intl",
        BleuTokenizer.Characters => "char",
        _ => "none",
    };

    private static string Mteval13a(string text)
    {
        foreach (var (from, to) in Entities) text = text.Replace(from, to, StringComparison.Ordinal);
        text = Alone($" {text} ", IsSignOfAscii);
        text = Between(text, sign => !IsDigit(sign), IsPoint, isSecond: true);
        text = Between(text, IsPoint, sign => !IsDigit(sign), isSecond: false);
        return Between(text, IsDigit, sign => sign.Value == '-', isSecond: true);

        static bool IsDigit(Rune sign) => sign.Value is >= '0' and <= '9';
        static bool IsPoint(Rune sign) => sign.Value is '.' or ',';
        static bool IsSignOfAscii(Rune sign) => sign.Value is >= '{' and <= '~' or >= '[' and <= '`'
            or >= ' ' and <= '&' or >= '(' and <= '+' or >= ':' and <= '@' or '/';
    }

    private static string International(string text)
    {
        text = Between(text, sign => !IsNumber(sign), IsPunctuation, isSecond: true);
        text = Between(text, IsPunctuation, sign => !IsNumber(sign), isSecond: false);
        return Alone(text, IsSymbol);

        static bool IsNumber(Rune sign) => Rune.IsNumber(sign);
        static bool IsPunctuation(Rune sign) => Rune.IsPunctuation(sign);
        static bool IsSymbol(Rune sign) => Rune.GetUnicodeCategory(sign) is UnicodeCategory.MathSymbol
            or UnicodeCategory.CurrencySymbol or UnicodeCategory.ModifierSymbol or UnicodeCategory.OtherSymbol;
    }

    /// <summary>The text with a blank on both sides of the signs.</summary>
    private static string Alone(string text, Predicate<Rune> isSign)
    {
        var spaced = new StringBuilder(2 * text.Length);
        foreach (var rune in text.EnumerateRunes())
            if (isSign(rune)) spaced.Append(' ').Append(rune).Append(' ');
            else spaced.Append(rune);
        return spaced.ToString();
    }

    /// <summary>The text with blanks on both sides of the second or the first sign of each pair; a sign is of one pair,
    /// the first from the left.</summary>
    private static string Between(string text, Predicate<Rune> first, Predicate<Rune> second, bool isSecond)
    {
        Rune[] runes = [.. text.EnumerateRunes()];
        var spaced = new StringBuilder(2 * text.Length);
        for (var i = 0; i < runes.Length; i++)
        {
            if (i + 1 == runes.Length || !first(runes[i]) || !second(runes[i + 1]))
            {
                spaced.Append(runes[i]);
                continue;
            }
            if (!isSecond) spaced.Append(' ');
            spaced.Append(runes[i]).Append(' ').Append(runes[++i]);
            if (isSecond) spaced.Append(' ');
        }
        return spaced.ToString();
    }
}
