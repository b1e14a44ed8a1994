namespace Valence.Classification;

/// <summary>Whether answers of 80 % are right in 80 % of the cases.</summary>
internal sealed class ReliabilitySection : IReportSection
{
    /// <inheritdoc/>
    public string Title => "Reliability";

    /// <inheritdoc/>
    public IEnumerable<ReportBlock> Blocks(ReportedRows rows)
    {
        if (rows.Classes is null)
        {
            yield return new ReportSentence("Left out: it is of the probability of one class, and the task is "
                + $"{rows.Classifier.Task.Description}.");
            yield break;
        }
        var bins = Calibration.Bins(rows.Rows.Select(row => (row.Confidence, row.IsMostProbable)));
        var error = Decimals.Fixed(Calibration.ExpectedError(bins), 4);
        var filled = bins.Where(bin => bin.Count > 0).ToArray();
        yield return new UnitSquare("Reliability", "mean probability of the answer", "share that is right").Of(
            [.. filled.Select(bin => (bin.Confidence, bin.Accuracy))], 0, 1, "ideal",
            $"Expected calibration error {error}: so far, on average, are probability and share of right answers "
                + "apart. Below the dashed line a model is surer than it should be. The answer is the most probable "
                + "class, whatever the threshold.");
        yield return new ReportTable("Rows by the probability of the answer", ["Probability", "Mean probability",
            "Share that is right", "Rows"], filled.Select(bin => (ReportCell[])[
                new($"above {Decimals.Fixed(bin.Low, 3)} to {Decimals.Fixed(bin.High, 3)}"),
                ReportCell.Score(bin.Confidence), ReportCell.Score(bin.Accuracy), ReportCell.Count(bin.Count)]));
    }
}
