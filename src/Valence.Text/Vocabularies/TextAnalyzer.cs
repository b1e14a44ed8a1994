using System.Text;

namespace Valence.Text;

/// <summary>Standardizes and splits texts as TensorFlow does it, one space between tokens so that n-grams are
/// slices.</summary>
internal sealed class TextAnalyzer(TextVectorizerOptions options)
{
    private readonly bool _lowers = options.CustomStandardize is null
        && options.Standardize is TextStandardization.Lower or TextStandardization.LowerAndStripPunctuation;
    private readonly bool _strips = options.CustomStandardize is null
        && options.Standardize is TextStandardization.StripPunctuation or TextStandardization.LowerAndStripPunctuation;

    public void Analyze(string text, TokenBuffer tokens)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (options.CustomStandardize is not null) text = options.CustomStandardize(text);
        if (options.CustomSplit is not null) tokens.Set(options.CustomSplit(Standardized(text)));
        else if (options.Split == TextSplit.None) tokens.Set([Standardized(text)]);
        else if (options.Split == TextSplit.Character)
            tokens.Set(Standardized(text).EnumerateRunes().Select(rune => rune.ToString()));
        else SplitAtWhitespace(text, tokens);
    }

    private string Standardized(string text)
    {
        if (!_lowers && !_strips) return text;
        var result = new StringBuilder(text.Length);
        foreach (var c in text)
            if (!(_strips && IsPunctuation(c))) result.Append(_lowers ? Lower(c) : c);
        return result.ToString();
    }

    private void SplitAtWhitespace(string text, TokenBuffer tokens)
    {
        var buffer = tokens.Begin(text.Length + 1);
        var start = 0;
        var written = 0;
        foreach (var c in text)
        {
            if (c is ' ' or (>= '\t' and <= '\r'))
            {
                if (written == start) continue;
                tokens.Add(start, written);
                buffer[written++] = ' ';
                start = written;
            }
            else if (!(_strips && IsPunctuation(c)))
            {
                buffer[written++] = _lowers ? Lower(c) : c;
            }
        }
        if (written > start) tokens.Add(start, written);
    }

    private static char Lower(char c) => c is >= 'A' and <= 'Z' ? (char)(c | 0x20) : c;

    private static bool IsPunctuation(char c) =>
        c is (>= '!' and <= '/') or (>= ':' and <= '@') or (>= '[' and <= '`') or (>= '{' and <= '~');
}
