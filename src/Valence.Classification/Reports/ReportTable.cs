namespace Valence.Classification;

/// <summary>A table; the first cell of each row names it.</summary>
/// <param name="Caption">What it shows.</param>
/// <param name="Headers">The names of its columns.</param>
/// <param name="Rows">As many cells each.</param>
internal sealed record ReportTable(string Caption, IReadOnlyList<ReportCell> Headers,
    IReadOnlyList<IReadOnlyList<ReportCell>> Rows) : ReportBlock
{
    /// <summary>A table whose columns have names of the report's own.</summary>
    public ReportTable(string caption, string[] headers, IEnumerable<IReadOnlyList<ReportCell>> rows)
        : this(caption, [.. headers.Select(name => new ReportCell(name))], [.. rows])
    {
    }

    /// <summary>Whether numbers stand in a column.</summary>
    public bool IsNumbers(int column) => Rows.Any(row => row[column].IsNumber);
}
