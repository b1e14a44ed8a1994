namespace Valence.Classification;

/// <summary>A section of a report; another is one more of these and a row in <see cref="EvaluationReport"/>.</summary>
internal interface IReportSection
{
    /// <summary>Its heading.</summary>
    string Title { get; }

    /// <summary>What it tells; nothing where it was not asked for. One that does not apply says why.</summary>
    IEnumerable<ReportBlock> Blocks(ReportedRows rows);
}
