namespace Valence.Text;

/// <summary>The names of <see cref="SplitBehavior"/>, and how it makes pieces.</summary>
internal static class SplitBehaviors
{
    /// <summary>The behavior that a part declares.</summary>
    public static SplitBehavior Read(Fields fields, SplitBehavior? missing = null) =>
        fields.Choice("behavior", missing, ("Removed", SplitBehavior.Removed), ("Isolated", SplitBehavior.Isolated),
            ("MergedWithPrevious", SplitBehavior.MergedWithPrevious),
            ("MergedWithNext", SplitBehavior.MergedWithNext), ("Contiguous", SplitBehavior.Contiguous));

    /// <summary>Adds the pieces that cover the text from <paramref name="start"/> to <paramref name="end"/>, of which
    /// <paramref name="found"/> was found; parts of it and between may be empty.</summary>
    public static void AddPieces(SplitBehavior behavior, int start, int end, ReadOnlySpan<Piece> found,
        PieceList pieces)
    {
        var open = start;
        var at = start;
        var wasFound = false;
        foreach (var match in found)
        {
            if (match.Start > at) wasFound = Between(match.Start, wasFound);
            at = match.End;
            switch (behavior)
            {
                case SplitBehavior.Removed:
                    open = match.End;
                    break;
                case SplitBehavior.Isolated:
                    Close(match.Start);
                    Close(match.End);
                    break;
                case SplitBehavior.MergedWithPrevious:
                    if (wasFound) Close(match.Start);
                    break;
                case SplitBehavior.MergedWithNext:
                    Close(match.Start);
                    break;
                case SplitBehavior.Contiguous:
                    if (!wasFound) Close(match.Start);
                    break;
            }
            wasFound = true;
        }
        if (end > at) Between(end, wasFound);
        Close(end);

        // The part from where the last match ended to the next one.
        bool Between(int next, bool afterMatch)
        {
            if (afterMatch && (behavior is SplitBehavior.MergedWithPrevious or SplitBehavior.Contiguous)) Close(at);
            if (behavior == SplitBehavior.Removed) Close(next);
            return false;
        }

        void Close(int to)
        {
            pieces.Add(open, to);
            open = to;
        }
    }
}
