using System.Text;

namespace Valence.Classification;

/// <summary>How sets of labels agree with the true ones; by number those of scikit-learn.</summary>
/// <remarks>0 ÷ 0 is 0 and counts: the F1 of a label that is neither there nor predicted, and of a text without labels
/// for which none is predicted.</remarks>
public sealed class SeveralLabelsReport : TaskEvaluation
{
    private SeveralLabelsReport(IReadOnlyList<ReportRow> labels, ReportRow micro, ReportRow macro, ReportRow weighted,
        ReportRow samples, double subsetAccuracy, double hammingLoss, double jaccard, int rows)
        : base(Pairs(("micro F1", micro.F1), ("macro F1", macro.F1), ("weighted F1", weighted.F1),
            ("samples F1", samples.F1), ("subset accuracy", subsetAccuracy), ("Hamming loss", hammingLoss),
            ("Jaccard", jaccard)))
    {
        (Labels, MicroAverage, MacroAverage, WeightedAverage) = (labels, micro, macro, weighted);
        (SamplesAverage, SubsetAccuracy, HammingLoss, Jaccard) = (samples, subsetAccuracy, hammingLoss, jaccard);
        Rows = rows;
    }

    /// <summary>Precision, recall and F1 of each label and how many texts have it.</summary>
    public IReadOnlyList<ReportRow> Labels { get; }

    /// <summary>Those of all pairs of a text and a label together.</summary>
    public ReportRow MicroAverage { get; }

    /// <summary>The means over labels, each counting the same.</summary>
    public ReportRow MacroAverage { get; }

    /// <summary>The means over labels, each counting by its support.</summary>
    public ReportRow WeightedAverage { get; }

    /// <summary>The means over texts of those between the sets of each.</summary>
    public ReportRow SamplesAverage { get; }

    /// <summary>The share of texts whose set is exactly right.</summary>
    public double SubsetAccuracy { get; }

    /// <summary>The share of pairs of a text and a label that are wrong.</summary>
    public double HammingLoss { get; }

    /// <summary>The mean over texts of the labels in both sets divided by those in either.</summary>
    public double Jaccard { get; }

    /// <summary>How many texts there are.</summary>
    public int Rows { get; }

    /// <summary>The report on sets of labels.</summary>
    /// <param name="labels">The labels' names, at least one.</param>
    /// <param name="truth">Whether a text has a label, <c>[rows, labels]</c>, row after row; at least one row.</param>
    /// <param name="predicted">Whether it was predicted, likewise.</param>
    /// <exception cref="ArgumentException">The lists do not fit together, or are empty.</exception>
    public static SeveralLabelsReport Of(IReadOnlyList<string> labels, ReadOnlySpan<bool> truth,
        ReadOnlySpan<bool> predicted)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var width = labels.Count;
        if (width == 0 || truth.IsEmpty || truth.Length % width != 0 || truth.Length != predicted.Length)
            throw new ArgumentException($"Expected truth and prediction of each of {width} labels for one row at "
                + $"least, received {truth.Length} and {predicted.Length}.", nameof(predicted));
        var rows = truth.Length / width;
        var (both, there, taken) = (new long[width], new long[width], new long[width]);
        double precision = 0, recall = 0, f1 = 0, jaccard = 0;
        long right = 0, wrong = 0;
        for (var row = 0; row < rows; row++)
        {
            long bothOfRow = 0, thereOfRow = 0, takenOfRow = 0;
            for (var k = 0; k < width; k++)
            {
                var (isThere, isTaken) = (truth[row * width + k], predicted[row * width + k]);
                if (isThere) (there[k], thereOfRow) = (there[k] + 1, thereOfRow + 1);
                if (isTaken) (taken[k], takenOfRow) = (taken[k] + 1, takenOfRow + 1);
                if (isThere && isTaken) (both[k], bothOfRow) = (both[k] + 1, bothOfRow + 1);
                if (isThere != isTaken) wrong++;
            }
            if (bothOfRow == thereOfRow && bothOfRow == takenOfRow) right++;
            precision += Ratio(bothOfRow, takenOfRow);
            recall += Ratio(bothOfRow, thereOfRow);
            f1 += Ratio(2 * bothOfRow, thereOfRow + takenOfRow);
            jaccard += Ratio(bothOfRow, thereOfRow + takenOfRow - bothOfRow);
        }
        var all = there.Sum();
        ReportRow[] each = [.. labels.Select((name, k) => Row(name, both[k], taken[k], there[k]))];
        return new(each, Row("micro avg", both.Sum(), taken.Sum(), all), Mean("macro avg", _ => 1),
            Mean("weighted avg", row => row.Support), new("samples avg", precision / rows, recall / rows, f1 / rows,
                all), (double)right / rows, (double)wrong / truth.Length, jaccard / rows, rows);

        ReportRow Mean(string name, Func<ReportRow, double> weight)
        {
            var weights = each.Sum(weight);
            double Of(Func<ReportRow, double> score) =>
                weights == 0 ? 0 : each.Sum(row => score(row) * weight(row)) / weights;
            return new(name, Of(row => row.Precision), Of(row => row.Recall), Of(row => row.F1), all);
        }
    }

    /// <summary>The report as a table with two decimals, in scikit-learn's layout, and the measures of whole sets with
    /// four.</summary>
    public override string ToString() => ToString([.. Enumerable.Range(0, Labels.Count)]);

    /// <summary>The same of some labels only.</summary>
    internal string ToString(IReadOnlyList<int> shown)
    {
        const int digits = 2, whole = 4;
        var width = Math.Max(shown.Max(k => Columns.Width(Labels[k].Name)), "weighted avg".Length);
        var text = new StringBuilder();
        Line("", "precision", "recall", "f1-score", "support");
        text.Append('\n');
        foreach (var k in shown) Scores(Labels[k]);
        if (shown.Count < Labels.Count) text.Append($"… and {Whole(Labels.Count - shown.Count)} more labels\n");
        text.Append('\n');
        foreach (var row in (ReportRow[])[MicroAverage, MacroAverage, WeightedAverage, SamplesAverage]) Scores(row);
        text.Append('\n');
        foreach (var (name, value) in Measures.Skip(4))
            text.Append(Columns.Left(name, width)).Append("  ").Append(Decimals.Fixed(value, whole)).Append('\n');
        return text.ToString();

        void Scores(ReportRow row) => Line(row.Name, Decimals.Fixed(row.Precision, digits),
            Decimals.Fixed(row.Recall, digits), Decimals.Fixed(row.F1, digits), Whole(row.Support));

        void Line(string name, params ReadOnlySpan<string> cells)
        {
            text.Append(Columns.Right(name, width)).Append(' ');
            foreach (var cell in cells) text.Append(' ').Append(cell.PadLeft(9));
            text.Append('\n');
        }
    }

    /// <summary>The labels with the most wrong texts, at most so many, in their order.</summary>
    internal IReadOnlyList<int> MostMissed(int most) => [.. Enumerable.Range(0, Labels.Count)
        .OrderByDescending(k => Labels[k].Support * (1 - Labels[k].F1)).Take(most).Order()];

    private static ReportRow Row(string name, long both, long taken, long there) =>
        new(name, Ratio(both, taken), Ratio(both, there), Ratio(2 * both, taken + there), there);

    private static double Ratio(double part, double whole) => whole == 0 ? 0 : part / whole;
}
