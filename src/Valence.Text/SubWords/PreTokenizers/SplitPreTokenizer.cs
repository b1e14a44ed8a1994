namespace Valence.Text;

/// <summary>Splits at what a pattern finds, or at what it does not.</summary>
internal sealed class SplitPreTokenizer(TextPattern pattern, bool isInverted, SplitBehavior behavior)
    : FindingPreTokenizer(behavior)
{
    public static SplitPreTokenizer Read(Fields fields) => new(TextPattern.Read(fields, "pattern"),
        fields.Flag("invert"), SplitBehaviors.Read(fields));

    protected override void Find(ReadOnlySpan<char> piece, int at, PieceList found)
    {
        var done = 0;
        pattern.Find(piece, (start, end) =>
        {
            if (isInverted) found.Add(at + done, at + start);
            else found.Add(at + start, at + end);
            done = end;
        });
        if (isInverted) found.Add(at + done, at + piece.Length);
    }
}
