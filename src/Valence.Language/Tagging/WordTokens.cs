using Valence.Classification;
using Valence.Text;

namespace Valence.Language;

/// <summary>Makes of words what a pre-trained encoder reads: the ids of their tokens and where each word begins, in
/// windows of whole words where there are more than it takes at once.</summary>
/// <remarks>Words are read with blanks between, however they stood in their text. Neighbouring windows share about a
/// quarter. A word of which the tokenizer leaves nothing has the place of the first id; of one that fills a window
/// alone, the first tokens are read.</remarks>
/// <param name="encoder">The tokens, special ones around them, and how many go into a window.</param>
internal sealed class WordTokens(SubWordEncoder encoder)
{
    /// <summary>The tokens.</summary>
    public SubWordEncoder Encoder { get; } = encoder;

    /// <summary>What is read of a text's words; at least one window.</summary>
    public IReadOnlyList<ReadTokens> Read(IReadOnlyList<string> words)
    {
        var (pieces, most) = (Encoder.Pieces(string.Join(' ', words)), Encoder.Length!.Value);
        var begins = Begins(words, pieces);
        var windows = new List<ReadTokens>();
        for (var first = 0; ;)
        {
            var end = Math.Min(words.Count, first + 1);
            while (end < words.Count && begins[end + 1] - begins[first] <= most) end++;
            windows.Add(Window(pieces, begins, first, end));
            if (end == words.Count) return windows;
            var next = end;
            while (next > first + 1 && begins[end] - begins[next - 1] <= most / 4) next--;
            // The next word has to fit in, or nothing new would be read.
            while (next < end && begins[end + 1] - begins[next] > most) next++;
            first = next;
        }
    }

    // The first token of each word or, where it has none, of what comes after it; and how many there are.
    private static int[] Begins(IReadOnlyList<string> words, IReadOnlyList<TextPiece> pieces)
    {
        var begins = new int[words.Count + 1];
        for (var (i, piece, start) = (0, 0, 0); i < words.Count; start += words[i++].Length + 1)
        {
            while (piece < pieces.Count && pieces[piece].End <= start) piece++;
            begins[i] = piece;
        }
        begins[^1] = pieces.Count;
        return begins;
    }

    private ReadTokens Window(IReadOnlyList<TextPiece> pieces, int[] begins, int first, int end)
    {
        var ((before, after), from) = (Encoder.Frame, begins[first]);
        var count = Math.Min(begins[end] - from, Encoder.Length!.Value);
        var places = new int[end - first];
        for (var i = first; i < end; i++)
            places[i - first] = begins[i + 1] > begins[i] ? before.Length + begins[i] - from : 0;
        return new(first, end, [.. before, .. pieces.Skip(from).Take(count).Select(piece => piece.Id), .. after],
            places, Encoder.PaddingId);
    }
}
