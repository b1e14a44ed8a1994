using System.Globalization;
using System.Text;
using Valence.Text;

namespace Valence.Classification;

/// <summary>Precision, recall and F1 of every class with their averages, by number and by text those of scikit-learn's
/// <c>classification_report</c>.</summary>
public sealed class ClassificationReport
{
    private readonly Lazy<IReadOnlyList<string>> _notes;

    /// <summary>The report on <paramref name="matrix"/>.</summary>
    public ClassificationReport(ConfusionMatrix matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        Matrix = matrix;
        Classes = [.. matrix.Classes.Select((name, c) => RowOf(matrix, name, c))];
        MacroAverage = Average("macro avg", c => Occurs(c) ? 1 : 0);
        WeightedAverage = Average("weighted avg", c => matrix.Support(c));
        _notes = new(() => [.. Enumerable.Range(0, Classes.Count).SelectMany(UndefinedFor)]);
    }

    /// <summary>The counts everything here is computed from.</summary>
    public ConfusionMatrix Matrix { get; }

    /// <summary>One row per class, in the order of the matrix.</summary>
    public IReadOnlyList<ReportRow> Classes { get; }

    /// <summary>The share of rows taken for their own class.</summary>
    public double Accuracy => (double)Matrix.Correct / Matrix.Total;

    /// <summary>The mean over the classes that rows are of or were taken for, each counting the same; a class without
    /// rows of its own counts with a recall of 0.</summary>
    public ReportRow MacroAverage { get; }

    /// <summary>The mean over the classes, each counting by its support.</summary>
    public ReportRow WeightedAverage { get; }

    /// <summary>A sentence for every score that is undefined, because it divides by zero, and was set to 0.</summary>
    public IReadOnlyList<string> Notes => _notes.Value;

    /// <summary>The same scores and more with intervals that tell how far a test set of this size can be
    /// trusted.</summary>
    /// <param name="confidence">How often the intervals cover the true value; above 0 and at most 0.999999.</param>
    /// <param name="resamples">How often the rows are drawn again for the averages and the scores that are no
    /// proportions; at least 100. Each costs time in proportion to the rows.</param>
    /// <param name="seed">Seed of these draws; the same seed gives the same intervals everywhere.</param>
    /// <param name="cancellationToken">What ends the draws.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IntervalReport WithIntervals(double confidence = 0.95, int resamples = 1000, ulong seed = 0,
        CancellationToken cancellationToken = default) =>
        new(this, new Bootstrap(confidence, resamples, seed) { Cancellation = cancellationToken });

    /// <summary>The report as text with two decimals, scikit-learn's layout.</summary>
    public override string ToString() => ToString(2);

    /// <summary>The report as text with <paramref name="digits"/> decimals, 0 to 15, in scikit-learn's layout and with
    /// <c>\n</c> at the end of every line.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="digits"/> is outside that range.</exception>
    public string ToString(int digits) => ToString(digits, [.. Enumerable.Range(0, Classes.Count)]);

    /// <summary>The same of some classes only.</summary>
    internal string ToString(int digits, IReadOnlyList<int> shown)
    {
        Decimals.Require(digits);
        var width = Math.Max(shown.Max(c => Columns.Width(Classes[c].Name)), Math.Max("weighted avg".Length, digits));
        var text = new StringBuilder();
        Line("", "precision", "recall", "f1-score", "support");
        text.Append('\n');
        foreach (var c in shown) Scores(Classes[c]);
        if (shown.Count < Classes.Count) text.Append(Columns.More(Classes.Count - shown.Count)).Append('\n');
        text.Append('\n');
        Line("accuracy", "", "", Decimals.Fixed(Accuracy, digits), Whole(Matrix.Total));
        Scores(MacroAverage);
        Scores(WeightedAverage);
        return text.ToString();

        void Scores(ReportRow row) =>
            Line(row.Name, Decimals.Fixed(row.Precision, digits), Decimals.Fixed(row.Recall, digits),
                Decimals.Fixed(row.F1, digits), Whole(row.Support));

        void Line(string name, params ReadOnlySpan<string> cells)
        {
            text.Append(Columns.Right(name, width)).Append(' ');
            foreach (var cell in cells) text.Append(' ').Append(cell.PadLeft(9));
            text.Append('\n');
        }
    }

    private static string Whole(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static ReportRow RowOf(ConfusionMatrix matrix, string name, int c)
    {
        double correct = matrix[c, c], predicted = matrix.Predicted(c), support = matrix.Support(c);
        return new(name, Ratio(correct, predicted), Ratio(correct, support), Ratio(2 * correct, support + predicted),
            matrix.Support(c));
    }

    private static double Ratio(double part, double whole) => whole == 0 ? 0 : part / whole;

    private bool Occurs(int c) => Matrix.Support(c) > 0 || Matrix.Predicted(c) > 0;

    private ReportRow Average(string name, Func<int, double> weight)
    {
        var weights = Enumerable.Range(0, Classes.Count).Select(weight).ToArray();
        return new(name, Of(row => row.Precision), Of(row => row.Recall), Of(row => row.F1), Matrix.Total);

        double Of(Func<ReportRow, double> score) => Classes.Zip(weights, (row, its) => score(row) * its).Sum()
            / weights.Sum();
    }

    private IEnumerable<string> UndefinedFor(int c)
    {
        var name = Printable.Label(Matrix.Classes[c]);
        var (neverPredicted, neverThere) = (Matrix.Predicted(c) == 0, Matrix.Support(c) == 0);
        if (neverPredicted)
            yield return $"No row was taken for class '{name}': its precision is undefined and set to 0.";
        if (neverThere) yield return $"No row is of class '{name}': its recall is undefined and set to 0.";
        if (!Occurs(c))
            yield return $"Class '{name}' does not occur at all: its F1 is undefined and set to 0, and the macro "
                + "average leaves it out.";
    }
}
