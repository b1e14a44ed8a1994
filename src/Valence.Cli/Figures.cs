using System.Globalization;
using System.Text.Json.Nodes;
using Valence.Classification;
using Valence.Text;

namespace Valence.Cli;

/// <summary>How a classifier does on texts with labels.</summary>
internal sealed class Figures
{
    // What a screen holds.
    private const int MostClasses = 20;
    private const int MostNotes = 5;
    private const int MostColumns = 100;
    private const int ReportDigits = 2;
    private const int IntervalDigits = 4;

    private readonly EvaluationResult? _classes;
    private readonly TaskResult? _other;
    private readonly bool _remembersSample;

    private Figures(EvaluationResult? classes, TaskResult? other, bool remembersSample) =>
        (_classes, _other, _remembersSample) = (classes, other, remembersSample);

    /// <summary>Asks for every text and compares.</summary>
    public static Figures Of(TextClassifier classifier, IEnumerable<LabelledText> texts, string counted,
        CancellationToken cancellation)
    {
        var remembersSample = classifier.Training.Texts is { IsSample: true };
        return classifier.Task is OneClass
            ? new(EvaluationResult.Of(classifier, texts, counted, cancellation), null, remembersSample)
            : new(null, TaskResult.Of(classifier, texts, counted, cancellation), remembersSample);
    }

    /// <summary>Those of a report.</summary>
    public static Figures Of(ReportedRows rows) => new(rows.Classes, rows.Other,
        rows.Classifier.Training.Texts is { IsSample: true });

    /// <summary>The first of them in words, such as <c>accuracy 0.8125</c>.</summary>
    public string First => _classes is not null
        ? string.Create(CultureInfo.InvariantCulture, $"accuracy {_classes.Report.Accuracy:F4}")
        : string.Create(CultureInfo.InvariantCulture, $"{_other!.Evaluation.Measures[0].Key} "
            + $"{_other.Evaluation.Measures[0].Value:F4}");

    /// <summary>Tells people.</summary>
    public void Print(TextWriter output)
    {
        if (_classes is not null) Print(_classes, _remembersSample, output);
        else Print(_other!, _remembersSample, output);
    }

    /// <summary>Tells programs.</summary>
    public JsonObject Json() => _classes is not null ? Json(_classes) : Json(_other!);

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
        if (result.Answered is { } answered) output.WriteLine(answered);
        if (isLong) output.WriteLine($"These are the {MostClasses} classes with the most wrong rows; --json has all.");
        PrintSeen(result.TrainedOn, result.Matrix.Total, remembersSample, Measures(result),
            result.Unseen is { } unseen ? Measures(unseen) : null, output);
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
        PrintSeen(result.TrainedOn, result.Rows, remembersSample, result.Evaluation.Measures, result.Unseen?.Measures,
            output);
    }

    private static void PrintUnread(IReadOnlyList<int> unread, string counted, TextWriter output)
    {
        if (unread.Count > 0)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Texts with nothing to read: "
                + $"{unread.Count} (first: {counted} {unread[0]}); the network's answer to padding alone counts for "
                    + $"them."));
    }

    /// <summary>What is said of figures on texts of the training, without a full stop.</summary>
    /// <param name="count">How many are known to be such.</param>
    /// <param name="total">How many texts there are.</param>
    /// <param name="remembersSample">Whether more of them may be.</param>
    public static string Seen(int count, long total, bool remembersSample)
    {
        var rows = count == total ? string.Create(CultureInfo.InvariantCulture, $"all {count}")
            : string.Create(CultureInfo.InvariantCulture, $"{(remembersSample ? "at least " : "")}{count} of {total}");
        return $"The model was trained with the texts of {rows} rows: these figures are too good. Judge it by texts "
            + "that it has not seen";
    }

    private static void PrintSeen(IReadOnlyList<int>? trainedOn, long total, bool remembersSample,
        IReadOnlyList<KeyValuePair<string, double>> measures, IReadOnlyList<KeyValuePair<string, double>>? unseen,
        TextWriter output)
    {
        if (trainedOn is not { Count: > 0 } seen) return;
        output.WriteLine($"{Seen(seen.Count, total, remembersSample)}{(unseen is null ? "." : ":")}");
        if (unseen is null) return;
        output.WriteLine();
        var width = measures.Max(measure => measure.Key.Length);
        Line("", "all rows", "not trained on");
        foreach (var ((name, value), (_, other)) in measures.Zip(unseen)) Line(name, Shown(value), Shown(other));
        Line("rows", total.ToString(CultureInfo.InvariantCulture),
            (total - seen.Count).ToString(CultureInfo.InvariantCulture));

        void Line(string name, string all, string others) =>
            output.WriteLine($"{name.PadLeft(width)}  {all,9}  {others,14}");

        static string Shown(double value) => double.IsFinite(value)
            ? value.ToString("F4", CultureInfo.InvariantCulture) : "undefined";
    }

    // What a report of classes comes to in a few numbers.
    private static KeyValuePair<string, double>[] Measures(EvaluationResult result) =>
    [
        new("accuracy", result.Report.Accuracy),
        new("macro F1", result.Report.MacroAverage.F1),
        new("weighted F1", result.Report.WeightedAverage.F1),
        .. result.Intervals.Estimates.Where(estimate => estimate.Measure == "ROC AUC")
            .Select(estimate => KeyValuePair.Create(estimate.Measure, estimate.Value)),
    ];

    private static JsonObject Json(TaskResult result)
    {
        var json = Json(result.Evaluation);
        json.Insert(0, "rows", result.Rows);
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
        json["unseen"] = result.Unseen is { } unseen ? Json(unseen) : null;
        return json;
    }

    private static JsonObject Json(TaskEvaluation evaluation)
    {
        var json = new JsonObject();
        foreach (var (name, value) in evaluation.Measures)
            json[name.ToLowerInvariant().Replace(' ', '_').Replace("²", "2", StringComparison.Ordinal)] =
                double.IsFinite(value) ? value : null;
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
            ["answered"] = result.Answered is not { } answered ? null : new JsonObject
            {
                ["rows"] = answered.Count,
                ["wrong"] = answered.Wrong,
                ["risk"] = answered.Interval is null ? null : answered.Risk,
                ["low"] = answered.Interval?.Low,
                ["high"] = answered.Interval?.High,
            },
            ["trained_on"] = result.TrainedOn?.Count,
            ["unseen"] = result.Unseen is { } unseen ? Json(unseen) : null,
        };
    }
}
