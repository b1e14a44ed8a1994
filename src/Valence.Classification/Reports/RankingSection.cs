namespace Valence.Classification;

/// <summary>Of two classes, what each threshold would give.</summary>
internal sealed class RankingSection : IReportSection
{
    private const int Thresholds = 9;

    private const string BandInWords = "The coloured band: at each place it covers the curve of all such texts with a "
        + "confidence of at least 95 %.";

    private static readonly double[] Places = [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9];

    /// <inheritdoc/>
    public string Title => "Thresholds";

    /// <inheritdoc/>
    public IEnumerable<ReportBlock> Blocks(ReportedRows rows)
    {
        if (rows.Classes is not { Matrix: { Classes: { Count: 2 } names } matrix })
        {
            yield return new ReportSentence("Left out: one threshold decides between two classes, and the task is "
                + $"{rows.Classifier.Task.Description}.");
            yield break;
        }
        int[] labels = [.. rows.Rows.Select(row => row.Actual)];
        float[] scores = [.. rows.Rows.Select(row => row.Score)];
        var second = ReportCell.Name(names[1]).Text;
        if (matrix.Support(0) == 0 || matrix.Support(1) == 0)
            yield return new ReportSentence("Curves are left out: they need rows of both classes.");
        else
        {
            var band = Ranking.RocBand<float>(labels, scores);
            yield return new UnitSquare("ROC curve", "false positive rate", "true positive rate") { Band = band }.Of(
                [.. Ranking.RocCurve<float>(labels, scores).Select(at => (at.FalsePositiveRate, at.TruePositiveRate))],
                0, 1, "chance", $"Area under the ROC curve {Area(Ranking.RocAuc<float>(labels, scores))}, for class "
                    + $"'{second}'. {BandInWords}");
            yield return Table("True positive rate", "False positive rate", band);
            band = Ranking.PrecisionRecallBand<float>(labels, scores);
            var share = (double)matrix.Support(1) / matrix.Total;
            yield return new UnitSquare("Precision-recall curve", "recall", "precision") { Band = band }.Of(
                [.. Ranking.PrecisionRecallCurve<float>(labels, scores).Select(at => (at.Recall, at.Precision))],
                share, share, "chance",
                $"Average precision {Area(Ranking.AveragePrecision<float>(labels, scores))}, for class '{second}'. "
                    + BandInWords);
            yield return Table("Precision", "Recall", band);
        }
        yield return new ReportTable($"Figures of class '{second}', if it is the answer above a threshold",
            ["Threshold", "Precision", "Recall", "F1", "Wrong rows", "Beside the model's"],
            [.. Enumerable.Range(1, Thresholds).Select(tenth => At(tenth / 10f, "")),
                At(rows.Classifier.Threshold, " (the model's)")]);

        ReportCell[] At(float threshold, string note)
        {
            var at = ConfusionMatrix.Of(labels, Array.ConvertAll(scores, score => score > threshold ? 1 : 0), names);
            var row = new ClassificationReport(at).Classes[1];
            var (wrong, more) = (at.Total - at.Correct, matrix.Correct - at.Correct);
            return [new(FormattableString.Invariant($"{threshold:0.####}{note}")), ReportCell.Score(row.Precision),
                ReportCell.Score(row.Recall), ReportCell.Score(row.F1), ReportCell.Count(wrong),
                ReportCell.Count(more) with { Text = FormattableString.Invariant($"{more:+0;−0;0}") }];
        }
    }

    private static ReportTable Table(string of, string by, IReadOnlyList<BandPoint> band) => new($"The band of the "
        + $"curve: {of.ToLowerInvariant()} by {by.ToLowerInvariant()}", [by, $"{of}, 95 % band"], Places.Select(place =>
            band[(int)Math.Round(place * (band.Count - 1))]).Select(at => (ReportCell[])[ReportCell.Score(at.X),
                ReportCell.Interval(new(at.Low, at.High))]));

    private static string Area(double value) => Decimals.Fixed(value, 4);
}
