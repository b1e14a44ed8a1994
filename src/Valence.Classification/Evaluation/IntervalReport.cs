using System.Globalization;
using System.Numerics;
using System.Text;

namespace Valence.Classification;

/// <summary>The scores of a classification report and more, each with the interval its true value lies in and how that
/// was computed.</summary>
/// <remarks>
/// Precision, recall and accuracy are proportions and get Wilson's interval. A class's F1 is computed from a
/// proportion, that of right rows among those of the class or taken for it, and gets the interval that
/// Wilson's interval of this proportion becomes. The averages and other scores get a percentile interval from rows
/// drawn again with replacement; resamples in which a score is undefined are left out.
/// Where all resamples score the same, as they do without any error, they say nothing about how wrong the score may be,
/// and there is no interval.
/// </remarks>
public sealed class IntervalReport
{
    private const string AllRows = "all rows";
    private const string F1 = "f1-score";
    /// <summary>How many scores each class has, which come first.</summary>
    internal const int OfAClass = 3;


    private readonly Bootstrap _bootstrap;

    internal IntervalReport(ClassificationReport report, Bootstrap bootstrap)
        : this(report, bootstrap, [.. Proportions(report, bootstrap)]) { }

    private IntervalReport(ClassificationReport report, Bootstrap bootstrap, IReadOnlyList<Estimate> estimates)
    {
        Report = report;
        Estimates = estimates;
        _bootstrap = bootstrap;
    }

    /// <summary>The report without intervals.</summary>
    public ClassificationReport Report { get; }

    /// <summary>The scores in the order of the text: those of each class, then the averages over the classes, then
    /// those of all rows.</summary>
    public IReadOnlyList<Estimate> Estimates { get; }

    /// <summary>How often the intervals cover the true value.</summary>
    public double Confidence => _bootstrap.Confidence;

