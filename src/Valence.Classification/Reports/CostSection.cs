using System.Globalization;
using Valence.Pictures;
using Valence.Text;

namespace Valence.Classification;

/// <summary>Of two classes, what either kind of wrong answer comes to at each threshold.</summary>
internal sealed class CostSection : IReportSection
{
    private readonly IReadOnlyDictionary<string, double>? _costs;

    private CostSection(IReadOnlyDictionary<string, double>? costs) => _costs = costs;

    /// <inheritdoc/>
    public string Title => "Thresholds and costs";

    /// <inheritdoc/>
    public IEnumerable<ReportBlock> Blocks(ReportedRows rows)
    {
        if (ThresholdCosts.Of(rows, _costs) is not { } costs) yield break;
        var names = rows.Classes!.Matrix.Classes;
        int[] percent = [.. Enumerable.Range(0, costs.All.Count)];
        yield return ReportPicture.Of("Wrong answers by threshold", new LineChart("Wrong answers by threshold",
            "threshold in percent",
            new Curve($"'{names[0]}' taken for '{names[1]}'", percent, [.. costs.All.Select(at => (float)at.First)]),
            new Curve($"'{names[1]}' taken for '{names[0]}'", percent, [.. costs.All.Select(at => (float)at.Second)])));
        yield return new ReportTable(string.Create(CultureInfo.InvariantCulture, $"What wrong answers cost, where one "
            + $"to a text of the first class costs {costs.Each.First:G6} and one to a text of the second "
            + $"{costs.Each.Second:G6}"), ["Threshold", "First taken for second", "Second taken for first", "Cost"],
            [Line(costs.AtModel, "the model's"), Line(costs.Cheapest, "the cheapest here")]);
        yield return new ReportSentence("A threshold that was chosen by these rows is a little less good for others.");
    }

    /// <summary>The section for costs by the names of classes, 1 where there is none.</summary>
    /// <exception cref="DataException">There is no class of a name.</exception>
    /// <exception cref="ArgumentException">A cost is not from 0 to 1,000,000, or there are costs and not two
    /// classes.</exception>
    public static CostSection Of(TextTask task, IReadOnlyDictionary<string, double>? costs)
    {
        if (costs is null) return new(null);
        if (task is not OneClass { Labels: { Count: 2 } labels })
            throw new ArgumentException($"Costs decide on a threshold between two classes, and the task is "
                + $"{task.Description}. Leave them out.", nameof(costs));
        foreach (var (name, cost) in costs)
        {
            if (!labels.Contains(name))
                throw new DataException($"There is no class '{Printable.Label(LabelSet.Shortened(name))}'. "
                    + NearName.List(name, labels.Names));
            if (cost is not (>= 0 and <= ThresholdCosts.Most))
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"Expected costs from 0 to "
                    + $"{ThresholdCosts.Most}, received {cost} for '{name}'."), nameof(costs));
        }
        return new(costs);
    }

    private static ReportCell[] Line(WrongAnswers at, string note) =>
    [
        new(FormattableString.Invariant($"{at.Threshold:0.####} ({note})")), ReportCell.Count(at.First),
        ReportCell.Count(at.Second), new(at.Cost.ToString("G6", CultureInfo.InvariantCulture)),
    ];
}
