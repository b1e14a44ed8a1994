using System.Text;

namespace Valence.Text;

/// <summary>Standardizes and splits texts as TensorFlow does it, one space between tokens so that n-grams are
/// slices.</summary>
internal sealed class TextAnalyzer
{
    private const int Stripped = -1;

    private readonly TextVectorizerOptions _options;
    private readonly bool _lowers;
    private readonly bool _strips;

    /// <summary>What each ASCII character becomes.</summary>
    private readonly int[] _standard;

    public TextAnalyzer(TextVectorizerOptions options)
    {
        _options = options;
        var standard = options.CustomStandardize is null ? options.Standardize : TextStandardization.None;
        _lowers = standard is TextStandardization.Lower or TextStandardization.LowerAndStripPunctuation;
        _strips = standard is TextStandardization.StripPunctuation or TextStandardization.LowerAndStripPunctuation;
        _standard = StandardAscii();
    }

    public void Analyze(string text, TokenBuffer tokens)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (_options.CustomStandardize is not null) text = _options.CustomStandardize(text);
        if (_options.CustomSplit is not null) tokens.Set(_options.CustomSplit(Standardized(text)));
        else if (_options.Split == TextSplit.None) tokens.Set([Standardized(text)]);
        else if (_options.Split == TextSplit.Character)
            tokens.Set(Standardized(text).EnumerateRunes().Select(rune => rune.ToString()));
        else SplitAtWhitespace(text, tokens);
    }

    private string Standardized(string text)
    {
        if (!_lowers && !_strips) return text;
        var result = new StringBuilder(text.Length);
        foreach (var c in text)
            if (Standard(c) is var kept and not Stripped) result.Append((char)kept);
        return result.ToString();
    }

    private void SplitAtWhitespace(string text, TokenBuffer tokens)
    {
        var buffer = tokens.Begin(text.Length + 1);
        var start = 0;
        var written = 0;
        foreach (var c in text)
        {
            var kept = Standard(c);
            if (kept == Stripped) continue;
            if (kept > ' ' || !IsWhiteSpace(c))
            {
                buffer[written++] = (char)kept;
                continue;
            }
            if (written == start) continue;
            tokens.Add(start, written);
            buffer[written++] = ' ';
            start = written;
        }
        if (written > start) tokens.Add(start, written);
    }

    private int Standard(char c) => c < _standard.Length ? _standard[c] : c;

    private int[] StandardAscii()
    {
        var standard = new int[128];
        for (var c = '\0'; c < standard.Length; c++)
            standard[c] = _strips && IsPunctuation(c) ? Stripped : _lowers ? Lower(c) : c;
        return standard;
    }

    private static bool IsWhiteSpace(char c) => c is ' ' or (>= '\t' and <= '\r');

    private static char Lower(char c) => c is >= 'A' and <= 'Z' ? (char)(c | 0x20) : c;

    private static bool IsPunctuation(char c) =>
        c is (>= '!' and <= '/') or (>= ':' and <= '@') or (>= '[' and <= '`') or (>= '{' and <= '~');
}
