namespace Valence.Text;

/// <summary>Splits at white space, which is dropped.</summary>
internal sealed class WhitespacePreTokenizer : PreTokenizer
{
    public override void Apply(Draft draft)
    {
        var text = draft.Text.Characters;
        foreach (var piece in draft.Pieces.Pieces)
        {
            var start = piece.Start;
            for (var at = piece.Start; at < piece.End; at++)
            {
                // White space is of the basic plane.
                if (!char.IsWhiteSpace(text[at])) continue;
                draft.NextPieces.Add(start, at);
                start = at + 1;
            }
            draft.NextPieces.Add(start, piece.End);
        }
        draft.TakePieces();
    }
}
