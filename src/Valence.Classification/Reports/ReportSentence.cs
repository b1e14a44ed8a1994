namespace Valence.Classification;

/// <summary>A few words of the report's own.</summary>
/// <param name="Text">The words.</param>
/// <param name="IsWarning">Whether nobody should miss them.</param>
internal sealed record ReportSentence(string Text, bool IsWarning = false) : ReportBlock;
