namespace Valence.Text;

/// <summary>Leaves the blanks at the ends of byte-level tokens out of their spans.</summary>
/// <param name="KeepsPrefix">Whether the one blank that was added before a text counts as none.</param>
internal sealed record BlankTrimming(bool KeepsPrefix)
{
    /// <summary>The span of a token without its blanks.</summary>
    public TextSpan Trim(string token, TextSpan span, bool isFirst)
    {
        var leading = 0;
        while (leading < token.Length && IsBlank(token[leading])) leading++;
        var trailing = 0;
        while (trailing < token.Length && IsBlank(token[^(trailing + 1)])) trailing++;
        if (leading + trailing == 0) return span;

        if (KeepsPrefix && leading == 1 && (isFirst || span.Start == 0)) leading = 0;
        var start = Math.Min(span.Start + leading, span.End);
        return new(start, span.End >= trailing ? Math.Max(span.End - trailing, start) : span.End);
    }

    private static bool IsBlank(char c) => c == ByteCharacters.Blank || char.IsWhiteSpace(c);
}
