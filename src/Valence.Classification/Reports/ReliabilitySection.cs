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
        foreach (var block in Of(rows.Rows.Select(row => (row.Confidence, row.IsMostProbable)), "Rows", "answer",
            " The answer is the most probable class, whatever the threshold.")) yield return block;
    }

    /// <summary>The curve and the table of answers.</summary>
    /// <param name="answers">How probable each is, and whether it is right.</param>
    /// <param name="counted">What is counted, in the plural.</param>
    /// <param name="answer">What an answer is.</param>
    /// <param name="more">What else is to be said.</param>
    internal static IEnumerable<ReportBlock> Of(IEnumerable<(double Confidence, bool IsRight)> answers, string counted,
        string answer, string more = "")
    {
        var bins = Calibration.Bins(answers);
        var error = Decimals.Fixed(Calibration.ExpectedError(bins), 4);
        var filled = bins.Where(bin => bin.Count > 0).ToArray();
        yield return new UnitSquare("Reliability", $"mean probability of the {answer}", "share that is right").Of(
            [.. filled.Select(bin => (bin.Confidence, bin.Accuracy))], 0, 1, "ideal",
            $"Expected calibration error {error}: so far, on average, are probability and share of right answers "
                + $"apart. Below the dashed line a model is surer than it should be.{more}");
        yield return new ReportTable($"{counted} by the probability of the {answer}", ["Probability",
            "Mean probability", "Share that is right", counted], filled.Select(bin => (ReportCell[])[
                new($"above {Decimals.Fixed(bin.Low, 3)} to {Decimals.Fixed(bin.High, 3)}"),
                ReportCell.Score(bin.Confidence), ReportCell.Score(bin.Accuracy), ReportCell.Count(bin.Count)]));
    }
}
