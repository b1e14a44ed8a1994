using System.Globalization;

namespace Valence.Classification;

/// <summary>Which texts judge, and what that is worth.</summary>
internal sealed class JudgingSection(TrainingFacts facts) : IReportSection
{
    /// <inheritdoc/>
    public string Title => "What judges";

    /// <inheritdoc/>
    public IEnumerable<ReportBlock> Blocks(ReportedRows rows)
    {
        if (facts.Test.Count > 0)
        {
            yield return new ReportSentence(string.Create(CultureInfo.InvariantCulture, $"The figures are of "
                + $"{facts.Test.Count} texts of a test, from which nothing was learned and by which nothing was "
                + $"chosen."));
            yield break;
        }
        string[] chosen =
        [
            .. facts.Classifier.Tried.Count > 0 && facts.Settings.From is null ? ["the recipe"] : (string[])[],
            !facts.IsLinear ? "the epoch" : facts.Classifier.Recipe == Recipes.EmbeddingsName
                ? "how far names of labels are believed" : "the features and their cost", "the calibration",
        ];
        yield return new ReportSentence(string.Create(CultureInfo.InvariantCulture, $"The figures are of "
            + $"{facts.HeldOut.Count} texts that were held out of the training. They chose "
            + $"{string.Join(", ", chosen)}: the figures promise a little too much. Keep texts for a test to "
            + $"know."), IsWarning: true);
        if (facts.IsLinear && facts.Settings.ValidationData is null)
            yield return new ReportSentence("They were answered by a linear model that had not learned from them; the "
                + "one that was kept has learned from them too since then. Words of mistakes are marked by that one.");
    }
}
