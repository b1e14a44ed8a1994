namespace Valence.Text;

/// <summary>Splits where it finds something.</summary>
internal abstract class FindingPreTokenizer(SplitBehavior behavior) : PreTokenizer
{
    public sealed override void Apply(Draft draft)
    {
        var found = new PieceList();
        foreach (var piece in draft.Pieces.Pieces)
        {
            found.Clear();
            Find(draft.Text.Characters[piece.Start..piece.End], piece.Start, found);
            SplitBehaviors.AddPieces(behavior, piece.Start, piece.End, found.Pieces, draft.NextPieces);
        }
        draft.TakePieces();
    }

    /// <summary>Adds what is found in a piece that starts at <paramref name="at"/>.</summary>
    protected abstract void Find(ReadOnlySpan<char> piece, int at, PieceList found);
}