    /// <summary>This report with the area under the ROC curve and the average precision of two classes added.</summary>
    /// <param name="labels">0 or 1 for every row; both must occur.</param>
    /// <param name="scores">One score per row, greater for class 1: a probability or a logit.</param>
    /// <exception cref="ArgumentException">The lists do not fit together or to the report's number of rows, a label is
    /// neither 0 nor 1, only one of them occurs, or a score is NaN.</exception>
    public IntervalReport WithRanking<T>(ReadOnlySpan<int> labels, ReadOnlySpan<T> scores)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (labels.Length != Report.Matrix.Total)
            throw new ArgumentException($"Expected the labels of the {Report.Matrix.Total} rows this report is "
                + $"about, received {labels.Length}.", nameof(labels));
        var rows = RankedRows.Of(labels, scores);
        var intervals = _bootstrap.Intervals(rows.Count, null,
            counts => [rows.RocAuc(counts), rows.AveragePrecision(counts)]);
        return new(Report, _bootstrap, [.. Estimates,
            Resampled(AllRows, "ROC AUC", rows.RocAuc(), intervals[0]),
            Resampled(AllRows, "average precision", rows.AveragePrecision(), intervals[1])]);
    }

    /// <summary>The scores as a table with four decimals, and the report's notes below.</summary>
    public override string ToString() => ToString(4);

    /// <summary>The scores as a table with <paramref name="digits"/> decimals, 0 to 15, and the report's notes
    /// below.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="digits"/> is outside that range.</exception>
    public string ToString(int digits) =>
        ToString(digits, [.. Enumerable.Range(0, Report.Classes.Count)], int.MaxValue);

    /// <summary>The same of some classes, and with so many notes at most.</summary>
    internal string ToString(int digits, IReadOnlyList<int> shown, int mostNotes)
    {
        var left = Report.Classes.Count - shown.Count;
        Estimate[] estimates = [.. shown.SelectMany(c => Estimates.Skip(OfAClass * c).Take(OfAClass)),
            .. Estimates.Skip(OfAClass * Report.Classes.Count)];
        string[] header = ["", "", "value", (100 * Confidence)
            .ToString("0.####", CultureInfo.InvariantCulture) + " % interval", "method"];
        string[][] table = [header, .. estimates.Select((e, i) => (string[])
        [
            i > 0 && estimates[i - 1].Subject == e.Subject ? "" : e.Subject, e.Measure, Decimals.Fixed(e.Value, digits),
            e.Interval?.ToString(digits) ?? "", e.Method,
        ])];
        var widths = Enumerable.Range(0, header.Length).Select(column => table.Max(row => Columns.Width(row[column])))
            .ToArray();
        var text = new StringBuilder();
        foreach (var row in table)
            text.Append(
                string.Join("  ",
                    row.Select((cell, column) => column == 2 ? Columns.Right(cell, widths[column])
                        : Columns.Left(cell, widths[column]))).TrimEnd()).Append('\n');
        var (resamples, seed) = (_bootstrap.Resamples, _bootstrap.Seed);
        var bootstrap = Text($"bootstrap: percentiles of {resamples} resamples of all rows, seed {seed}.");
        string[] more = [left == 0 ? "" : Columns.More(left), Report.Notes.Count <= mostNotes ? ""
            : Text($"… and {Report.Notes.Count - mostNotes} more such sentences")];
        return text.Append('\n').AppendJoin('\n', ((string[])[more[0], bootstrap, .. Report.Notes.Take(mostNotes),
            more[1]]).Where(line => line.Length > 0)).Append('\n').ToString();
    }

    private static IEnumerable<Estimate> Proportions(ClassificationReport report, Bootstrap bootstrap)
    {
        var matrix = report.Matrix;
        var intervals = new Queue<ConfidenceInterval?>(Resample(matrix, bootstrap));
        for (var c = 0; c < report.Classes.Count; c++)
        {
            var row = report.Classes[c];
            var either = row.Support + matrix.Predicted(c) - matrix[c, c];
            yield return Proportion(row.Name, "precision", matrix[c, c], matrix.Predicted(c),
                "undefined, no row was taken for the class");
            yield return Proportion(row.Name, "recall", matrix[c, c], row.Support, "undefined, no row is of the class");
            yield return either == 0
                ? new(row.Name, F1, 0, null, "undefined, the class does not occur")
                : new(row.Name, F1, row.F1, F1Of(Wilson.Interval(matrix[c, c], either, bootstrap.Confidence)),
                    Text($"Wilson for F1/(2 - F1), {matrix[c, c]} of {either}"));
        }
        foreach (var (subject, measure, value) in Averages(report))
            yield return Resampled(subject, measure, value, intervals.Dequeue());
        yield return Proportion(AllRows, "accuracy", matrix.Correct, matrix.Total, "");
        foreach (var (measure, value) in Agreements(matrix))
            yield return Resampled(AllRows, measure, value, intervals.Dequeue());

        Estimate Proportion(string subject, string measure, long part, long whole, string reason) => whole == 0
            ? new(subject, measure, 0, null, reason)
            : new(subject, measure, (double)part / whole, Wilson.Interval(part, whole, bootstrap.Confidence),
                Text($"Wilson, {part} of {whole}"));
    }

    // With s the share of rows that are right among those of or taken for the class, F1 = 2s / (1 + s), which grows
    // with s.
    private static ConfidenceInterval F1Of(ConfidenceInterval share) =>
        new(2 * share.Low / (1 + share.Low), 2 * share.High / (1 + share.High));

    private static string Text(FormattableString text) => FormattableString.Invariant(text);

    private static IEnumerable<(string Subject, string Measure, double Value)> Averages(ClassificationReport report)
    {
        foreach (var average in new[] { report.MacroAverage, report.WeightedAverage })
        {
            yield return (average.Name, "precision", average.Precision);
            yield return (average.Name, "recall", average.Recall);
            yield return (average.Name, F1, average.F1);
        }
    }

    private static IEnumerable<(string Measure, double Value)> Agreements(ConfusionMatrix matrix)
    {
        yield return ("balanced accuracy", Agreement.BalancedAccuracy(matrix));
        yield return ("Matthews correlation", Agreement.MatthewsCorrelation(matrix));
        yield return ("Cohen's kappa", Agreement.CohenKappa(matrix));
    }

    private static ConfidenceInterval?[] Resample(ConfusionMatrix matrix, Bootstrap bootstrap)
    {
        if (matrix.Total > int.MaxValue)
            throw new ArgumentException($"Expected at most {int.MaxValue} rows to draw from, the matrix counts "
                + $"{matrix.Total}.", nameof(matrix));
        var cells = matrix.Cells.ToArray();
        var ends = new int[cells.Length];
        for (int cell = 0, end = 0; cell < ends.Length; cell++) ends[cell] = end += (int)cells[cell].Count;
        return bootstrap.Intervals((int)matrix.Total, ends, drawn =>
        {
            var resample = new ConfusionMatrix(matrix.Classes, [.. cells
                .Select((cell, i) => cell with { Count = drawn[i] }).Where(cell => cell.Count > 0)]);
            var report = new ClassificationReport(resample);
            return [.. Averages(report).Select(score => score.Value),
                .. Agreements(resample).Select(score => score.Value)];
        });
    }

    private static Estimate Resampled(string subject, string measure, double value, ConfidenceInterval? interval) =>
        interval switch
        {
            null => new(subject, measure, value, null, "undefined, all rows are of one class and taken for it"),
            { } known when known.Low == known.High =>
                new(subject, measure, value, null, "none, every resample scores the same"),
            _ => new(subject, measure, value, interval, "bootstrap"),
        };
}
