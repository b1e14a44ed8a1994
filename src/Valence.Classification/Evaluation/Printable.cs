using System.Globalization;
using System.Text;

namespace Valence.Classification;

/// <summary>Texts from files as a table, a message or a terminal may be given them.</summary>
internal static class Printable
{
    /// <summary>The text on one line: line ends are blanks, other control and formatting characters are written as
    /// their codes.</summary>
    public static string Line(string text)
    {
        var line = new StringBuilder(text.Length);
        foreach (var rune in text.ReplaceLineEndings(" ").EnumerateRunes())
            line.Append(IsVisible(rune) ? rune.ToString()
                : string.Create(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}"));
        return line.ToString();
    }

    // Joiners make one sign of several, in emoji and in Persian, and the marks of direction only say what a letter
    // would:
    // unlike the other formatting characters they cannot make a line read as something else.
    private static bool IsVisible(Rune rune) => rune.Value is >= 0x200C and <= 0x200F
        || Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
