using Valence.Pictures;
using Valence.Training;

namespace Valence.Classification;

/// <summary>Loss and accuracy of each epoch of a network.</summary>
internal sealed class CurvesSection : IReportSection
{
    private const string Held = "val_", Loss = "loss";

    /// <inheritdoc/>
    public string Title => "Learning curves";

    /// <inheritdoc/>
    public IEnumerable<ReportBlock> Blocks(ReportedRows rows)
    {
        var classifier = rows.Classifier;
        if (classifier.History is not { Epochs.Count: > 0 } history)
        {
            yield return new ReportSentence(classifier.Recipe == Recipes.Linear.Name
                ? "Left out: the linear model is fitted exactly, without epochs."
                : classifier.Recipe == Recipes.EmbeddingsName
                ? "Left out: the last layer is fitted exactly, without epochs."
                : "Left out: this run saw no epoch.");
            yield break;
        }
        var names = history.Names.ToHashSet(StringComparer.Ordinal);
        foreach (var name in names.Where(name => !name.StartsWith(Held, StringComparison.Ordinal))
            .OrderBy(name => name != Loss).ThenBy(name => name, StringComparer.Ordinal))
        {
            var chart = new LineChart(name, "epoch", [.. new[] { name, Held + name }.Where(names.Contains)
                .Select(curve => CurveOf(history, curve))])
            {
                Marked = classifier.Training.KeptEpoch,
                Mark = "kept",
            };
            yield return ReportPicture.Of($"{name} of each epoch", chart);
        }
    }

    private static Curve CurveOf(History history, string name) =>
        new(name, [.. history.EpochsOf(name).Select(epoch => epoch + 1)], history[name]);
}
