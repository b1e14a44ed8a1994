namespace Valence.Classification;

/// <summary>A text that was answered wrongly.</summary>
/// <param name="Place">The number of its row, and what that counts, such as <c>Line</c>.</param>
/// <param name="Facts">Names and values that stand before it.</param>
/// <param name="Parts">The text in parts; those with a sign speak for what is explained (above 0) or against
/// it.</param>
/// <param name="LettersLeftOut">How much of its end is not shown.</param>
internal sealed record ReportMistake((string Counted, int Row) Place,
    IReadOnlyList<(string Name, ReportCell Value)> Facts, IReadOnlyList<(string Text, int Sign)> Parts,
    int LettersLeftOut) : ReportBlock
{
    /// <summary>The row in words.</summary>
    public string Row => FormattableString.Invariant($"{Place.Counted} {Place.Row}");
}
