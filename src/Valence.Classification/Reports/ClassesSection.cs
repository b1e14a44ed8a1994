using System.Globalization;

namespace Valence.Classification;

/// <summary>Precision, recall and F1 of each class or label.</summary>
internal sealed class ClassesSection : IReportSection
{
    private const int MostNotes = 5;

    private static readonly string[] Headers = ["Class", "Precision", "Recall", "F1", "Rows"];

    /// <inheritdoc/>
    public string Title => "Each class";

    /// <inheritdoc/>
    public IEnumerable<ReportBlock> Blocks(ReportedRows rows)
    {
        if (rows.Classes is { } classes) return OfClasses(classes);
        if (rows.Other!.Evaluation is SeveralLabelsReport labels)
            return [new ReportTable("Each label and the averages", ["Label", .. Headers.Skip(1)],
                [.. labels.Labels.Select(row => Line(row, ReportCell.Name(row.Name))),
                    .. ((ReportRow[])[labels.MicroAverage, labels.MacroAverage, labels.WeightedAverage,
                        labels.SamplesAverage]).Select(row => Line(row, new(row.Name)))])];
        return [new ReportSentence($"Left out: there are no classes, the task is {rows.Classifier.Task.Description}.")];
    }

    private static IEnumerable<ReportBlock> OfClasses(EvaluationResult result)
    {
        var (report, estimates) = (result.Report, result.Intervals.Estimates);
        yield return new ReportTable("Each class and the averages", Headers,
            [.. report.Classes.Select(row => Line(row, ReportCell.Name(row.Name))),
                .. ((ReportRow[])[report.MacroAverage, report.WeightedAverage]).Select(row =>
                    Line(row, new(row.Name)))]);
        yield return new ReportTable("95 % intervals of the same", Headers[..4], report.Classes.Select((row, c) =>
            (ReportCell[])[ReportCell.Name(row.Name), .. Enumerable.Range(0, IntervalReport.OfAClass).Select(k =>
                ReportCell.Interval(estimates[IntervalReport.OfAClass * c + k].Interval))]));
        foreach (var note in report.Notes.Take(MostNotes)) yield return new ReportSentence(note);
        if (report.Notes.Count > MostNotes)
            yield return new ReportSentence(string.Create(CultureInfo.InvariantCulture,
                $"… and {report.Notes.Count - MostNotes} more such sentences."));
    }

    private static ReportCell[] Line(ReportRow row, ReportCell name) => [name, ReportCell.Score(row.Precision),
        ReportCell.Score(row.Recall), ReportCell.Score(row.F1), ReportCell.Count(row.Support)];
}
