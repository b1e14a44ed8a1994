using System.Numerics;

namespace Valence.Text;

/// <summary>Words between white space, and each sign by itself.</summary>
internal sealed class BertPreTokenizer : PreTokenizer
{
    private const byte Blank = 1;
    private const byte Sign = 2;
    private static readonly byte[] Ascii = AsciiKinds();

    private static readonly AsciiSet Separators = new(string.Concat(Enumerable.Range(0, 128)
        .Where(c => Ascii[c] != 0).Select(c => (char)c)));

    public override void Apply(Draft draft)
    {
        var text = draft.Text.Characters;
        var pieces = draft.NextPieces;
        if (draft.Pieces.Count == 1 && !text.ContainsAnyExceptInRange('\0', '\u007F'))
        {
            SplitAscii(draft.Text.Reachable, draft.Pieces.Pieces[0], pieces);
            draft.TakePieces();
            return;
        }
        var ascii = Ascii;
        foreach (var piece in draft.Pieces.Pieces)
        {
            var start = piece.Start;
            for (var at = piece.Start; at < piece.End;)
            {
                var c = text[at];
                var length = 1;
                var kind = c < ascii.Length ? ascii[c] : KindAt(text, at, out length);
                if (kind == 0)
                {
                    at += length;
                    continue;
                }
                pieces.Add(start, at);
                if (kind == Sign) pieces.Add(at, at + length);
                at += length;
                start = at;
            }
            pieces.Add(start, piece.End);
        }
        draft.TakePieces();
    }

    /// <summary>Looks at sixteen characters at a time.</summary>
    private static void SplitAscii(ReadOnlySpan<char> reachable, Piece piece, PieceList pieces)
    {
        var start = piece.Start;
        for (var block = piece.Start; block < piece.End; block += AsciiSet.Count)
        {
            var found = Separators.In(reachable, block);
            while (found != 0)
            {
                var at = block + BitOperations.TrailingZeroCount(found);
                if (at >= piece.End) break;
                found &= found - 1;
                pieces.Add(start, at);
                if (Ascii[reachable[at]] == Sign) pieces.Add(at, at + 1);
                start = at + 1;
            }
        }
        pieces.Add(start, piece.End);
    }

    private static byte KindAt(ReadOnlySpan<char> text, int at, out int length)
    {
        var rune = CharacterKind.At(text, at, out length);
        return CharacterKind.IsWhiteSpace(rune) ? Blank : CharacterKind.IsPunctuation(rune) ? Sign : (byte)0;
    }

    private static byte[] AsciiKinds()
    {
        var kinds = new byte[128];
        for (var c = 0; c < kinds.Length; c++)
        {
            var rune = new System.Text.Rune(c);
            kinds[c] = CharacterKind.IsWhiteSpace(rune) ? Blank : CharacterKind.IsPunctuation(rune) ? Sign : (byte)0;
        }
        return kinds;
    }
}
