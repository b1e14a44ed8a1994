using System.Globalization;
using System.Text;
using Valence.Text;

namespace Valence.Pictures;

/// <summary>A picture that is written stroke by stroke and becomes SVG: text stays text, lengths are pixels at its
/// natural size, y grows downwards.</summary>
/// <remarks>
/// It stands alone or inside HTML: no script, no reference, no id, and rules of style that hold within it only. Colours
/// are those of Okabe and Ito, which colour-blind people tell apart, and follow the reader's light or dark scheme.
/// Equal strokes give equal bytes on any machine.
/// </remarks>
internal sealed class Svg
{
    /// <summary>The size of letters.</summary>
    public const double FontSize = 12;

    /// <summary>From one line of text to the next.</summary>
    public const double LineHeight = 17;

    // A fixed-pitch font, so that the width of a text is known without one: the widest usual ones have 0.602.
    private const double LetterWidth = 0.61 * FontSize;

    private const string Style = """
        .valence{font:12px ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace;max-width:100%;height:auto}
        .valence text{fill:#1f2328;white-space:pre}
        .valence .faint{fill:#59636e}
        .valence .bold{font-weight:bold}
        .valence .paper{fill:#fff}
        .valence .box{fill:#f6f8fa;stroke:#59636e}
        .valence .input{fill:#ddf4ff;stroke:#0072b2}
        .valence .output{stroke:#d55e00;stroke-width:2}
        .valence .edge,.valence .back{fill:none;stroke:#59636e;stroke-width:1.3}
        .valence .back{stroke-dasharray:5 3}
        .valence .tip{fill:#59636e}
        .valence .grid{stroke:#d1d9e0}
        .valence .axis{stroke:#59636e}
        .valence .band{fill:#0072b2;fill-opacity:.2}
        .valence .line0,.valence .line1{fill:none;stroke-width:2;stroke-linejoin:round}
        .valence .line0{stroke:#0072b2}
        .valence .line1{stroke:#d55e00;stroke-dasharray:6 4}
        .valence .mark0{fill:#0072b2}
        .valence .mark1{fill:#d55e00}
        @media (prefers-color-scheme:dark){
        .valence text{fill:#e6edf3}
        .valence .faint{fill:#9da7b3}
        .valence .paper{fill:#0d1117}
        .valence .box{fill:#1c232c;stroke:#9da7b3}
        .valence .input{fill:#0c2d4a;stroke:#56b4e9}
        .valence .output{stroke:#e69f00}
        .valence .edge,.valence .back{stroke:#9da7b3}
        .valence .tip{fill:#9da7b3}
        .valence .grid{stroke:#30363d}
        .valence .axis{stroke:#9da7b3}
        .valence .band{fill:#56b4e9;fill-opacity:.25}
        .valence .line0{stroke:#56b4e9}
        .valence .line1{stroke:#e69f00}
        .valence .mark0{fill:#56b4e9}
        .valence .mark1{fill:#e69f00}
        }
        """;

    private readonly StringBuilder _strokes = new();

    /// <summary>How wide a text is drawn, at most.</summary>
    public static double WidthOf(string text)
    {
        var width = 0.0;
        foreach (var rune in Shown(text).EnumerateRunes()) width += WidthOf(rune);
        return width;
    }

    /// <summary>As much of a text as has room, with an ellipsis for the rest.</summary>
    public static string Fit(string text, double width)
    {
        var shown = Shown(text);
        if (WidthOf(shown) <= width) return shown;
        var (fitting, used) = (new StringBuilder(), LetterWidth);
        foreach (var rune in shown.EnumerateRunes())
        {
            used += WidthOf(rune);
            if (used > width) break;
            fitting.Append(rune.ToString());
        }
        return fitting.Append('…').ToString();
    }

    /// <summary>A number as pictures write it, to a hundredth.</summary>
    public static string Number(double number) => number.ToString("0.##", CultureInfo.InvariantCulture) is not "-0"
        and var text ? text : "0";

    /// <summary>Begins a group, which <see cref="Close"/> ends, with a tip for whoever points at it.</summary>
    public void Open(string? tip = null)
    {
        _strokes.Append("<g>");
        if (tip is not null) _strokes.Append("<title>").Append(Escaped(tip)).Append("</title>");
        _strokes.Append('\n');
    }

