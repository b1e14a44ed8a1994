namespace Valence.Classification;

/// <summary>A text that was answered wrongly.</summary>
/// <param name="Facts">Names and values that stand before it.</param>
/// <param name="Parts">The text in parts; those with a sign speak for what is explained (above 0) or against
/// it.</param>
/// <param name="LettersLeftOut">How much of its end is not shown.</param>
internal sealed record ReportMistake(IReadOnlyList<(string Name, ReportCell Value)> Facts,
    IReadOnlyList<(string Text, int Sign)> Parts, int LettersLeftOut) : ReportBlock;
