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
        nothing. Of many classes those with the most wrong rows are shown; --json has all: "counts" lists how often the
        class of one position in "classes" was taken for that of another, "confusion" the same as a table of up to
        100 classes.
        """;

    // What a screen holds.
    private const int MostClasses = 20;
    private const int MostNotes = 5;
    private const int MostColumns = 100;
    private const int ReportDigits = 2;
    private const int IntervalDigits = 4;

    public static Command Create(CommandConsole console)
    {
        var model = new Argument<string>("MODEL") { Description = "A file that 'valence train' wrote." };
        var file = new Argument<string>("FILE")
        {
            Description = "Texts with labels, in the forms of 'valence train'; - is standard input."
        };
        var threshold = GivenModel.Threshold();
        var shared = new SharedOptions();
        var command = new ExplainedCommand("evaluate",
            "Compares a model's answers with labels: confusion matrix, report, 95 % intervals; F1 and more of several "
                + "labels, errors of numbers.", Details,
            "valence evaluate reviews.valence unseen.csv",
            "valence evaluate reviews.valence unseen.csv --delimiter ';' --label-column 3")
        {
            model, file, threshold,
        };
        shared.AddTo(command, needsLabels: true);
        shared.AddOpeningTo(command);
        command.SetAction(parsed =>
        {
            using var backend = shared.Backend(parsed);
            var (from, path) = (parsed.GetValue(model)!, parsed.GetValue(file)!);
            var classifier = GivenModel.Classifier(from, shared.Opening(parsed, backend),
                $"valence evaluate {ShellWord.Of(path)} {ShellWord.Of(from)}", path);
            GivenModel.Doubt(classifier, from, console);
            classifier = GivenModel.WithThreshold(classifier, parsed.GetValue(threshold));
            var texts = shared.Texts.Read(path, parsed, requireLabels: true, console, classifier);
            if (classifier.Task is not OneClass)
            {
                var other = UsageException.InFile(path, () => TaskResult.Of(classifier, texts,
                    ReadingOptions.CountedIn(path), console.Cancellation));
                if (shared.Json(parsed)) console.WriteJson(Json(other));
                else Print(other, classifier.TrainedTexts is { IsSample: true }, console.Output);
                return 0;
            }
            var result = UsageException.InFile(path, () => EvaluationResult.Of(classifier, texts,
                ReadingOptions.CountedIn(path), console.Cancellation));
            if (shared.Json(parsed)) console.WriteJson(Json(result));
            else Print(result, classifier.TrainedTexts is { IsSample: true }, console.Output);
            return 0;
        });
        return command;
    }

    private static void Print(EvaluationResult result, bool remembersSample, TextWriter output)
    {
        var isLong = result.Matrix.Classes.Count > MostClasses;
        var shown = isLong ? result.Matrix.MostConfused(MostClasses)
            : [.. Enumerable.Range(0, result.Matrix.Classes.Count)];
        foreach (var part in (string[])[result.Matrix.ToString(), result.Report.ToString(ReportDigits, shown),
            result.Intervals.ToString(IntervalDigits, shown, isLong ? MostNotes : int.MaxValue)])
        {
            output.WriteLine(part.TrimEnd());
            output.WriteLine();
        }
        PrintUnread(result.Unread, result.Counted, output);
        if (isLong) output.WriteLine($"These are the {MostClasses} classes with the most wrong rows; --json has all.");
        PrintSeen(result.TrainedOn, result.Matrix.Total, remembersSample, output);
    }

    private static void Print(TaskResult result, bool remembersSample, TextWriter output)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Rows: {result.Rows}"));
        output.WriteLine();
        var isLong = result.Evaluation is SeveralLabelsReport { Labels.Count: > MostClasses };
        output.WriteLine((isLong && result.Evaluation is SeveralLabelsReport labels
            ? labels.ToString(labels.MostMissed(MostClasses)) : result.Evaluation.ToString()).TrimEnd());
        output.WriteLine();
        if (isLong) output.WriteLine($"These are the {MostClasses} labels with the most wrong rows; --json has all.");
        PrintUnread(result.Unread, result.Counted, output);
        PrintSeen(result.TrainedOn, result.Rows, remembersSample, output);
    }

    private static void PrintUnread(IReadOnlyList<int> unread, string counted, TextWriter output)
    {
        if (unread.Count > 0)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Texts with nothing to read: "
                + $"{unread.Count} (first: {counted} {unread[0]}); the network's answer to padding alone counts for "
                    + $"them."));
    }

    private static void PrintSeen(IReadOnlyList<int>? trainedOn, long total, bool remembersSample, TextWriter output)
    {
        if (trainedOn is not { Count: > 0 } seen) return;
        var rows = string.Create(CultureInfo.InvariantCulture,
            $"{(remembersSample ? "at least " : "")}{seen.Count} of {total}");
        if (seen.Count == total) rows = string.Create(CultureInfo.InvariantCulture, $"all {seen.Count}");
        output.WriteLine($"The model was trained with the texts of {rows} rows: these figures are too good. Judge "
            + $"it by texts that it has not seen.");
    }

    private static JsonObject Json(TaskResult result)
    {
        var json = new JsonObject { ["rows"] = result.Rows };
        foreach (var (name, value) in result.Evaluation.Measures)
            json[name.ToLowerInvariant().Replace(' ', '_').Replace("²", "2", StringComparison.Ordinal)] =
                double.IsFinite(value) ? value : null;
        if (result.Evaluation is SeveralLabelsReport report)
            json["labels"] = new JsonArray([.. report.Labels.Select(row => (JsonNode)new JsonObject
            {
                ["label"] = row.Name,
                ["precision"] = row.Precision,
                ["recall"] = row.Recall,
                ["f1"] = row.F1,
                ["support"] = row.Support,
            })]);
        json["unread"] = result.Unread.Count;
        json["trained_on"] = result.TrainedOn?.Count;
        return json;
    }

    private static JsonObject Json(EvaluationResult result)
    {
        var classes = result.Matrix.Classes;
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
            ["confusion"] = classes.Count > MostColumns ? null : new JsonArray([.. Enumerable.Range(0, classes.Count)
                .Select(actual => (JsonNode)new JsonArray([.. Enumerable.Range(0, classes.Count)
                    .Select(predicted => (JsonNode)result.Matrix[actual, predicted])]))]),
            ["counts"] = new JsonArray([.. result.Matrix.Cells.Select(cell =>
                (JsonNode)new JsonArray(cell.Actual, cell.Predicted, cell.Count))]),
            ["estimates"] = estimates,
            ["unread"] = result.Unread.Count,
            ["trained_on"] = result.TrainedOn?.Count,
        };
    }
}