    /// <summary>Ends a group.</summary>
    public void Close() => _strokes.Append("</g>\n");

    /// <summary>A rectangle by its upper left corner.</summary>
    public void Rectangle(string style, double x, double y, double width, double height, double rounding = 0) =>
        _strokes.Append(CultureInfo.InvariantCulture, $"<rect class=\"{style}\" x=\"{Number(x)}\" y=\"{Number(y)}\" ")
            .Append(CultureInfo.InvariantCulture, $"width=\"{Number(width)}\" height=\"{Number(height)}\"")
            .Append(rounding > 0 ? $" rx=\"{Number(rounding)}\"" : "").Append("/>\n");

    /// <summary>A straight line.</summary>
    public void Line(string style, double x1, double y1, double x2, double y2) => Path(style,
        $"M{Number(x1)} {Number(y1)}L{Number(x2)} {Number(y2)}");

    /// <summary>A line or shape by SVG's commands.</summary>
    public void Path(string style, string commands) =>
        _strokes.Append("<path class=\"").Append(style).Append("\" d=\"").Append(commands).Append("\"/>\n");

    /// <summary>A point of a curve: round of the first one, square of the second.</summary>
    public void Mark(int curve, double x, double y)
    {
        if (curve > 0) Rectangle("mark1", x - 3, y - 3, 6, 6);
        else _strokes.Append($"<circle class=\"mark0\" cx=\"{Number(x)}\" cy=\"{Number(y)}\" r=\"3.5\"/>\n");
    }

    /// <summary>A line of text on its base line.</summary>
    /// <param name="text">The text, whose control characters are written as their codes.</param>
    /// <param name="x">Where it begins, or its <paramref name="anchor"/>.</param>
    /// <param name="y">Its base line.</param>
    /// <param name="style">Its classes of style.</param>
    /// <param name="anchor">What is at <paramref name="x"/>: <c>start</c>, <c>middle</c> or <c>end</c>.</param>
    public void Text(string text, double x, double y, string style = "", string anchor = "start")
    {
        _strokes.Append($"<text x=\"{Number(x)}\" y=\"{Number(y)}\"");
        if (style.Length > 0) _strokes.Append(" class=\"").Append(style).Append('"');
        if (anchor != "start") _strokes.Append(" text-anchor=\"").Append(anchor).Append('"');
        _strokes.Append('>').Append(Escaped(text)).Append("</text>\n");
    }

    /// <summary>The whole picture.</summary>
    /// <param name="title">What it is, for whoever hears it.</param>
    /// <param name="description">What it shows.</param>
    /// <param name="width">Its natural width; it is scaled to any.</param>
    /// <param name="height">Its natural height.</param>
    public string ToString(string title, string description, double width, double height)
    {
        var size = $"width=\"{Number(width)}\" height=\"{Number(height)}\"";
        return $"""
            <svg xmlns="http://www.w3.org/2000/svg" class="valence" role="img" {size}
             viewBox="0 0 {Number(width)} {Number(height)}">
            <title>{Escaped(title)}</title>
            <desc>{Escaped(description)}</desc>
            <style>
            {Style}
            </style>
            <rect class="paper" {size}/>
            {_strokes}</svg>

            """.ReplaceLineEndings("\n");
    }

    private static double WidthOf(Rune rune) => rune.Value < 0x1100 || rune.Value is >= 0x2010 and < 0x2E80
        ? LetterWidth : 2 * LetterWidth;

    // XML has no place for the code points that are no characters.
    private static string Shown(string text)
    {
        var shown = Printable.Line(text);
        return shown.AsSpan().ContainsAny('\uFFFE', '\uFFFF') ? shown.Replace("\uFFFE", "⟨U+FFFE⟩",
            StringComparison.Ordinal).Replace("\uFFFF", "⟨U+FFFF⟩", StringComparison.Ordinal) : shown;
    }

    /// <summary>A text between tags, whose control characters are written as their codes.</summary>
    public static string Escaped(string text) => Shown(text).Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
}
