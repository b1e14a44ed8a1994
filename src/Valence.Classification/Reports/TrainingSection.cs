using System.Globalization;
using System.Runtime.InteropServices;

namespace Valence.Classification;

/// <summary>What makes the same training again.</summary>
internal sealed class TrainingSection(TrainingFacts facts) : IReportSection
{
    /// <inheritdoc/>
    public string Title => "The training";

    /// <inheritdoc/>
    public IEnumerable<ReportBlock> Blocks(ReportedRows rows) => [new ReportTable("Texts, settings and versions",
        ["Fact", "Value"], Facts().Select(fact => (ReportCell[])[new(fact.Name), ReportCell.Name(fact.Value)]))];

    private IEnumerable<(string Name, string Value)> Facts()
    {
        var settings = facts.Settings;
        yield return ("Texts given to learn from", Count(facts.Texts.Count));
        yield return ("Chose nothing", Count(facts.Learned.Count));
        yield return ("Held out, and chose", Count(facts.HeldOut.Count));
        if (facts.Test.Count > 0) yield return ("Kept for the test", Count(facts.Test.Count));
        using var fingerprint = new DataFingerprint();
        foreach (var row in facts.Texts) fingerprint.Add(row);
        yield return ("SHA-256 of texts and labels given", $"{fingerprint}");
        yield return ("Seed", settings.Seed.ToString(CultureInfo.InvariantCulture));
        if (settings.Epochs is { } epochs) yield return ("Epochs asked for", Count(epochs));
        if (settings.BatchSize is { } size) yield return ("Texts in a step", Count(size));
        if (settings.LearningRate is { } rate)
            yield return ("Learning rate", rate.ToString(CultureInfo.InvariantCulture));
        if (settings.ClassWeight is { } weights)
            yield return ("Class weights", string.Join(", ", weights.Select(entry =>
                FormattableString.Invariant($"{entry.Key} {entry.Value:G6}"))));
        if (settings.Goal is { } goal) yield return ("Goal", $"{goal}");
        foreach (var cost in facts.Classifier.Training.Costs) yield return ("What was asked for, and its cost", cost);
        if (facts.Classifier.Training.KeptEpoch is { } kept) yield return ("Kept epoch", Count(kept));
        if (facts.Classifier.Task is OneClass one)
            yield return ("Calibration", one.Calibration is not null ? "isotonic regression"
                : facts.HeldOut.Count < ClassifierTraining.RowsThatDecide ? "none: too few texts were held out"
                : "a temperature");
        yield return (".NET", $"{Environment.Version}, {RuntimeInformation.ProcessArchitecture}");
    }

    private static string Count(int count) => count.ToString(CultureInfo.InvariantCulture);
}
