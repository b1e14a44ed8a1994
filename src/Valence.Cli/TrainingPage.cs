using System.Text.Json.Nodes;
using Valence.Classification;
using Valence.Text;

namespace Valence.Cli;

/// <summary>The page that <c>train</c> is asked to write.</summary>
/// <param name="file">Where it goes.</param>
/// <param name="costs">What wrong answers cost, by class; null where that was not said.</param>
internal sealed class TrainingPage(ReportFile file, IReadOnlyDictionary<string, double>? costs)
{
    private TrainingReport? _report;

    /// <summary>Where it goes.</summary>
    public string Path => file.Path;

    /// <summary>The figures of the texts that judged.</summary>
    public Figures Figures => Figures.Of(_report!.Rows);

    /// <summary>What is wrong with costs is told before anything is learned.</summary>
    /// <exception cref="UsageException">The task does not have the classes of the costs.</exception>
    public void Check(TextTask task) => CostOption.Check(task, costs);

    /// <summary>Judges the training and writes the page. The model is there by then, and stays whatever
    /// happens.</summary>
    public void Write(TextClassifier classifier, string model, IReadOnlyList<LabelledText> texts,
        TrainingSettings settings, IReadOnlyList<LabelledText> test)
    {
        try
        {
            _report = TrainingReport.Of(classifier, texts, settings, test, costs);
            file.Write(_report.Content);
        }
        catch (IOException error)
        {
            throw new IOException($"{error.Message} '{model}' is written, the report is not.", error);
        }
        catch (Exception error) when (error is DataException or ArgumentException or UnauthorizedAccessException)
        {
            throw new UsageException($"{file.Path}: {error.Message} '{model}' is written, the report is not.", error);
        }
    }

    /// <summary>Tells programs.</summary>
    public JsonObject Json() => new()
    {
        ["file"] = Path,
        ["judged_by"] = _report!.Facts.Test.Count > 0 ? "test" : "held-out texts",
        ["figures"] = Figures.Json(),
        ["fewer_texts"] = new JsonArray([.. _report.Fewer.Select(part => (JsonNode)new JsonObject
        {
            ["texts"] = part.Texts,
            ["measure"] = part.Measure,
            ["value"] = double.IsFinite(part.Value) ? part.Value : null,
            ["low"] = part.Interval?.Low,
            ["high"] = part.Interval?.High,
        })]),
    };
}
