using System.Globalization;
using System.Text;

namespace Valence.Text;

/// <summary>Texts from files as a table, a message or a terminal may be given them.</summary>
internal static class Printable
{
    /// <summary>The text on one line: line ends are blanks, other control and formatting characters are written as
    /// their codes.</summary>
    public static string Line(string text) => Lines(text.ReplaceLineEndings(" "));

    /// <summary>The same of a text of several lines, which stay lines.</summary>
    public static string Lines(ReadOnlySpan<char> text)
    {
        var line = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            line.Append(rune.Value == '\n' || IsVisible(rune) ? rune.ToString()
                : string.Create(CultureInfo.InvariantCulture, $"⟨U+{rune.Value:X4}⟩"));
        return line.ToString();
    }

    /// <summary>A label, in which everything that cannot be seen, every blank but the usual one, and letters of another
    /// script than the rest of their word that look like one of it, are written as their codes.</summary>
    /// <param name="label">The label.</param>
    /// <param name="codeMarks">Whether marks that are characters of their own are written so as well.</param>
    /// <param name="codeLetters">Whether all letters that look like Latin ones are written so as well.</param>
    public static string Label(string label, bool codeMarks = false, bool codeLetters = false)
    {
        var shown = new StringBuilder(label.Length);
        var before = default(Rune);
        var mixed = LookAlikeLetters.Mixed(label);
        var at = 0;
        foreach (var rune in label.EnumerateRunes())
        {
            // Joiners make one sign of several, in emoji and in Persian.
            var joins = rune.Value is 0x200C or 0x200D or 0xFE0F && !before.IsAscii;
            shown.Append(!joins && (IsUnseen(rune) || rune.Value != ' ' && Rune.IsWhiteSpace(rune))
                || codeMarks && rune.IsBmp && DecomposedLetters.IsPart((char)rune.Value)
                || codeLetters && rune.IsBmp && LookAlikeLetters.IsForeign((char)rune.Value) || mixed.Contains(at)
                    ? string.Create(CultureInfo.InvariantCulture, $"⟨U+{rune.Value:X4}⟩") : rune.ToString());
            before = rune;
            at += rune.Utf16SequenceLength;
        }
        return shown.ToString();
    }

    /// <summary>Whether a character cannot be seen and is no blank.</summary>
    public static bool IsUnseen(Rune rune) => !Rune.IsWhiteSpace(rune) && (Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.Format && !IsSeenFormat(rune.Value)
        || rune.Value is 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or 0x3164 or 0xFFA0 or >= 0xFE00 and <= 0xFE0F
            or >= 0xE0100 and <= 0xE01EF);

    // Signs around numbers in Arabic, Syriac and Kaithi.
    private static bool IsSeenFormat(int value) =>
        value is >= 0x0600 and <= 0x0605 or 0x06DD or 0x070F or 0x0890 or 0x0891 or 0x08E2 or 0x110BD or 0x110CD;

    // Joiners make one sign of several, in emoji and in Persian, and the marks of direction only say what a letter
    // would:
    // unlike the other formatting characters they cannot make a line read as something else.
    private static bool IsVisible(Rune rune) => rune.Value is >= 0x200C and <= 0x200F
        || Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
