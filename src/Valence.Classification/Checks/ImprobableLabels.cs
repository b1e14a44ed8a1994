using System.Globalization;
using Valence.Text;

namespace Valence.Classification;

/// <summary>Labels that models find improbable which learned from other rows: five parts, each judged by a linear model
/// of the other four.</summary>
internal sealed class ImprobableLabels : DataCheck
{
    // A model of fewer rows says nothing.
    private const int FewTexts = 100;

    /// <inheritdoc/>
    public override string Name => "doubted labels";

    /// <inheritdoc/>
    public override string? LeftOut(CheckedTexts texts) => !texts.Settings.DoubtsLabels ? "it was not asked for"
        : !texts.HaveClasses ? "it compares texts of one label each"
        : texts.Learned.Count < FewTexts
            ? FormattableString.Invariant($"a model of fewer than {FewTexts} texts says nothing of others") : null;

    /// <inheritdoc/>
    public override IEnumerable<Finding> Look(CheckedTexts texts)
    {
        var rows = texts.Learned;
        var settings = new TrainingSettings
        {
            Recipe = Recipes.Linear,
            Seed = texts.Settings.Seed,
            CancellationToken = texts.Settings.CancellationToken,
        };
        var task = OneClass.Fit(rows, settings);
        var (training, validation) = task.Split(rows, settings.ValidationSplit, settings.Seed);
        var targets = task.LinearTargets(rows)!;
        var probabilities = new LinearTraining([.. rows.Select(row => row.Text)], targets, settings)
            .OutOfFold(training, validation);
        var noise = LabelNoise.Of<double>([.. rows.Select(row => task.Labels.IndexOf(row.Label!, row.Row))],
            probabilities);
        FoundRow[] found = [.. noise.Issues.Select(i => texts.Found(i) with
        {
            SuggestedLabel = task.Labels.Names[noise.Suggested(i)],
            Probability = noise.SelfConfidence[i],
        })];
        if (found.Length > 0)
            yield return new(Name, string.Create(CultureInfo.InvariantCulture, $"{CheckedTexts.Texts(found.Length)} "
                + $"{(found.Length == 1 ? "has a label" : "have labels")} that models of the other rows find "
                + $"improbable, "
                + $"the worst first: {texts.Named(found)}."), "Read them beside the label that they would be given: "
                + "some are wrong, others hard.", found);
    }
}
