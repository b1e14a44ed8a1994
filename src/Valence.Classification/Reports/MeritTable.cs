namespace Valence.Classification;

/// <summary>How groups of rows do.</summary>
internal static class MeritTable
{
    /// <summary>A line for each group that has rows.</summary>
    /// <param name="rows">All rows.</param>
    /// <param name="caption">What the table shows.</param>
    /// <param name="header">What the groups are.</param>
    /// <param name="groups">Their names and rows.</param>
    public static ReportTable Of(ReportedRows rows, string caption, ReportCell header,
        IEnumerable<(ReportCell Name, IReadOnlyList<ReportedRow> Rows)> groups)
    {
        ReportCell[] headers = [header, new("Rows"), new(DataException.Beginning(rows.Measure!))];
        return new(caption, rows.IsShare ? [.. headers, new("95 % interval")] : headers,
            [.. groups.Where(group => group.Rows.Count > 0).Select(group => Line(group.Name, group.Rows))]);

        ReportCell[] Line(ReportCell name, IReadOnlyList<ReportedRow> some)
        {
            var sum = some.Sum(row => row.Merit);
            ReportCell[] cells = [name, ReportCell.Count(some.Count), ReportCell.Score(sum / some.Count)];
            return rows.IsShare ? [.. cells, ReportCell.Interval(Wilson.Interval((long)sum, some.Count))] : cells;
        }
    }
}
