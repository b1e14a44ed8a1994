using System.Text;

namespace Valence.Text;

/// <summary>GPT-2's words: what <c>'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+</c>
/// finds, which covers every text.</summary>
internal static class Gpt2Words
{
    private static readonly byte[] Ascii = [.. Enumerable.Range(0, 128).Select(c => (byte)KindOf(new Rune(c)))];

    private enum Kind : byte
    {
        Blank,
        Letter,
        Number,
        Sign,
    }

    /// <summary>Adds the words of <paramref name="text"/> from <paramref name="start"/> on.</summary>
    public static void Split(ReadOnlySpan<char> text, int start, PieceList pieces)
    {
        while (start < text.Length)
        {
            var end = End(text, start);
            pieces.Add(start, end);
            start = end;
        }
    }

    private static int End(ReadOnlySpan<char> text, int start)
    {
        var first = text[start];
        if (first == '\'' && Contraction(text[(start + 1)..]) is > 0 and var contracted) return start + 1 + contracted;
        var at = first == ' ' && start + 1 < text.Length ? start + 1 : start;
        var kind = KindAt(text, at, out var length);
        if (kind == Kind.Blank) return BlanksEnd(text, start);
        do at += length;
        while (at < text.Length && KindAt(text, at, out length) == kind);
        return at;
    }

    /// <summary>All blanks, but the last one before a word belongs to that, or stands alone.</summary>
    private static int BlanksEnd(ReadOnlySpan<char> text, int start)
    {
        var at = start;
        while (at < text.Length && KindAt(text, at, out _) == Kind.Blank) at++;
        return at == text.Length || at == start + 1 ? at : at - 1;
    }

    private static int Contraction(ReadOnlySpan<char> rest) => rest switch
    {
        ['s' or 't' or 'm' or 'd', ..] => 1,
        ['r' or 'v', 'e', ..] or ['l', 'l', ..] => 2,
        _ => 0,
    };

    private static Kind KindAt(ReadOnlySpan<char> text, int at, out int length)
    {
        length = 1;
        var c = text[at];
        return c < 128 ? (Kind)Ascii[c] : KindOf(CharacterKind.At(text, at, out length));
    }

    private static Kind KindOf(Rune rune) => Rune.IsLetter(rune) ? Kind.Letter : Rune.IsNumber(rune) ? Kind.Number
        : CharacterKind.IsWhiteSpace(rune) ? Kind.Blank : Kind.Sign;
}
