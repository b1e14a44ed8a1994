namespace Valence.Classification;

/// <summary>Words of a text that follow each other: those that a piece of it touches.</summary>
/// <param name="First">The number of the first.</param>
/// <param name="Last">That of the last; before the first where there is none.</param>
internal readonly record struct TouchedWords(int First, int Last)
{
    public static TouchedWords None { get; } = new(0, -1);

    public bool IsNone => Last < First;

    /// <summary>Those of each piece.</summary>
    /// <param name="pieces">The pieces, about in their order.</param>
    /// <param name="words">The words, in their order.</param>
    public static TouchedWords[] Of(IReadOnlyList<TextPiece> pieces, List<(int Start, int End)> words)
    {
        var touched = new TouchedWords[pieces.Count];
        var first = 0;
        foreach (var (i, piece) in pieces.Index())
        {
            while (first < words.Count && words[first].End <= piece.Start) first++;
            while (first > 0 && words[first - 1].End > piece.Start) first--;
            var last = first - 1;
            while (last + 1 < words.Count && words[last + 1].Start < piece.End) last++;
            touched[i] = new(first, last);
        }
        return touched;
    }
}
