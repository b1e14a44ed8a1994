using System.Text;

namespace Valence.Text;

/// <summary>Splits at characters of a kind, each found by itself.</summary>
internal sealed class CharacterPreTokenizer(Func<Rune, bool> isFound, SplitBehavior behavior)
    : FindingPreTokenizer(behavior)
{
    protected override void Find(ReadOnlySpan<char> piece, int at, PieceList found)
    {
        for (var i = 0; i < piece.Length;)
        {
            var rune = CharacterKind.At(piece, i, out var length);
            if (isFound(rune)) found.Add(at + i, at + i + length);
            i += length;
        }
    }
}
