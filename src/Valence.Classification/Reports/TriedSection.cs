namespace Valence.Classification;

/// <summary>The recipes that were tried, where the best of several was kept.</summary>
internal sealed class TriedSection : IReportSection
{
    /// <inheritdoc/>
    public string Title => "What was tried";

    /// <inheritdoc/>
    public IEnumerable<ReportBlock> Blocks(ReportedRows rows)
    {
        var all = rows.Classifier.Tried;
        if (all.Count == 0) yield break;
        var isSearch = all.Any(tried => tried.Verdict is not null);
        // How long each took is not here: the same training has the same page.
        yield return new ReportTable("Recipes that were tried, on texts held out of the training",
            ["Recipe", .. isSearch ? (string[])["Settings"] : [], "Epochs", "Score", "Loss", "Rows",
                .. isSearch ? (string[])["Verdict"] : []],
            all.Select(tried => (ReportCell[])
            [
                ReportCell.Name(tried.Recipe), .. isSearch ? (ReportCell[])[new(tried.Choices)] : [],
                Known(tried, ReportCell.Count(tried.Epochs)),
                isSearch ? new(Figure(tried)) : tried.Measure is { } measure
                    ? new($"{measure} {Decimals.Fixed(tried.Value, 4)}")
                    : new(FormattableString.Invariant($"{tried.Right} right")),
                Known(tried, ReportCell.Score(tried.Loss)), Known(tried, ReportCell.Count(tried.Rows)),
                .. isSearch ? (ReportCell[])[new(tried.Verdict ?? "")] : [],
            ]));
    }

    private static ReportCell Known(TriedRecipe tried, ReportCell cell) => tried.LeftOut is null ? cell : new("-");

    private static string Figure(TriedRecipe tried) =>
        tried.Measure is { } measure ? $"{measure} {SearchTable.Figure(tried)}" : SearchTable.Figure(tried);
}
