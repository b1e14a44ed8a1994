namespace Valence.Classification;

/// <summary>The recipes that were tried, where the best of several was kept.</summary>
internal sealed class TriedSection : IReportSection
{
    /// <inheritdoc/>
    public string Title => "What was tried";

    /// <inheritdoc/>
    public IEnumerable<ReportBlock> Blocks(ReportedRows rows)
    {
        if (rows.Classifier.Tried.Count > 0)
            yield return new ReportTable("Recipes that were tried, on texts held out of the training",
                ["Recipe", "Epochs", "Score", "Loss", "Rows"], rows.Classifier.Tried.Select(tried => (ReportCell[])
                [
                    ReportCell.Name(tried.Recipe), ReportCell.Count(tried.Epochs), tried.Measure is { } measure
                        ? new($"{measure} {Decimals.Fixed(tried.Value, 4)}")
                        : new(FormattableString.Invariant($"{tried.Right} right")), ReportCell.Score(tried.Loss),
                    ReportCell.Count(tried.Rows),
                ]));
    }
}
