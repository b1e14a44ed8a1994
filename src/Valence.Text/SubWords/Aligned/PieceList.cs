using System.Runtime.CompilerServices;

namespace Valence.Text;

/// <summary>Pieces of a text, in order.</summary>
internal sealed class PieceList
{
    private Piece[] _pieces = new Piece[64];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>The pieces.</summary>
    public ReadOnlySpan<Piece> Pieces => _pieces.AsSpan(0, Count);

    /// <summary>Removes all.</summary>
    public void Clear() => Count = 0;

    /// <summary>Adds one; an empty one is left out.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int start, int end)
    {
        if (start == end) return;
        if (_pieces.Length == Count) Array.Resize(ref _pieces, 2 * Count);
        _pieces[Count++] = new(start, end);
    }
}
