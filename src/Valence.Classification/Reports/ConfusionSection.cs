using System.Globalization;

namespace Valence.Classification;

/// <summary>Which classes were taken for which.</summary>
internal sealed class ConfusionSection : IReportSection
{
    private const int MostClasses = 20;
    private const int MostPairs = 20;

    /// <inheritdoc/>
    public string Title => "Confusion matrix";

    /// <inheritdoc/>
    public IEnumerable<ReportBlock> Blocks(ReportedRows rows)
    {
        if (rows.Classes is not { Matrix: var matrix })
            return [new ReportSentence($"Left out: it is one of classes, and the task is "
                + $"{rows.Classifier.Task.Description}.")];
        return [matrix.Classes.Count <= MostClasses ? Whole(matrix) : Pairs(matrix)];
    }

    private static ReportTable Whole(ConfusionMatrix matrix)
    {
        var classes = Enumerable.Range(0, matrix.Classes.Count).ToArray();
        return new("Rows of each class (down) by the class they were taken for (across); the stronger the colour, the "
            + "larger the share of its class",
            [new("actual, down; answered, across"), .. matrix.Classes.Select(ReportCell.Name)],
            [.. classes.Select(actual => (ReportCell[])[ReportCell.Name(matrix.Classes[actual]),
                .. classes.Select(predicted => ReportCell.Count(matrix[actual, predicted]) with
                {
                    Share = matrix[actual, predicted] / (double)Math.Max(1, matrix.Support(actual))
                        * (actual == predicted ? 1 : -1),
                })])]);
    }

    private static ReportTable Pairs(ConfusionMatrix matrix)
    {
        var wrong = matrix.Cells.Where(cell => cell.Actual != cell.Predicted).ToArray();
        return new(string.Create(CultureInfo.InvariantCulture, $"The most confused of {matrix.Classes.Count} classes: "
            + $"{Math.Min(MostPairs, wrong.Length)} of {wrong.Length} pairs"), ["Actual", "Answered", "Rows",
                "Share of the class"], wrong.OrderByDescending(cell => cell.Count).Take(MostPairs)
                .Select(cell => (ReportCell[])[ReportCell.Name(matrix.Classes[cell.Actual]),
                    ReportCell.Name(matrix.Classes[cell.Predicted]), ReportCell.Count(cell.Count),
                    ReportCell.Score((double)cell.Count / matrix.Support(cell.Actual))]));
    }
}
