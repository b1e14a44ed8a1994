using System.Text;

namespace Valence.Text;

/// <summary>Blanks as characters that are seen (▁), one before the text, and a piece from each on: SentencePiece's
/// words.</summary>
internal sealed class MetaspacePreTokenizer(Rune replacement, PrependScheme scheme, bool splits) : PreTokenizer
{
    private readonly string _replacement = replacement.ToString();

    public static MetaspacePreTokenizer Read(Fields fields) =>
        new(fields.Character("replacement"), PrependSchemes.Read(fields), fields.Flag("split", true));

    public override void Apply(Draft draft)
    {
        var (from, to) = (draft.Text, draft.NextText);
        foreach (var piece in draft.Pieces.Pieces)
        {
            var start = to.Length;
            if (Prepends(from, piece)) PrependNormalizer.Write(from, to, _replacement, piece.Start);
            Rewrite(from, piece, to);
            AddPieces(to.Characters, start, draft.NextPieces);
        }
        draft.TakeText();
        draft.TakePieces();
    }

    private bool Prepends(AlignedText from, Piece piece)
    {
        if (scheme == PrependScheme.Never) return false;
        var text = from.Characters[piece.Start..piece.End];
        if (text[0] == ' ' || text.StartsWith(_replacement, StringComparison.Ordinal)) return false;
        return scheme == PrependScheme.Always || from.Span(piece.Start, piece.Start + 1).Start == 0;
    }

    private void Rewrite(AlignedText from, Piece piece, AlignedText to)
    {
        for (var at = piece.Start; at < piece.End;)
        {
            var next = from.Characters[at..piece.End].IndexOf(' ');
            if (next < 0)
            {
                to.Append(from, at, piece.End);
                return;
            }
            to.Append(from, at, at + next);
            to.Append(replacement, from.Span(at + next, at + next + 1));
            at += next + 1;
        }
    }

    private void AddPieces(ReadOnlySpan<char> text, int start, PieceList pieces)
    {
        if (splits)
            for (var at = start; at < text.Length;)
            {
                var next = text[at..].IndexOf(_replacement, StringComparison.Ordinal);
                if (next < 0) break;
                pieces.Add(start, at + next);
                start = at + next;
                at = start + _replacement.Length;
            }
        pieces.Add(start, text.Length);
    }
}
