using System.Globalization;
using Valence.Saving;
using Valence.Text;

namespace Valence.Classification;

/// <summary>What the model and the data are.</summary>
internal sealed class ModelSection : IReportSection
{
    private const int NamesShown = 50;

    /// <inheritdoc/>
    public string Title => "Model and data";

    /// <inheritdoc/>
    public IEnumerable<ReportBlock> Blocks(ReportedRows rows)
    {
        yield return Card(Facts(rows));
    }

    /// <summary>A table of facts.</summary>
    internal static ReportTable Card(IEnumerable<(string Name, string Value)> facts) => new("Model card",
        ["Fact", "Value"], facts.Select(fact => (ReportCell[])[new(fact.Name), ReportCell.Name(fact.Value)]));

    /// <summary>What every report says of its rows and of the program.</summary>
    internal static IEnumerable<(string Name, string Value)> OfAll(int rows, string fingerprint)
    {
        yield return ("Rows of this report", rows.ToString(CultureInfo.InvariantCulture));
        yield return ("SHA-256 of their texts and labels", fingerprint);
        yield return ("Valence", typeof(EvaluationReport).Assembly.GetName().Version!.ToString(3));
        if (SavedDate.Given is { } date)
            yield return ("Date", date.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture));
    }

    private static IEnumerable<(string Name, string Value)> Facts(ReportedRows rows)
    {
        var classifier = rows.Classifier;
        yield return ("Recipe", classifier.Recipe);
        yield return ("Task", classifier.Task.Description);
        if (classifier.Labels.Count > 0)
            yield return ("Classes or labels", string.Join(", ", classifier.Labels.Names.Take(NamesShown)
                .Select(name => Printable.Label(name))) + (classifier.Labels.Count <= NamesShown ? ""
                    : FormattableString.Invariant($" and {classifier.Labels.Count - NamesShown} more")));
        if (classifier.Task is OneClass { Labels.Count: 2 })
            yield return ("Threshold", classifier.Threshold.ToString("0.####", CultureInfo.InvariantCulture));
        yield return ("Made by", classifier.MadeBy ?? "not known: the recipe, the cleaning or the threshold was given "
            + "in code or afterwards, or the file is of an earlier version");
        yield return ("Network and preparation", TextClassifier.Words(classifier.Tie));
        yield return ("Texts of the training", classifier.Training.Texts is not { } trained ? "not known"
            : FormattableString.Invariant($"{(trained.IsSample ? "at least " : "")}{trained.Count} different ones"));
        foreach (var fact in OfAll(rows.Rows.Count, rows.Fingerprint)) yield return fact;
    }
}
