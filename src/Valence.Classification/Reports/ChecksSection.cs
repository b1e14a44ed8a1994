using System.Globalization;

namespace Valence.Classification;

/// <summary>What stands out in the texts of the training.</summary>
internal sealed class ChecksSection(TrainingFacts facts) : IReportSection
{
    // More take long beside a training.
    private const int MostTexts = 50_000;

    /// <inheritdoc/>
    public string Title => "Checks of the texts";

    /// <inheritdoc/>
    public IEnumerable<ReportBlock> Blocks(ReportedRows rows)
    {
        if (facts.Texts.Count > MostTexts)
            return [new ReportSentence(string.Create(CultureInfo.InvariantCulture, $"Left out: of more than "
                + $"{MostTexts} texts they take long. 'valence check' looks at them."))];
        if (facts.Classifier.Task is not (OneClass or SeveralLabels))
            return [new ReportSentence($"Left out: they compare labels, and the task is "
                + $"{facts.Classifier.Task.Description}.")];
        var audit = DataAudit.Of(facts.Texts, new()
        {
            Skipped = [ImprobableLabels.Named],
            Test = facts.Test,
            Seed = facts.Settings.Seed,
            Counted = facts.Settings.Counted,
            CancellationToken = facts.Settings.CancellationToken,
        });
        return [audit.Findings.Count == 0 ? new ReportSentence("Nothing stands out.") : new ReportTable(
            "What stands out in the texts to learn from", ["Check", "What was found", "What to do"],
            audit.Findings.Select(finding => (ReportCell[])[new(finding.Check), ReportCell.Name(finding.Sentence),
                new(finding.Advice)])),
            new ReportSentence($"Not looked at here: {string.Join(", ", audit.LeftOut.Select(check => check.Key))}. "
                + "'valence check' looks at more, and says why it leaves a check out.")];
    }
}
