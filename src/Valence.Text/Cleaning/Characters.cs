using System.Buffers;
using System.Text;

namespace Valence.Text;

/// <summary>Replaces the characters of a text that are not kept, one replacement for each.</summary>
internal static class Characters
{
    public static string Keep(string text, SearchValues<char> kept, bool keepWhiteSpace, string replacement)
    {
        if (text.AsSpan().IndexOfAnyExcept(kept) < 0) return text;
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (kept.Contains(c) || (keepWhiteSpace && char.IsWhiteSpace(c)))
            {
                result.Append(c);
                continue;
            }

            result.Append(replacement);
            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])) i++;
        }

        return result.ToString();
    }
}
