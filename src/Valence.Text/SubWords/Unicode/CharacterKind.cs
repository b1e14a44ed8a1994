using System.Globalization;
using System.Text;

namespace Valence.Text;

/// <summary>The kinds of characters that tokenizers tell apart.</summary>
internal static class CharacterKind
{
    /// <summary>The character at a place of a text; half a surrogate pair counts as U+FFFD.</summary>
    public static Rune At(ReadOnlySpan<char> text, int at, out int length)
    {
        var c = text[at];
        if (!char.IsSurrogate(c))
        {
            length = 1;
            return new(c);
        }
        Rune.DecodeFromUtf16(text[at..], out var rune, out length);
        return rune;
    }

    /// <summary>The character before a place of a text, which is not the first; half a surrogate pair counts as
    /// U+FFFD.</summary>
    public static Rune Before(ReadOnlySpan<char> text, int at, out int length)
    {
        Rune.DecodeLastFromUtf16(text[..at], out var rune, out length);
        return rune;
    }

    /// <summary>Unicode's White_Space.</summary>
    public static bool IsWhiteSpace(Rune rune) => Rune.IsWhiteSpace(rune);

    /// <summary>Controls, formatting characters and those of private use.</summary>
    public static bool IsControl(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control
        or UnicodeCategory.Format or UnicodeCategory.PrivateUse;

    /// <summary>ASCII's signs and Unicode's punctuation.</summary>
    public static bool IsPunctuation(Rune rune) => rune.IsAscii
        ? rune.Value is (>= '!' and <= '/') or (>= ':' and <= '@') or (>= '[' and <= '`') or (>= '{' and <= '~')
        : Rune.IsPunctuation(rune);

    /// <summary>Marks that take no room.</summary>
    public static bool IsNonSpacingMark(Rune rune) =>
        rune.Value >= 0x300 && Rune.GetUnicodeCategory(rune) == UnicodeCategory.NonSpacingMark;

    /// <summary>All marks.</summary>
    public static bool IsMark(Rune rune) => rune.Value >= 0x300 && Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    /// <summary>What a regular expression's <c>\w</c> stands for.</summary>
    public static bool IsWord(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        <= UnicodeCategory.LetterNumber => true,
        UnicodeCategory.ConnectorPunctuation => true,
        _ => rune.Value is 0x200C or 0x200D or (>= 0x24B6 and <= 0x24E9) or (>= 0x1F130 and <= 0x1F149)
            or (>= 0x1F150 and <= 0x1F169) or (>= 0x1F170 and <= 0x1F189),
    };

    /// <summary>The ideographs that BERT reads one by one: CJK's blocks, without kana and Hangul.</summary>
    public static bool IsIdeograph(Rune rune) => rune.Value is (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF)
        or (>= 0x20000 and <= 0x2A6DF) or (>= 0x2A700 and <= 0x2B73F) or (>= 0x2B740 and <= 0x2B81F)
        or (>= 0x2B920 and <= 0x2CEAF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x2F800 and <= 0x2FA1F);
}
