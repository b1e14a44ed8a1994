using System.Globalization;
using System.Text.Json.Nodes;
using Valence.Callbacks;
using Valence.Classification;
using Valence.Training;

namespace Valence.Cli;

/// <summary>What <c>valence train</c> prints of a training beside the training's own lines.</summary>
internal static class TrainingOutput
{
    private const int RowsThatProve = 30;

    private const int LabelsShown = 20;

    /// <summary>The last lines, or the last line of JSON.</summary>
    /// <param name="classifier">What was trained.</param>
    /// <param name="path">Its file.</param>
    /// <param name="texts">How many texts it learned from, those held out included.</param>
    /// <param name="test">Figures on texts kept for the test, and how many these are; null for none.</param>
    /// <param name="json">Whether a program reads it.</param>
    /// <param name="isQuiet">Whether only the last line is wanted.</param>
    /// <param name="console">Where it goes.</param>
    /// <param name="page">The page that was asked for; null for none.</param>
    public static void Write(TextClassifier classifier, string path, int texts, (int Rows, Figures Figures)? test,
        bool json, bool isQuiet, CommandConsole console, TrainingPage? page)
    {
        if (json)
        {
            console.WriteJson(new()
            {
                ["model"] = path,
                ["texts"] = texts,
                ["validation"] = classifier.ValidationRows,
                ["task"] = classifier.Task.Description,
                ["classes"] = classifier.Labels.Count,
                ["ids"] = classifier.Encoder.Ids,
                ["recipe"] = classifier.Recipe,
                ["kept_epoch"] = classifier.Training.KeptEpoch,
                ["made_by"] = classifier.MadeBy,
                ["tried"] = new JsonArray([.. classifier.Tried.Select(ClassifierFile.Json)]),
                ["costs"] = new JsonArray([.. classifier.Training.Costs.Select(cost => (JsonNode)cost)]),
                ["test"] = test?.Figures.Json(),
                ["report"] = page?.Json(),
            });
            return;
        }
        if (Doubt(classifier.ValidationRows) is { } doubt)
        {
            if (isQuiet) console.Warn(doubt);
            else console.Output.WriteLine(doubt);
        }
        if (!isQuiet && classifier.Task is SeveralLabels labels) console.Say(Thresholds(labels));
        if (!isQuiet && test is { } judged)
        {
            console.Output.WriteLine();
            judged.Figures.Print(console.Output);
        }
        var what = classifier.Task is OneClass
            ? string.Create(CultureInfo.InvariantCulture, $"{classifier.Labels.Count} classes")
            : classifier.Task.Description;
        var kept = classifier.Training.KeptEpoch is not { } epoch ? ""
            : string.Create(CultureInfo.InvariantCulture, $", kept epoch {epoch}{Of(classifier.History)}");
        // Otherwise they were said on the way.
        var costs = !isQuiet ? "" : string.Concat(classifier.Training.Costs.Select(cost => $" {cost}"));
        var proof = test is not { } by ? ""
            : string.Create(CultureInfo.InvariantCulture, $" Test: {by.Figures.First} on {by.Rows} rows.");
        console.Say(string.Create(CultureInfo.InvariantCulture, $"Wrote {path}: {texts} texts, {what}, "
            + $"{classifier.Encoder.Ids} ids, recipe {classifier.Recipe}{kept}.{proof}{costs}"));
        if (page is { Failure: null } && !isQuiet) console.Say($"Wrote {page.Path}.");

        static string Of(History? history) => history is not { Epochs: [.., var last] } ? ""
            : string.Create(CultureInfo.InvariantCulture, $" of {last + 1}");
    }

    /// <summary>A line of JSON an epoch; a training that goes on has epochs before.</summary>
    public static LambdaCallback Epochs(string recipe, CommandConsole console)
    {
        return new()
        {
            TrainBegin = state =>
            {
                var before = state.History;
                for (var i = 0; i < before.Epochs.Count; i++)
                    Write(before.Epochs[i], before.Names.Select(name => KeyValuePair.Create(name, before[name][i])));
            },
            EpochEnd = (epoch, state) => Write(epoch, state.Logs),
        };

        void Write(int epoch, IEnumerable<KeyValuePair<string, float>> figures)
        {
            var line = new JsonObject { ["recipe"] = recipe, ["epoch"] = epoch + 1 };
            foreach (var (name, value) in figures) line[name] = value;
            console.WriteJson(line);
        }
    }

    private static string Thresholds(SeveralLabels task)
    {
        var shown = Enumerable.Range(0, Math.Min(LabelsShown, task.Labels.Count)).Select(k => string.Create(
            CultureInfo.InvariantCulture, $"{DataChecks.Listed(task.Labels.Names[k])} {task.Thresholds[k]:0.###}"));
        var more = task.Labels.Count <= LabelsShown ? ""
            : string.Create(CultureInfo.InvariantCulture, $" and {task.Labels.Count - LabelsShown} more");
        return $"Thresholds: {string.Join(", ", shown)}{more}.";
    }

    private static string? Doubt(int validationRows) => validationRows switch
    {
        0 => "No rows were held out: the figures are those of the texts that were trained on and prove nothing.",
        < RowsThatProve => string.Create(CultureInfo.InvariantCulture,
            $"Validation has {validationRows} {(validationRows == 1 ? "row" : "rows")}: its figures prove nothing."),
        < HeldOutFigures.FewTexts => string.Create(CultureInfo.InvariantCulture,
            $"Validation has {validationRows} rows: --drift and --highest-risk need {HeldOutFigures.FewTexts}, which a "
                + $"larger --validation-split holds out."),
        _ => null,
    };
}
