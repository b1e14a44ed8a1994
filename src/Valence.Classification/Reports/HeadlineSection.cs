using System.Globalization;

namespace Valence.Classification;

/// <summary>The figures of all rows, and what makes them doubtful.</summary>
internal sealed class HeadlineSection : IReportSection
{
    private const string AllRows = "all rows";

    /// <inheritdoc/>
    public string Title => "Figures";

    /// <inheritdoc/>
    public IEnumerable<ReportBlock> Blocks(ReportedRows rows)
    {
        var trainedOn = rows.Classes is not null ? rows.Classes.TrainedOn : rows.Other!.TrainedOn;
        var unread = rows.Classes is not null ? rows.Classes.Unread : rows.Other!.Unread;
        if (trainedOn is null)
            yield return new ReportSentence("The model does not say which texts it was trained with: if these are "
                + "among them, the figures are too good.", IsWarning: true);
        else if (trainedOn.Count > 0)
            yield return new ReportSentence(string.Create(CultureInfo.InvariantCulture, $"The model was trained with "
                + $"the texts of {(rows.Classifier.Training.Texts!.IsSample ? "at least " : "")}{trainedOn.Count} of "
                + $"{rows.Rows.Count} rows: figures of all rows are too good. Judge it by texts that it has not seen."),
                IsWarning: true);
        if (unread.Count > 0)
            yield return new ReportSentence(string.Create(CultureInfo.InvariantCulture, $"Texts with nothing to read: "
                + $"{unread.Count} (first: {rows.Counted} {unread[0]}); the network's answer to padding alone "
                + $"counts for them."), IsWarning: true);
        if (rows.Classes?.Answered is { } answered)
            yield return new ReportSentence($"{answered} All other figures count every text.");
        yield return new ReportSentence(string.Create(CultureInfo.InvariantCulture,
            $"{rows.Rows.Count} rows; {rows.Classifier.Task.Description}."));
        if (rows.Classes is { } classes)
        {
            yield return Table(AllRows, classes);
            if (classes.Unseen is { } unseen) yield return Table("rows that the model was not trained with", unseen);
        }
        else
        {
            yield return Table(AllRows, rows.Other!.Evaluation, Right(rows));
            if (rows.Other.Unseen is { } unseen)
                yield return Table("rows that the model was not trained with", unseen, null);
        }
    }

    private static ReportTable Table(string of, EvaluationResult result) => new(Caption(of), ["Measure", "Value",
        "95 % interval", "How"], Overall(result).Select(estimate => (ReportCell[])[new(estimate.Subject == AllRows
            ? estimate.Measure : $"{estimate.Subject}, {estimate.Measure}"), ReportCell.Score(estimate.Value),
            ReportCell.Interval(estimate.Interval), new(estimate.Method)]));

    // Accuracy first, and the averages of the classes behind what is of all rows.
    private static IEnumerable<Estimate> Overall(EvaluationResult result) =>
        result.Intervals.Estimates.Skip(IntervalReport.OfAClass * result.Matrix.Classes.Count)
            .OrderBy(estimate => estimate.Subject != AllRows);

    private static ReportTable Table(string of, TaskEvaluation evaluation, ConfidenceInterval? right) =>
        new(Caption(of), ["Measure", "Value", "95 % interval"], evaluation.Measures.Select(measure => (ReportCell[])
            [new(measure.Key), ReportCell.Score(measure.Value), ReportCell.Interval(measure.Key == "subset accuracy"
                ? right : null)]));

    private static ConfidenceInterval? Right(ReportedRows rows) => rows.IsShare
        ? Wilson.Interval((long)rows.Rows.Sum(row => row.Merit), rows.Rows.Count) : null;

    private static string Caption(string of) => $"Figures of {of}";
}
