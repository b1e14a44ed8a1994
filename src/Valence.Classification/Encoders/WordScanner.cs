using System.Globalization;
using System.Text;

namespace Valence.Classification;

/// <summary>Cuts a text into words and signs, with their places.</summary>
/// <remarks>
/// A word is a stretch of letters, digits, marks and underscores, with apostrophes inside (<c>don't</c>); every other
/// visible
/// sign is one of its own, and so is every letter of a script without blanks between words. Tags of HTML count as
/// blanks.
/// </remarks>
internal ref struct WordScanner(ReadOnlySpan<char> text)
{
    private const int LongestTag = 64;

    private readonly ReadOnlySpan<char> _text = text;
    private int _next;

    /// <summary>Where the word found last begins.</summary>
    public int Start { get; private set; }

    /// <summary>Where it ends.</summary>
    public readonly int End => _next;

    /// <summary>Where the words and signs of a text are.</summary>
    public static List<(int Start, int End)> Spans(string text)
    {
        var spans = new List<(int, int)>();
        var scanner = new WordScanner(text);
        while (scanner.Next()) spans.Add((scanner.Start, scanner.End));
        return spans;
    }

    /// <summary>The share of a text's words and signs that are not known, as <see cref="NGramEncoder.Normal"/> writes
    /// them in lower case; null where there are none.</summary>
    public static double? UnseenWords(string text, Func<ReadOnlySpan<char>, bool> isKnown)
    {
        var lower = text.ToLowerInvariant();
        var scanner = new WordScanner(lower);
        var (all, unseen) = (0, 0);
        for (; scanner.Next(); all++)
            if (!isKnown(NGramEncoder.Normal(lower.AsSpan(scanner.Start..scanner.End)))) unseen++;
        return all == 0 ? null : (double)unseen / all;
    }

    /// <summary>Finds the next word or sign.</summary>
    public bool Next()
    {
        while (_next < _text.Length)
        {
            Start = _next;
            var c = _text[_next];
            if (c == '<' && TagEnd() is var end and > 0)
            {
                _next = end;
                continue;
            }
            if (char.IsWhiteSpace(c) || char.IsControl(c))
            {
                _next++;
                continue;
            }
            if (char.IsAscii(c) ? IsAsciiWord(c) : IsWord(c))
            {
                while (++_next < _text.Length && (IsPart(_text[_next]) || IsInnerApostrophe())) { }
                return true;
            }
            Rune.DecodeFromUtf16(_text[_next..], out var rune, out var length);
            _next += length;
            // Variants of signs, joiners and marks of direction are nothing of their own.
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.NonSpacingMark) continue;
            // A letter of a script without blanks has its vowel signs.
            while (_next < _text.Length && char.GetUnicodeCategory(_text[_next])
                is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark) _next++;
            return true;
        }
        return false;
    }

    private static bool IsAsciiWord(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';

    private static bool IsWord(char c) => char.IsLetterOrDigit(c) && !IsUnspaced(c);

    private static bool IsPart(char c) => char.IsAscii(c) ? IsAsciiWord(c)
        : IsWord(c) || char.GetUnicodeCategory(c)
            is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    private readonly bool IsInnerApostrophe() => _text[_next] is '\'' or '’' && _next + 1 < _text.Length
        && (char.IsAscii(_text[_next + 1]) ? IsAsciiWord(_text[_next + 1]) : IsWord(_text[_next + 1]));

    // Ideographs, kana, Thai, Lao, Myanmar and Khmer.
    private static bool IsUnspaced(char c) => c is >= '\u0E00' and <= '\u0EFF' or >= '\u1000' and <= '\u109F'
        or >= '\u1780' and <= '\u17FF' or >= '\u3040' and <= '\u30FF' or >= '\u3400' and <= '\u9FFF'
        or >= '\uF900' and <= '\uFAFF';

    private readonly int TagEnd()
    {
        var after = _text[_next..];
        if (after.Length < 3 || !char.IsAsciiLetter(after[1] == '/' ? after[2] : after[1])) return 0;
        var end = after[..Math.Min(after.Length, LongestTag)].IndexOf('>');
        return end < 0 ? 0 : _next + end + 1;
    }
}
