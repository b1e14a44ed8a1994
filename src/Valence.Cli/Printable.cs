using System.Globalization;
using System.Text;

namespace Valence.Cli;

/// <summary>Texts from files as a terminal may be given them.</summary>
internal static class Printable
{
    /// <summary>The text on one line: line ends are blanks, other control and formatting characters are written as their codes.</summary>
    public static string Line(string text)
    {
        var line = new StringBuilder(text.Length);
        foreach (var rune in text.ReplaceLineEndings(" ").EnumerateRunes())
        {
            var isVisible = Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
            line.Append(isVisible ? rune.ToString() : string.Create(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}"));
        }
        return line.ToString();
    }
}
