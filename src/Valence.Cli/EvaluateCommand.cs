using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Valence.Classification;

namespace Valence.Cli;

/// <summary><c>valence evaluate MODEL FILE</c></summary>
internal static class EvaluateCommand
{
    private const string Details = """
        The model knows the texts of its training again and tells how many rows hold them: figures on these prove
        nothing.
        """;

    public static Command Create(CommandConsole console)
    {
        var model = new Argument<string>("MODEL") { Description = "A file that 'valence train' wrote." };
        var file = new Argument<string>("FILE") { Description = "Texts with labels, in the forms of 'valence train'." };
        var shared = new SharedOptions();
        var command = new ExplainedCommand("evaluate",
            "Compares a model's answers with labels: confusion matrix, report, 95 % intervals.", Details,
            "valence evaluate reviews.valence unseen.csv",
            "valence evaluate reviews.valence unseen.csv --delimiter ';' --label-column 3")
        {
            model, file,
        };
        shared.AddTo(command);
        command.SetAction(parsed =>
        {
            using var backend = shared.Backend(parsed);
            var (from, path) = (parsed.GetValue(model)!, parsed.GetValue(file)!);
            var classifier = GivenModel.Classifier(
                from, backend, $"valence evaluate {ShellWord.Of(path)} {ShellWord.Of(from)}", path);
            GivenModel.Doubt(classifier, from, console);
            var (texts, counted) = ReadingOptions.Numbered(path,
                shared.Texts.Read(path, parsed, requireLabels: true, console, classifier.Labels.Names));
            var result = UsageException.InFile(path,
                () => EvaluationResult.Of(classifier, texts, counted, console.Cancellation));
            if (shared.Json(parsed)) console.WriteJson(Json(result));
            else Print(result, counted, classifier.TrainedTexts is { IsSample: true }, console.Output);
            return 0;
        });
        return command;
    }

    private static void Print(EvaluationResult result, string counted, bool remembersSample, TextWriter output)
    {
        foreach (var part in (string[])[result.Matrix.ToString(), result.Report.ToString(),
            result.Intervals.ToString()])
        {
            output.WriteLine(part.TrimEnd());
            output.WriteLine();
        }
        if (result.Unread.Count > 0)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Texts with nothing to read: "
                + $"{result.Unread.Count} (first: {counted} {result.Unread[0]}); the network's answer to padding alone "
                    + $"counts for them."));
        if (result.TrainedOn is not { Count: > 0 } seen) return;
        var rows = string.Create(CultureInfo.InvariantCulture,
            $"{(remembersSample ? "at least " : "")}{seen.Count} of {result.Matrix.Total}");
        if (seen.Count == result.Matrix.Total) rows = string.Create(CultureInfo.InvariantCulture, $"all {seen.Count}");
        output.WriteLine($"The model was trained with the texts of {rows} rows: these figures are too good. Judge "
            + $"it by texts that it has not seen.");
    }

    private static JsonObject Json(EvaluationResult result)
    {
        var classes = result.Matrix.Classes;
        var rows = new JsonArray();
        for (var actual = 0; actual < classes.Count; actual++)
        {
            var row = new JsonArray();
            for (var predicted = 0; predicted < classes.Count; predicted++)
                row.Add((JsonNode)result.Matrix[actual, predicted]);
            rows.Add((JsonNode)row);
        }
        var estimates = new JsonArray();
        foreach (var estimate in result.Intervals.Estimates)
            estimates.Add((JsonNode)new JsonObject
            {
                ["subject"] = estimate.Subject,
                ["measure"] = estimate.Measure,
                ["value"] = double.IsFinite(estimate.Value) ? estimate.Value : null,
                ["low"] = estimate.Interval?.Low,
                ["high"] = estimate.Interval?.High,
                ["method"] = estimate.Method,
            });
        return new()
        {
            ["accuracy"] = result.Report.Accuracy,
            ["classes"] = new JsonArray([.. classes.Select(name => (JsonNode)name)]),
            ["confusion"] = rows,
            ["estimates"] = estimates,
            ["unread"] = result.Unread.Count,
            ["trained_on"] = result.TrainedOn?.Count,
        };
    }
}
