namespace Valence.Text;

/// <summary>The tokens of a piece, in order.</summary>
internal sealed class TokenList
{
    private PieceToken[] _tokens = new PieceToken[16];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>The tokens.</summary>
    public ReadOnlySpan<PieceToken> Tokens => _tokens.AsSpan(0, Count);

    /// <summary>Removes all from number <paramref name="count"/> on.</summary>
    public void Cut(int count) => Count = count;

    /// <summary>Turns the order around from number <paramref name="first"/> on.</summary>
    public void Reverse(int first) => _tokens.AsSpan(first, Count - first).Reverse();

    /// <summary>Adds one.</summary>
    public void Add(int id, int start, int end)
    {
        if (_tokens.Length == Count) Array.Resize(ref _tokens, 2 * Count);
        _tokens[Count++] = new(id, start, end);
    }
}
