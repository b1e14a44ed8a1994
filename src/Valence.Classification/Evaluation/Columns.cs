using System.Globalization;
using Valence.Text;

namespace Valence.Classification;

/// <summary>Cells of a text table on one line each, padded by Unicode code points as Python counts them.</summary>
internal static class Columns
{
    public static int Width(string text) => Printable.Label(text).EnumerateRunes().Count();

    public static string Left(string text, int width) => Printable.Label(text) + Blanks(text, width);

    public static string Right(string text, int width) => Blanks(text, width) + Printable.Label(text);

    /// <summary>The line that stands for classes that a table leaves out.</summary>
    public static string More(int classes) => string.Create(CultureInfo.InvariantCulture,
        $"… and {classes} more {(classes == 1 ? "class" : "classes")} with fewer wrong rows");

    private static string Blanks(string text, int width) => new(' ', Math.Max(0, width - Width(text)));
}
