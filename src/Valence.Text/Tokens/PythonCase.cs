using System.Globalization;
using System.Text;

namespace Valence.Text;

/// <summary>Lower-casing of all of Unicode as Python's <c>str.lower</c> does it, whatever the current
/// culture.</summary>
/// <remarks>It differs from <see cref="string.ToLowerInvariant"/> in two letters: İ becomes i and a combining dot, and
/// Σ at the end of a word becomes ς.</remarks>
internal static class PythonCase
{
    private const char CapitalDottedI = 'İ';
    private const char CombiningDotAbove = '\u0307';
    private const char CapitalSigma = 'Σ';

    /// <summary>How many characters the lower-cased form of <paramref name="length"/> characters can need.</summary>
    public static int MaxLength(int length) => checked(2 * length);

    public static string Lower(string text)
    {
        var lowered = new char[MaxLength(text.Length)];
        var length = Lower(text, lowered);
        return new(lowered, 0, length);
    }

    /// <summary>Writes the lower-cased text to <paramref name="destination"/>, which has room for
    /// <see cref="MaxLength"/>, and returns its length.</summary>
    public static int Lower(ReadOnlySpan<char> text, Span<char> destination)
    {
        var read = 0;
        var written = 0;
        while (read < text.Length)
        {
            Ascii.ToLower(text[read..], destination[written..], out var ascii);
            read += ascii;
            written += ascii;
            while (read < text.Length && text[read] >= 0x80) read += LowerOne(text, read, destination, ref written);
        }
        return written;
    }

    private static int LowerOne(ReadOnlySpan<char> text, int at, Span<char> destination, ref int written)
    {
        var c = text[at];
        switch (c)
        {
            case CapitalDottedI:
                destination[written++] = 'i';
                destination[written++] = CombiningDotAbove;
                return 1;
            case CapitalSigma:
                destination[written++] = EndsWord(text, at) ? 'ς' : 'σ';
                return 1;
        }
        if (char.IsHighSurrogate(c) && Rune.DecodeFromUtf16(text[at..], out var rune, out var length)
            == System.Buffers.OperationStatus.Done)
        {
            written += Rune.ToLowerInvariant(rune).EncodeToUtf16(destination[written..]);
            return length;
        }
        destination[written++] = char.ToLowerInvariant(c);
        return 1;
    }

    /// <summary>Unicode's Final_Sigma: a cased letter before and none after, not counting what case ignores.</summary>
    private static bool EndsWord(ReadOnlySpan<char> text, int at)
    {
        var before = text[..at];
        while (Rune.DecodeLastFromUtf16(before, out var rune, out var length) == System.Buffers.OperationStatus.Done)
        {
            if (!IsCaseIgnorable(rune))
            {
                if (!IsCased(rune)) return false;
                break;
            }
            before = before[..^length];
        }
        if (before.IsEmpty || char.IsSurrogate(before[^1])
            && !Rune.TryCreate(before.Length > 1 ? before[^2] : 'x', before[^1], out _)) return false;

        var after = text[(at + 1)..];
        while (Rune.DecodeFromUtf16(after, out var rune, out var length) == System.Buffers.OperationStatus.Done)
        {
            if (!IsCaseIgnorable(rune)) return !IsCased(rune);
            after = after[length..];
        }
        return true;
    }

    private static bool IsCaseIgnorable(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format
            or UnicodeCategory.ModifierLetter or UnicodeCategory.ModifierSymbol => true,
        _ => rune.Value is '\'' or '.' or ':' or 0xB7 or 0x387 or 0x55F or 0x5F4 or 0x2018 or 0x2019 or 0x2024 or 0x2027
            or 0xFE13 or 0xFE52 or 0xFE55 or 0xFF07 or 0xFF0E or 0xFF1A,
    };

    private static bool IsCased(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter => true,
        _ => rune.Value is 0xAA or 0xBA or (>= 0x2160 and <= 0x217F) or (>= 0x24B6 and <= 0x24E9)
            or (>= 0x1F130 and <= 0x1F149) or (>= 0x1F150 and <= 0x1F169) or (>= 0x1F170 and <= 0x1F189),
    };
}
