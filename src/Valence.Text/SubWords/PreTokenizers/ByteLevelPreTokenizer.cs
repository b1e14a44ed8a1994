using System.Text;

namespace Valence.Text;

/// <summary>GPT-2's: words with the blank before them, and each byte of their UTF-8 as a character that is
/// seen.</summary>
internal sealed class ByteLevelPreTokenizer(bool addsPrefix, bool splits) : PreTokenizer
{
    public static ByteLevelPreTokenizer Read(Fields fields)
    {
        // It belongs to the post-processor of the same name.
        fields.Flag("trim_offsets", true);
        return new(fields.Flag("add_prefix_space", true), fields.Flag("use_regex", true));
    }

    public override void Apply(Draft draft)
    {
        var (from, to) = (draft.Text, draft.NextText);
        foreach (var piece in draft.Pieces.Pieces)
        {
            var start = to.Length;
            if (addsPrefix && from.Characters[piece.Start] != ' ') PrependNormalizer.Write(from, to, " ", piece.Start);
            to.Append(from, piece.Start, piece.End);
            if (splits) Gpt2Words.Split(to.Characters, start, draft.NextPieces);
            else draft.NextPieces.Add(start, to.Length);
        }
        draft.TakeText();
        draft.TakePieces();
        WriteBytes(draft);
    }

    private static void WriteBytes(Draft draft)
    {
        var (from, to) = (draft.Text, draft.NextText);
        var text = from.Characters;
        var characters = ByteCharacters.Of;
        if (!text.ContainsAnyExceptInRange('\0', '\u007F'))
        {
            // Each byte is a character, which stays where it is.
            to.Append(from, 0, from.Length);
            to.Map(characters);
            draft.TakeText();
            return;
        }
        Span<byte> bytes = stackalloc byte[4];
        foreach (var piece in draft.Pieces.Pieces)
        {
            var start = to.Length;
            for (var at = piece.Start; at < piece.End;)
            {
                var rune = CharacterKind.At(text, at, out var length);
                var span = from.Span(at, at + length);
                foreach (var b in bytes[..rune.EncodeToUtf8(bytes)]) to.Append(characters[b], span);
                at += length;
            }
            draft.NextPieces.Add(start, to.Length);
        }
        draft.TakeText();
        draft.TakePieces();
    }
}
