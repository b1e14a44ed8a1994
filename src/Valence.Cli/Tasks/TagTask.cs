using System.Globalization;
using System.Text.Json.Nodes;
using Valence.Language;
using Valence.Saving;
using Valence.Text;

namespace Valence.Cli;

/// <summary><c>valence train FILE --task tag --model MODEL</c>: names and other parts of texts, or parts of
/// speech.</summary>
internal sealed class TagTask : OtherTask
{
    private const string Validation = "--validation-data", ValidationSplit = "--validation-split";

    /// <inheritdoc/>
    public override string Name => "tag";

    /// <inheritdoc/>
    public override string Help => """
        With --task tag FILE has a word and its label on each line, with an empty line between sentences, or objects
        with "text" and "spans"; what is learned is to mark such parts of texts. --recipe is linear, bilstm, cnn or
        transformer, each with a conditional random field; without it linear and bilstm are tried.
        """;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Recipes => [.. TaggingRecipe.All.Select(recipe => recipe.Name)];

    /// <inheritdoc/>
    public override IReadOnlyList<string> TrainUses => ["--recipe", Validation, ValidationSplit, "--epochs",
        "--batch-size", "--learning-rate", "--resume"];

    /// <inheritdoc/>
    public override ModelFormat Format { get; } = new TaggerFormat();

    /// <inheritdoc/>
    public override void Train(TaskCall call, string source, string path)
    {
        var backup = $"{path}.backup";
        if (call.IsGiven(Validation) && call.IsGiven(ValidationSplit))
            throw new UsageException($"{ValidationSplit} and {Validation} both say which texts choose the epoch. Leave "
                + "one of the two out.");
        call.PrepareModel(path);
        call.PrepareBackup(backup);
        var (texts, held) = (TaggedTexts.Read(source),
            call.Value<string?>(Validation) is { } other ? TaggedTexts.Read(other) : null);
        if (held is not null)
            Doubt(call, call.Value<string>(Validation)!, held, [.. texts.SelectMany(text => text.Spans)
                .Select(span => span.Label)]);
        var usual = new TaggingSettings();
        TaskCall.Interruptible(path, backup, () => UsageException.OfSettings(source, () =>
        {
            var tagger = TextTagger.Train(texts, call.Running(new TaggingSettings
            {
                Recipe = call.Value<string?>("--recipe") is { } name ? TaggingRecipe.Find(name) : null,
                ValidationData = held,
                ValidationSplit = call.Value<float?>(ValidationSplit) ?? usual.ValidationSplit,
                Epochs = call.Value<int?>("--epochs"),
                BatchSize = call.Value<int?>("--batch-size") ?? usual.BatchSize,
                LearningRate = call.Value<float?>("--learning-rate"),
            }, backup));
            tagger.Save(path);
            File.Delete(backup);
            Tell(call, tagger, texts.Count, path);
        }));
    }

    /// <inheritdoc/>
    public override void Predict(TaskCall call, ModelSource model, IEnumerable<IReadOnlyList<LabelledText>> texts)
    {
        var tagger = Opened(call, model);
        foreach (var some in texts)
            foreach (var (row, spans) in some.Zip(tagger.Predict([.. some.Select(row => row.Text)])))
            {
                call.Console.Cancellation.ThrowIfCancellationRequested();
                if (call.Json)
                    call.Console.WriteJson(new()
                    {
                        ["text"] = row.Text,
                        ["spans"] = new JsonArray([.. spans.Select(span => (JsonNode)new JsonObject
                        {
                            ["start"] = span.Start, ["end"] = span.End, ["label"] = span.Label,
                            ["probability"] = span.Probability, ["text"] = row.Text[span.Start..span.End],
                        })]),
                    });
                else call.Console.Say(Marked(row.Text, spans));
            }
    }

