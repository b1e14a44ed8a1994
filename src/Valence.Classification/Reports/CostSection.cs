using System.Globalization;
using Valence.Pictures;
using Valence.Text;

namespace Valence.Classification;

/// <summary>Of two classes, what either kind of wrong answer comes to at each threshold.</summary>
internal sealed class CostSection : IReportSection
{
    private const int Steps = 100;

    private readonly IReadOnlyDictionary<string, double> _costs;

    private CostSection(IReadOnlyDictionary<string, double> costs) => _costs = costs;

    /// <inheritdoc/>
    public string Title => "Thresholds and costs";

    /// <inheritdoc/>
    public IEnumerable<ReportBlock> Blocks(ReportedRows rows)
    {
        if (rows.Classes is not { Matrix.Classes: { Count: 2 } names }) yield break;
        double[] each = [.. names.Select(name => _costs.GetValueOrDefault(name, 1))];
        var wrong = Enumerable.Range(0, Steps + 1).Select(step => Wrong(rows, (float)step / Steps)).ToArray();
        int[] percent = [.. Enumerable.Range(0, Steps + 1)];
        var chart = new LineChart("Wrong answers by threshold", "threshold in percent",
            new Curve($"'{names[0]}' taken for '{names[1]}'", percent, [.. wrong.Select(at => (float)at.First)]),
            new Curve($"'{names[1]}' taken for '{names[0]}'", percent, [.. wrong.Select(at => (float)at.Second)]));
        var picture = new Svg();
        chart.Draw(picture, 0, 0);
        yield return new ReportPicture(picture.ToString("Wrong answers by threshold", chart.Description,
            LineChart.Width, chart.Height), chart.Description);
        // Of equally cheap ones that in the middle of the range, which leaves room on both sides.
        var least = wrong.Min(Cost);
        int[] cheap = [.. percent.Where(step => Cost(wrong[step]) == least)];
        var cheapest = (float)cheap[cheap.Length / 2] / Steps;
        yield return new ReportTable(string.Create(CultureInfo.InvariantCulture, $"What wrong answers cost, where one "
            + $"to a text of the first class costs {each[0]:G6} and one to a text of the second {each[1]:G6}"),
            [new("Threshold"), new("First taken for second"), new("Second taken for first"), new("Cost")],
            [Line(rows.Classifier.Threshold, "the model's"), Line(cheapest, "the cheapest here")]);
        yield return new ReportSentence("A threshold that was chosen by these rows is a little less good for others.");

        double Cost((int First, int Second) at) => at.First * each[0] + at.Second * each[1];

        ReportCell[] Line(float threshold, string note)
        {
            var at = Wrong(rows, threshold);
            return [new(FormattableString.Invariant($"{threshold:0.####} ({note})")), ReportCell.Count(at.First),
                ReportCell.Count(at.Second), new(Cost(at).ToString("G6", CultureInfo.InvariantCulture))];
        }
    }

    /// <summary>The section for costs by the names of classes, 1 where there is none.</summary>
    /// <exception cref="DataException">There is no class of a name.</exception>
    /// <exception cref="ArgumentException">A cost is negative or not finite, or there are costs and not two
    /// classes.</exception>
    public static CostSection Of(TextTask task, IReadOnlyDictionary<string, double>? costs)
    {
        if (costs is null) return new(new Dictionary<string, double>());
        if (task is not OneClass { Labels: { Count: 2 } labels })
            throw new ArgumentException($"Costs decide on a threshold between two classes, and the task is "
                + $"{task.Description}. Leave them out.", nameof(costs));
        foreach (var (name, cost) in costs)
        {
            if (!labels.Contains(name))
                throw new DataException($"There is no class '{Printable.Label(LabelSet.Shortened(name))}'. "
                    + NearName.List(name, labels.Names));
            if (!(cost >= 0 && double.IsFinite(cost)))
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"Expected costs of 0 or more, "
                    + $"received {cost} for '{name}'."), nameof(costs));
        }
        return new(costs);
    }

    private static (int First, int Second) Wrong(ReportedRows rows, float threshold) =>
        (rows.Rows.Count(row => row.Actual == 0 && row.Score > threshold),
            rows.Rows.Count(row => row.Actual == 1 && !(row.Score > threshold)));
}
