namespace Valence.Classification;

/// <summary>How short and long texts do.</summary>
internal sealed class LengthSection : IReportSection
{
    private const int Quarters = 4;

    /// <inheritdoc/>
    public string Title => "By length";

    /// <inheritdoc/>
    public IEnumerable<ReportBlock> Blocks(ReportedRows rows)
    {
        if (rows.Measure is not { } measure)
            return [new ReportSentence("Left out: what is right is known to a task of one's own alone.")];
        var sorted = rows.Rows.OrderBy(row => row.Letters).ToArray();
        // Texts of one length stay together.
        var groups = Enumerable.Range(0, Quarters).Select(quarter =>
        {
            var from = quarter == 0 ? -1 : Last(quarter - 1);
            return sorted.Where(row => row.Letters > from && row.Letters <= Last(quarter)).ToArray();
        }).Where(some => some.Length > 0);
        return [MeritTable.Of(rows, $"{DataException.Beginning(measure)} by letters of the text, in quarters of the "
            + "rows", new("Letters"), groups.Select(some => (new ReportCell(FormattableString.Invariant(
                $"{some[0].Letters} to {some[^1].Letters}")), (IReadOnlyList<ReportedRow>)some)))];

        int Last(int quarter) => sorted[Math.Max(0, sorted.Length * (quarter + 1) / Quarters - 1)].Letters;
    }
}
