using System.Buffers;
using System.Numerics;
using System.Text;

namespace Valence.Text;

/// <summary>Splits texts as Keras' legacy <c>text_to_word_sequence</c>: lower-case, map every filtered character to the
/// separator, split at the separator, drop what is empty.</summary>
internal sealed class WordSplitter
{
    private readonly string _filters;
    private readonly bool _lower;
    private readonly string _split;
    private readonly SearchValues<char>? _separators;
    private readonly AsciiSet? _ascii;

    public WordSplitter(string filters, bool lower, string split)
    {
        ArgumentNullException.ThrowIfNull(filters);
        ArgumentNullException.ThrowIfNull(split);
        if (split.Length == 0)
            throw new ArgumentException("Expected a separator of at least one character, received the empty text.",
                nameof(split));
        _filters = filters;
        _lower = lower;
        _split = split;
        if (split.Length > 1 || (filters + split).Any(char.IsSurrogate)) return;
        _separators = SearchValues.Create(filters + split);
        if (Ascii.IsValid(filters + split)) _ascii = new(filters + split);
    }

    public void Split(string text, TokenBuffer tokens)
    {
        if (_separators is null)
        {
            var mapped = Map(_lower ? PythonCase.Lower(text) : text);
            tokens.Set(mapped.Split(_split, StringSplitOptions.RemoveEmptyEntries));
            return;
        }

        var length = text.Length;
        var buffer = tokens.Begin(_lower ? PythonCase.MaxLength(length) : length);
        if (_lower) length = PythonCase.Lower(text, buffer);
        else text.CopyTo(buffer);

        ReadOnlySpan<char> characters = buffer[..length];
        var start = _ascii is null ? 0 : SplitVectors(characters, tokens);
        while (start < length)
        {
            var size = characters[start..].IndexOfAny(_separators);
            if (size < 0) size = length - start;
            if (size > 0) tokens.Add(start, start + size);
            start += size + 1;
        }
    }

    /// <summary>Splits what fills whole vectors and returns the start of what is left, which may begin
    /// there.</summary>
    private int SplitVectors(ReadOnlySpan<char> characters, TokenBuffer tokens)
    {
        var start = 0;
        for (var at = 0; at <= characters.Length - AsciiSet.Count; at += AsciiSet.Count)
            for (var found = _ascii!.In(characters, at); found != 0; found &= found - 1)
            {
                var end = at + BitOperations.TrailingZeroCount(found);
                if (end > start) tokens.Add(start, end);
                start = end + 1;
            }
        return start;
    }

    /// <summary>Splits into code points, after lower-casing.</summary>
    public void SplitCharacters(string text, TokenBuffer tokens)
    {
        var length = text.Length;
        var buffer = tokens.Begin(_lower ? PythonCase.MaxLength(length) : length);
        if (_lower) length = PythonCase.Lower(text, buffer);
        else text.CopyTo(buffer);

        for (var start = 0; start < length;)
        {
            var isPair = start + 1 < length && char.IsSurrogatePair(buffer[start], buffer[start + 1]);
            var end = start + (isPair ? 2 : 1);
            tokens.Add(start, end);
            start = end;
        }
    }

    private string Map(string text)
    {
        var filtered = _filters.EnumerateRunes().ToHashSet();
        var mapped = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            if (filtered.Contains(rune)) mapped.Append(_split);
            else mapped.Append(rune);
        return mapped.ToString();
    }
}
