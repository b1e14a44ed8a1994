namespace Valence.Classification;

/// <summary>Of two classes, what wrong answers come to at each threshold.</summary>
/// <param name="rows">The rows and the probabilities of the second class.</param>
/// <param name="each">What a wrong answer to a text of the first class costs, and one to a text of the second.</param>
internal sealed class ThresholdCosts(ReportedRows rows, (double First, double Second) each)
{
    /// <summary>The greatest cost of an answer: sums of more have no meaning, and end in infinity.</summary>
    internal const double Most = 1e6;

    private const int Steps = 100;

    /// <summary>What a wrong answer to a text of either class costs.</summary>
    public (double First, double Second) Each => each;

    /// <summary>Thresholds from 0 to 1, and what is wrong at each.</summary>
    public IReadOnlyList<WrongAnswers> All { get; } =
        [.. Enumerable.Range(0, Steps + 1).Select(step => At(rows, each, (float)step / Steps))];

    /// <summary>What is wrong at the threshold of the model.</summary>
    public WrongAnswers AtModel { get; } = At(rows, each, rows.Classifier.Threshold);

    /// <summary>What is wrong at the cheapest threshold: of equally cheap ones that in the middle of the range, which
    /// leaves room on both sides.</summary>
    public WrongAnswers Cheapest
    {
        get
        {
            var least = All.Min(at => at.Cost);
            var cheap = All.Where(at => at.Cost == least).ToArray();
            return cheap[cheap.Length / 2];
        }
    }

    /// <summary>Those of costs by the names of classes, 1 where there is none; null where there are not two
    /// classes.</summary>
    public static ThresholdCosts? Of(ReportedRows rows, IReadOnlyDictionary<string, double>? costs)
    {
        if (rows.Classes is not { Matrix.Classes: { Count: 2 } names }) return null;
        return new(rows, (Cost(names[0]), Cost(names[1])));

        double Cost(string name) => costs?.TryGetValue(name, out var cost) == true ? cost : 1;
    }

    private static WrongAnswers At(ReportedRows rows, (double First, double Second) each, float threshold)
    {
        var (first, second) = (rows.Rows.Count(row => row.Actual == 0 && row.Score > threshold),
            rows.Rows.Count(row => row.Actual == 1 && !(row.Score > threshold)));
        return new(threshold, first, second, first * each.First + second * each.Second);
    }
}
