namespace Valence.Text;

/// <summary>Words and runs of signs, without white space: <c>\w+|[^\w\s]+</c>.</summary>
internal sealed class WordPreTokenizer : PreTokenizer
{
    private enum Kind
    {
        Blank,
        Word,
        Sign,
    }

    public override void Apply(Draft draft)
    {
        var text = draft.Text.Characters;
        foreach (var piece in draft.Pieces.Pieces)
        {
            var start = piece.Start;
            var last = Kind.Blank;
            for (var at = piece.Start; at < piece.End;)
            {
                var rune = CharacterKind.At(text, at, out var length);
                var kind = CharacterKind.IsWhiteSpace(rune) ? Kind.Blank
                    : CharacterKind.IsWord(rune) ? Kind.Word : Kind.Sign;
                if (kind != last)
                {
                    if (last != Kind.Blank) draft.NextPieces.Add(start, at);
                    start = at;
                    last = kind;
                }
                at += length;
            }
            if (last != Kind.Blank) draft.NextPieces.Add(start, piece.End);
        }
        draft.TakePieces();
    }
}
