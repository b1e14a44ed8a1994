using Valence.Classification;

namespace Valence.Language;

/// <summary>Makes of words what a pre-trained encoder reads: the ids of their parts, in windows where there are more
/// than it takes at once, and where each word begins.</summary>
/// <remarks>Words are read with blanks between, however they stood in their text. Of neighbouring windows a quarter at
/// least is the same; a word is looked up in the window in which it is nearest to the middle. A word of which the
/// tokenizer leaves nothing has the place of the first id.</remarks>
/// <param name="encoder">The tokens, special ones around them, and how many go into a window.</param>
internal sealed class WordTokens(SubWordEncoder encoder)
{
    /// <summary>The tokens.</summary>
    public SubWordEncoder Encoder { get; } = encoder;

    /// <summary>What is read of a text's words.</summary>
    public ReadTokens Read(IReadOnlyList<string> words)
    {
        var pieces = Encoder.Pieces(string.Join(' ', words));
        var (before, after) = Encoder.Frame;
        var windows = Windows(pieces.Count, Encoder.Length!.Value);
        var length = before.Length + windows.Length + after.Length;
        var places = new int[words.Count];
        for (var (i, piece, start) = (0, 0, 0); i < words.Count; start += words[i++].Length + 1)
        {
            while (piece < pieces.Count && pieces[piece].End <= start) piece++;
            if (piece < pieces.Count && pieces[piece].Start < start + words[i].Length)
                places[i] = Place(windows, piece, before.Length, length);
        }
        return new([.. Enumerable.Range(0, windows.Count).Select(w =>
            (int[])[.. before, .. pieces.Take(windows[w]).Select(piece => piece.Id), .. after])], places,
            Encoder.PaddingId);
    }

    private static TextWindows Windows(int pieces, int most)
    {
        var step = most - most / 4;
        return pieces <= most ? new(pieces, pieces, 0, pieces, 1)
            : new(pieces, most, 0, pieces, 1 + (pieces - most + step - 1) / step);
    }

    private static int Place(TextWindows windows, int piece, int before, int length)
    {
        var best = 0;
        for (var w = 1; w < windows.Count; w++)
            if (FromMiddle(windows[w], piece) < FromMiddle(windows[best], piece)) best = w;
        return best * length + before + piece - windows[best].Start.Value;
    }

    private static int FromMiddle(Range window, int piece) =>
        Math.Abs(2 * piece + 1 - window.Start.Value - window.End.Value);
}