    /// <inheritdoc/>
    public override void Evaluate(TaskCall call, ModelSource model, string path)
    {
        var tagger = Opened(call, model);
        var texts = TaggedTexts.Read(path, new()
        {
            Scheme = tagger.Scheme == LabelScheme.Words ? tagger.Scheme : null,
        });
        Doubt(call, path, texts, [.. tagger.Types]);
        var (report, forms) = tagger.Evaluate(texts, call.Console.Cancellation);
        var estimates = report.Intervals(cancellationToken: call.Console.Cancellation);
        if (call.Json)
        {
            call.Console.WriteJson(new()
            {
                ["texts"] = texts.Count,
                ["words"] = report.Words,
                ["accuracy"] = report.Accuracy,
                ["overall"] = Json(report.Overall),
                ["surface_forms"] = Json(forms),
                ["types"] = new JsonArray([.. report.Types.Select(type => (JsonNode)Json(type))]),
                ["intervals"] = new JsonArray([.. estimates.Select(estimate => (JsonNode)new JsonObject
                {
                    ["subject"] = estimate.Subject, ["measure"] = estimate.Measure, ["value"] = estimate.Value,
                    ["low"] = estimate.Interval?.Low, ["high"] = estimate.Interval?.High,
                })]),
            });
            return;
        }
        foreach (var line in report.ToString().TrimEnd('\n').Split('\n')) call.Console.Say(line);
        call.Console.Say(string.Create(CultureInfo.InvariantCulture, $"different spans: precision: "
            + $"{100 * forms.Precision:F2}%; recall: {100 * forms.Recall:F2}%; FB1: {100 * forms.F1:F2}"));
        foreach (var estimate in estimates.Where(estimate => estimate is { Measure: "f1-score", Interval: not null }))
            call.Console.Say(string.Create(CultureInfo.InvariantCulture, $"FB1 of {estimate.Subject}: "
                + $"{100 * estimate.Value:F2}, 95 % from {100 * estimate.Interval!.Value.Low:F2} to "
                + $"{100 * estimate.Interval.Value.High:F2}"));
    }

    // What no answer can be is wrong in every row.
    private static void Doubt(TaskCall call, string path, IEnumerable<TaggedText> texts, HashSet<string> known)
    {
        string[] unknown = [.. texts.SelectMany(text => text.Spans).Select(span => span.Label)
            .Where(label => !known.Contains(label)).Distinct().Order(StringComparer.Ordinal)];
        if (unknown.Length > 0)
            call.Console.Warn($"{path}: there is no answer {Listed(unknown)}; there are {Listed(known.Order())}.");

        static string Listed(IEnumerable<string> labels) =>
            string.Join(", ", labels.Select(label => $"'{Printable.Label(label)}'"));
    }

    // [Empire State Building]{location 0.93} stands where the text has the words.
    private static string Marked(string text, IReadOnlyList<PredictedSpan> spans)
    {
        var marked = new System.Text.StringBuilder();
        var from = 0;
        foreach (var span in spans)
        {
            marked.Append(text, from, span.Start - from).Append('[').Append(text, span.Start, span.End - span.Start)
                .Append(CultureInfo.InvariantCulture, $"]{{{span.Label} {span.Probability:F2}}}");
            from = span.End;
        }
        return marked.Append(text, from, text.Length - from).ToString();
    }

    private static TextTagger Opened(TaskCall call, ModelSource model) => TaggerFile.Read(model, call.Opening);

    private static JsonObject Json(SpanScore score) => new()
    {
        ["type"] = score.Type,
        ["correct"] = score.Correct,
        ["found"] = score.Found,
        ["gold"] = score.Gold,
        ["precision"] = score.Precision,
        ["recall"] = score.Recall,
        ["f1"] = score.F1,
    };

    private static void Tell(TaskCall call, TextTagger tagger, int texts, string path)
    {
        if (call.Json)
            call.Console.WriteJson(new()
            {
                ["model"] = path,
                ["texts"] = texts,
                ["recipe"] = tagger.Recipe,
                ["tags"] = tagger.Labels.Count,
                ["tried"] = new JsonArray([.. tagger.Tried.Select(tried => (JsonNode)new JsonObject
                {
                    ["recipe"] = tried.Recipe, ["f1"] = tried.F1, ["epochs"] = tried.Epochs,
                })]),
                ["temperature"] = tagger.Temperature,
                ["outside_bias"] = tagger.OutsideBias,
            });
        else
            call.Console.Say(string.Create(CultureInfo.InvariantCulture, $"Wrote {path}: {tagger.Recipe}, "
                + $"{texts} texts, {tagger.Labels.Count} tags; F1 of held-out spans: ")
                + string.Join(", ", tagger.Tried.Select(tried => string.Create(CultureInfo.InvariantCulture,
                    $"{tried.Recipe} {tried.F1:F4} after {tried.Epochs} epochs"))) + ".");
    }
}
