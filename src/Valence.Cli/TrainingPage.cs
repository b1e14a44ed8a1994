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

    /// <summary>Why there is no page; null where there is one.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>The figures of the texts that judged; null where the page failed before these were known.</summary>
    public Figures? Figures => _report is null ? null : Figures.Of(_report.Rows);

    /// <summary>What is wrong with costs is told before anything is learned.</summary>
    /// <exception cref="UsageException">The task does not have the classes of the costs.</exception>
    public void Check(TextTask task) => CostOption.Check(task, costs);

    /// <summary>Judges the training and writes the page. The model is there by then, and stays whatever happens: so
    /// does all that is said of it, before <see cref="Failure"/> is.</summary>
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
            Failure = new IOException($"{error.Message} '{model}' is written, the report is not.", error);
        }
        catch (Exception error) when (error is DataException or ArgumentException or UnauthorizedAccessException)
        {
            Failure = new UsageException($"{file.Path}: {error.Message} '{model}' is written, the report is not.",
                error);
        }
    }

    /// <summary>Tells programs.</summary>
    public JsonObject Json() => new()
    {
        ["file"] = Failure is null ? Path : null,
        ["error"] = Failure?.Message,
        ["judged_by"] = _report is null ? null : _report.Facts.Test.Count > 0 ? "test" : "held-out texts",
        ["figures"] = Figures?.Json(),
        ["costs"] = _report is null ? null : CostOption.Json(_report.Rows, costs),
        ["fewer_texts"] = _report is null ? null : new JsonArray([.. _report.Fewer.Select(part =>
            (JsonNode)new JsonObject
            {
                ["texts"] = part.Texts,
                ["measure"] = part.Measure,
                ["value"] = double.IsFinite(part.Value) ? part.Value : null,
                ["low"] = part.Interval?.Low,
                ["high"] = part.Interval?.High,
            })]),
    };
}
