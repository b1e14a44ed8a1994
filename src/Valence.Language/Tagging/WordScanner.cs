using System.Globalization;
using System.Text;
using Valence.Text;

namespace Valence.Language;

/// <summary>Finds the words of a text: everything that is no white space is in exactly one.</summary>
internal static class WordScanner
{
    private const string EndsAddress = "<>\"";
    // What stands behind an address belongs to the sentence.
    private const string BehindAddress = ".,;:!?'’)]}…";

    private static readonly string[] Addresses = ["http://", "https://", "www."];

    /// <summary>The words in order; one in which a span begins or ends is cut there.</summary>
    public static IEnumerable<TextSpan> Words(string text, IReadOnlyList<TaggedSpan> spans)
    {
        int[] borders = [.. spans.SelectMany(span => new[] { span.Start, span.End }).Distinct().Order()];
        var next = 0;
        foreach (var word in Words(text))
        {
            var start = word.Start;
            while (next < borders.Length && borders[next] <= start) next++;
            for (; next < borders.Length && borders[next] < word.End; next++)
            {
                yield return new(start, borders[next]);
                start = borders[next];
            }
            yield return new(start, word.End);
        }
    }

    private static IEnumerable<TextSpan> Words(string text)
    {
        var start = 0;
        var isBehindRun = false;
        while (start < text.Length)
        {
            if (char.IsWhiteSpace(text[start]))
            {
                (start, isBehindRun) = (start + 1, false);
                continue;
            }
            var end = End(text, start, isBehindRun, out var isRun);
            yield return new(start, end);
            (start, isBehindRun) = (end, isRun);
        }
    }

    /// <summary>Where the word that begins at <paramref name="start"/> ends.</summary>
    private static int End(string text, int start, bool isBehindRun, out bool isRun)
    {
        isRun = true;
        if (!isBehindRun && AddressEnd(text, start) is { } address) return address;
        if (Run(text, start) is var run && run > start) return run;
        if (text[start] is '\'' or '’' && isBehindRun && Letters(text, start + 1) is var letters
            && letters > start + 1)
            return letters;
        if (text[start] is '@' or '#' && !isBehindRun && Name(text, start + 1) is var name && name > start + 1)
            return name;
        isRun = false;
        Rune.DecodeFromUtf16(text.AsSpan(start), out _, out var length);
        return Marks(text, start + length);
    }

    private static int? AddressEnd(string text, int start)
    {
        foreach (var beginning in Addresses)
        {
            if (string.Compare(text, start, beginning, 0, beginning.Length, StringComparison.OrdinalIgnoreCase) != 0)
                continue;
            var end = start;
            while (end < text.Length && !char.IsWhiteSpace(text[end]) && !EndsAddress.Contains(text[end])) end++;
            while (end > start && BehindAddress.Contains(text[end - 1])) end--;
            if (end > start + beginning.Length) return end;
        }
        return null;
    }

    private static int Run(string text, int start) => While(text, start, (rune, isFirst) =>
        Rune.IsLetterOrDigit(rune) || IsNumber(rune) || !isFirst && IsMark(rune));

    private static int Letters(string text, int start) => While(text, start, (rune, isFirst) =>
        Rune.IsLetter(rune) || !isFirst && IsMark(rune));

    private static int Name(string text, int start) => While(text, start, (rune, isFirst) =>
        Rune.IsLetterOrDigit(rune) || rune.Value == '_' || !isFirst && IsMark(rune));

    private static int Marks(string text, int start) => While(text, start, (rune, _) => IsMark(rune));

    private static int While(string text, int at, Func<Rune, bool, bool> goesOn)
    {
        var start = at;
        while (at < text.Length && Rune.TryGetRuneAt(text, at, out var rune) && goesOn(rune, at == start))
            at += rune.Utf16SequenceLength;
        return at;
    }

    private static bool IsNumber(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;

    // Joiners and soft hyphens are within words; a selector of the picture belongs to its emoji.
    private static bool IsMark(Rune rune) => rune.Value is 0x200C or 0x200D or 0x00AD
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
            or UnicodeCategory.EnclosingMark;
}
