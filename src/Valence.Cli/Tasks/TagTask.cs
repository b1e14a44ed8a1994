using System.CommandLine;
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
    private const string Encoder = "--encoder", Validation = "--validation-data",
        ValidationSplit = "--validation-split", Unlabelled = "--unlabelled";

    private readonly TaggedReading _reading = new();

    /// <inheritdoc/>
    public override string Name => "tag";

    /// <inheritdoc/>
    public override string Help => """
        With --task tag FILE has a word and its label on each line, with an empty line between sentences, or objects
        with "text" and "spans"; what is learned is to mark such parts of texts. --recipe is linear, bilstm, cnn,
        transformer or bert with --encoder, each with a conditional random field; without it linear and bilstm are
        tried.
        """;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "valence train names.conll --task tag --model names.valence",
        "valence predict names.valence \"Ada Lovelace lived in London.\"",
        "valence evaluate names.valence test.conll --report names.html",
    ];

    /// <inheritdoc/>
    public override bool Recognizes(string path) => TaggedTexts.AreIn(path);

    /// <inheritdoc/>
    public override IReadOnlyList<Option> CheckOptions => _reading.Own;

    /// <inheritdoc/>
    public override IReadOnlyList<string> CheckUses => TaggedReading.Uses;

    /// <inheritdoc/>
    public override TextsToCheck ToCheck(TaskCall call, string path)
    {
        var texts = _reading.Read(call, path);
        return new([.. texts.Select(text => new LabelledText(text.Text, text.Spans.Count == 0 ? "no span"
            : string.Join("; ", text.Spans.Select(span => $"{text.Text[span.Start..span.End]} {span.Label}")),
            text.Row))], TextsToCheck.OfClasses)
        {
            Told = TaggedReading.Told(texts),
            Findings = UnmarkedSpans.Of(texts) is { } finding ? [finding] : [],
        };
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Recipes => [.. TaggingRecipe.All.Select(recipe => recipe.Name),
        TaggingRecipe.PretrainedName];

    /// <inheritdoc/>
    public override IReadOnlyList<string> TrainUses => ["--recipe", Encoder, Validation, ValidationSplit, Unlabelled,
        "--epochs", "--batch-size", "--learning-rate", TaskCall.NoFingerprints, "--resume", .. TaggedReading.Uses];

    /// <inheritdoc/>
    public override IReadOnlyList<Option> TrainOptions => _reading.Own;

    /// <inheritdoc/>
    public override IReadOnlyList<Option> EvaluateOptions => _reading.Own;

    /// <inheritdoc/>
    public override IReadOnlyList<string> EvaluateUses => [.. TaggedReading.Uses, .. PageOptions];

    /// <inheritdoc/>
    public override ModelFormat Format { get; } = new TaggerFormat();

    /// <inheritdoc/>
    public override void Train(TaskCall call, string source, string path)
    {
        var backup = $"{path}.backup";
        if (call.IsGiven(Validation) && call.IsGiven(ValidationSplit))
            throw new UsageException($"{ValidationSplit} and {Validation} both say which texts choose the epoch. Leave "
                + "one of the two out.");
        var recipe = Recipe(call);
        // Columns that options name are those of words and of their labels.
        var others = call.Value<string?>(Unlabelled) is { } file ? SearchOptions.Unlabelled(file, source, path =>
            call.Shared.Texts.ReadUnlabelled(path, call.Parsed, call.Console, haveColumns: false)) : null;
        if (others is not null && recipe == TaggingRecipe.Linear)
            throw new UsageException($"{Unlabelled} lets networks begin with vectors of words, and --recipe "
                + $"{recipe} has none. Leave one of the two out.");
        call.PrepareModel(path);
        call.PrepareBackup(backup);
        var (texts, held) = (_reading.Read(call, source),
            call.Value<string?>(Validation) is { } other ? _reading.Read(call, other) : null);
        call.Say(TaggedReading.Told(texts));
        if (held is not null)
            Doubt(call, call.Value<string>(Validation)!, held, [.. texts.SelectMany(text => text.Spans)
                .Select(span => span.Label)]);
        var usual = new TaggingSettings();
        call.Interruptible(path, backup, () => UsageException.OfSettings(source, () =>
        {
            var tagger = TextTagger.Train(texts, call.Running(new TaggingSettings
            {
                Recipe = recipe,
                ValidationData = held,
                Unlabelled = others,
                KeepFingerprints = !call.Value<bool>(TaskCall.NoFingerprints),
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
        if (call.Value<string?>("--file") is { } file && GivenTexts.IsFile(file) && TaggedTexts.AreIn(file))
            call.Console.Warn($"{file}: it looks like texts with their spans, as 'valence evaluate' reads them; each "
                + "line is judged as a text here.");
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
        var page = call.Page(model.Place.File, path);
        var tagger = Opened(call, model);
        var texts = _reading.Read(call, path, tagger.Scheme == LabelScheme.Words ? tagger.Scheme : null);
        Doubt(call, path, texts, [.. tagger.Types]);
        var (result, spans) = tagger.Judge(texts, call.Console.Cancellation);
        var (report, forms) = result;
        var estimates = report.Intervals(cancellationToken: call.Console.Cancellation);
        if (page is not null) page.Write(TaggingPage.Of(tagger, texts, spans, result, estimates).Content);
        var trained = call.TellTrained(tagger.Trained, [.. texts.Select(text => text.Text)]);
        if (call.Json)
        {
            call.Console.WriteJson(new()
            {
                ["texts"] = texts.Count,
                ["trained_on"] = trained,
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
        foreach (var estimate in estimates.Where(estimate => estimate.Measure == "f1-score"))
            call.Console.Say(string.Create(CultureInfo.InvariantCulture, $"FB1 of {estimate.Subject}: "
                + $"{100 * estimate.Value:F2}, ") + (estimate.Interval is var (low, high)
                    ? string.Create(CultureInfo.InvariantCulture, $"95 % from {100 * low:F2} to {100 * high:F2}")
                    : $"interval: {estimate.Method}"));
        if (page is not null) call.Console.Say($"Wrote {page.Path}.");
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

    private static TaggingRecipe? Recipe(TaskCall call)
    {
        var (name, encoder) = (call.Value<string?>("--recipe"), call.Value<string?>(Encoder));
        if (name == TaggingRecipe.PretrainedName != encoder is not null)
            throw new UsageException(encoder is null
                ? $"--recipe {name} needs the folder of a pre-trained encoder. Give {Encoder} FOLDER."
                : $"{Encoder} belongs to --recipe {TaggingRecipe.PretrainedName}. Give that too, or leave {Encoder} "
                    + "out.");
        return encoder is not null ? TaggingRecipe.Pretrained(encoder) : name is null ? null
            : TaggingRecipe.Find(name);
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
