using System.Globalization;
using Valence.Pictures;

namespace Valence.Classification;

/// <summary>Whether more texts would help.</summary>
internal sealed class FewerTextsSection(TrainingFacts facts, IReadOnlyList<FewerTexts> found) : IReportSection
{
    /// <inheritdoc/>
    public string Title => "Fewer texts";

    /// <inheritdoc/>
    public IEnumerable<ReportBlock> Blocks(ReportedRows rows)
    {
        if (found.Count == 0)
        {
            yield return new ReportSentence("Left out: there are too few texts, or too many for a short look, or no "
                + "linear model fits the task.");
            yield break;
        }
        var measure = found[0].Measure;
        yield return new ReportTable($"{DataException.Beginning(measure)} of the linear model that learned from a part "
            + $"of the texts, on the same {facts.JudgingName}", ["Learned from", DataException.Beginning(measure),
                "95 % interval"], found.Select(part => Line(ReportCell.Count(part.Texts), part)).Append(Line(
                    ReportCell.Name($"the kept model ({facts.Classifier.Recipe})"), FewerTexts.OfKept(facts, rows))));
        var chart = new LineChart($"{measure} by texts learned from", "texts",
            new Curve(measure, [.. found.Select(part => part.Texts)], [.. found.Select(part => (float)part.Value)]));
        yield return ReportPicture.Of($"{measure} by texts learned from", chart);
        yield return new ReportSentence("The settings are the same for each and nothing is chosen, so that the model "
            + "that was kept may do better. Where the line still rises, more texts help; where it is flat within the "
            + "intervals, hardly.");
        if (found[^1].Texts < facts.Learned.Count)
            yield return new ReportSentence(string.Create(CultureInfo.InvariantCulture, $"Larger parts of the "
                + $"{facts.Learned.Count} texts are left out: they would take long."));
    }

    private static ReportCell[] Line(ReportCell name, FewerTexts part) =>
        [name, ReportCell.Score(part.Value), ReportCell.Interval(part.Interval)];
}
