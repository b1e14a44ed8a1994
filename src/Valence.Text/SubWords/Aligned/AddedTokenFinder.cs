using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Valence.Text;

/// <summary>Finds added tokens in a text: the leftmost first, of those the longest.</summary>
internal sealed class AddedTokenFinder
{
    private readonly PieceTrie _trie = new();
    private readonly SearchValues<char> _first;
    private readonly Dictionary<int, AddedToken> _tokens = [];

    /// <param name="tokens">The tokens, each with the text that it is found by.</param>
    public AddedTokenFinder(IReadOnlyCollection<(AddedToken Token, string Text)> tokens)
    {
        foreach (var (token, text) in tokens)
        {
            _trie.Add(text, token.Id);
            _tokens[token.Id] = token;
        }
        _first = SearchValues.Create([.. tokens.Where(entry => entry.Text.Length > 0).Select(entry => entry.Text[0])
            .Distinct()]);
    }

    /// <summary>The next token from <paramref name="at"/> on, which moves behind what was looked at; false where there
    /// is none. White space that it takes begins at <paramref name="free"/> at the earliest.</summary>
    public bool Next(ReadOnlySpan<char> text, ref int at, int free, [NotNullWhen(true)] out AddedToken? token,
        out TextSpan span)
    {
        while (at < text.Length && text[at..].IndexOfAny(_first) is >= 0 and var next)
        {
            at += next;
            var id = _trie.Longest(PieceTrie.Root, text[at..], out var length);
            if (id < 0)
            {
                at++;
                continue;
            }
            token = _tokens[id];
            var (start, end) = (at, at + length);
            at = end;
            if (token.SingleWord && !StandsAlone(text, start, end)) continue;
            if (token.LeftStrip) start = Math.Max(free, text[..start].TrimEnd().Length);
            if (token.RightStrip) end = text.Length - text[end..].TrimStart().Length;
            span = new(start, end);
            return true;
        }
        (token, span) = (null, default);
        return false;
    }

    private static bool StandsAlone(ReadOnlySpan<char> text, int start, int end) =>
        (start == 0 || !CharacterKind.IsWord(CharacterKind.Before(text, start, out _)))
            && (end == text.Length || !CharacterKind.IsWord(CharacterKind.At(text, end, out _)));
}
