using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Valence.Classification;
using Valence.Language;
using Valence.Saving;
using Valence.Text;

namespace Valence.Cli;

/// <summary><c>train intents.json --task chat</c>: answers to questions by what they mean.</summary>
internal sealed class ChatTask : OtherTask
{
    private const string ThresholdName = "--threshold", EncoderName = "--encoder", EpochsName = "--epochs",
        Prompt = "> ";

    private readonly Option<double?> _shareOfNone = NumberOption.Create<double>("--share-of-none", "For --task chat: "
        + "the part of all questions that is expected to mean no intent; the threshold is chosen for it.",
        share => share is >= 0 and < 1, "a number from 0 to below 1", "0.2");

    private readonly Option<string?> _tagger = new("--tagger")
    {
        Description = "For --task chat: a model of --task tag, which becomes a part of the chatbot: {place} in an "
            + "answer is filled with what the conversation says of that type.",
        HelpName = "MODEL",
    };

    private readonly Option<bool> _reason = new("--reason")
    {
        Description = "Of a chatbot: say of each answer which intent was understood, how surely, and in which state.",
    };

    /// <inheritdoc/>
    public override string Name => "chat";

    /// <inheritdoc/>
    public override string Help => """
        With --task chat FILE is JSON of intents as tutorials write it, {"intents": [{"tag", "patterns", "responses",
        "context_set", "context_filter"}]}; an intent called 'fallback' or 'noanswer' is answered to questions that mean
        none of the others, and its patterns are such questions. 'valence predict MODEL -' keeps the conversation.
        """;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "valence train intents.json --task chat --model bot.valence",
        "valence predict bot.valence - --reason",
        "valence evaluate bot.valence questions.csv --label-column intent",
    ];

    /// <inheritdoc/>
    public override bool Recognizes(string path) => Intents.AreIn(path);

    /// <inheritdoc/>
    public override TextsToCheck ToCheck(TaskCall call, string path) => new(Read(call, path).Questions,
        // The file has them intent by intent.
        ["order", "length"]);

    /// <inheritdoc/>
    public override IReadOnlyList<string> Recipes => [.. Classification.Recipes.All.Select(recipe => recipe.Name),
        Classification.Recipes.PretrainedName, Classification.Recipes.EmbeddingsName];

    /// <inheritdoc/>
    public override IReadOnlyList<Option> TrainOptions => [_shareOfNone, _tagger];

    /// <inheritdoc/>
    public override IReadOnlyList<string> TrainUses => [ThresholdName, EncoderName, EpochsName];

    /// <inheritdoc/>
    public override ModelFormat Format { get; } = new ChatFormat();

    /// <inheritdoc/>
    public override IReadOnlyList<Option> PredictOptions => [_reason];

    /// <inheritdoc/>
    public override bool JudgesByTexts => true;

    /// <inheritdoc/>
    public override IReadOnlyList<string> EvaluateUses => ["--label-column", "--skip-unlabelled", .. PageOptions];

    /// <inheritdoc/>
    public override void Train(TaskCall call, string source, string path)
    {
        if (call.IsGiven(ThresholdName) && call.IsGiven(_shareOfNone.Name))
            throw new UsageException($"{_shareOfNone.Name} chooses the threshold, and {ThresholdName} gives one. Leave "
                + "one of the two out.");
        call.PrepareModel(path);
        var intents = Read(call, source);
        var tagger = call.Parsed.GetValue(_tagger) is { } model ? TaggerFile.Read(GivenModel.Read(model), call.Opening)
            : null;
        if (tagger is null && intents.Answered.Append(intents.Fallback).SelectMany(intent => intent.Responses)
            .SelectMany(ResponseSlots.Of).FirstOrDefault() is { } slot)
            call.Console.Warn($"{source}: an answer has '{{{Printable.Label(slot)}}}' and is given as it stands; "
                + $"{_tagger.Name} MODEL fills such places.");
        var questions = intents.Answered.Sum(intent => intent.Patterns.Count);
        call.Say(string.Create(CultureInfo.InvariantCulture, $"{intents.Answered.Count} intents, {questions} "
            + $"questions, {intents.Fallback.Patterns.Count} that mean none of them."));
        UsageException.OfSettings(source, () => Tell(call, Chatbot.Train(intents, new()
        {
            Recipe = Recipe(call),
            Threshold = call.IsGiven(ThresholdName) ? call.Value<float?>(ThresholdName) : null,
            Tagger = tagger,
            ShareOfNone = call.Parsed.GetValue(_shareOfNone) ?? new ChatSettings().ShareOfNone,
            Epochs = call.Value<int?>(EpochsName),
            Seed = call.Value<ulong?>("--seed") ?? 0,
            Backend = call.Backend,
            CancellationToken = call.Console.Cancellation,
        }), path));
    }

    private static void Tell(TaskCall call, Chatbot bot, string path)
    {
        var intents = bot.Intents;
        var questions = intents.Answered.Sum(intent => intent.Patterns.Count);
        bot.Save(path);
        if (call.Json)
        {
            call.Console.WriteJson(new()
            {
                ["model"] = path,
                ["intents"] = intents.Answered.Count,
                ["questions"] = questions,
                ["recipe"] = bot.Classifier.Recipe,
                ["threshold"] = bot.Threshold,
                ["held_out"] = bot.HeldOut is { } kept ? Json(kept) : null,
            });
            return;
        }
        if (bot.HeldOut is { } figures && !call.IsQuiet)
        {
            call.Say($"Each question was held out once{(intents.Fallback.Patterns.Count > 0 ? ""
                : "; questions of intents that were left out whole stand for those that mean none")}:");
            foreach (var line in figures.ToString().Split('\n')) call.Say(line);
        }
        call.Console.Say(string.Create(CultureInfo.InvariantCulture, $"Wrote {path}: {intents.Answered.Count} intents, "
            + $"recipe {bot.Classifier.Recipe}, answered from a probability of {bot.Threshold:F3} on. Talk to it: "
            + $"valence predict {ShellWord.Of(path)} -"));
    }

    /// <inheritdoc/>
    public override void Predict(TaskCall call, ModelSource model, IEnumerable<IReadOnlyList<LabelledText>> texts)
    {
        var bot = ChatFormat.Load(model, call.Opening);
        var talk = bot.NewConversation();
        var reasons = call.Parsed.GetValue(_reason);
        var asks = call.IsTerminal && !Console.IsInputRedirected && call.Value<string?>("--file") is null
            && call.Parsed.Tokens.Any(token => token.Value == GivenTexts.StandardInput);
        if (asks) call.Console.Output.Inner.Write(Prompt);
        foreach (var some in texts)
            foreach (var row in some)
            {
                call.Console.Cancellation.ThrowIfCancellationRequested();
                var reply = talk.Reply(row.Text);
                var near = reasons ? bot.NearestQuestions(row.Text) is [var first, ..] ? first : null : null;
                if (call.Json)
                    call.Console.WriteJson(new()
                    {
                        ["text"] = reply.Text,
                        ["intent"] = reply.Intent,
                        ["nearest"] = reply.Nearest,
                        ["probability"] = reply.Probability,
                        ["threshold"] = reply.Threshold,
                        ["context"] = reply.Context,
                        ["reason"] = reply.Reason,
                        ["entities"] = new JsonArray([.. reply.Entities.Select(part => (JsonNode)new JsonObject
                        {
                            ["start"] = part.Start, ["end"] = part.End, ["label"] = part.Label,
                            ["probability"] = part.Probability, ["text"] = row.Text[part.Start..part.End],
                        })]),
                        ["nearest_question"] = near is null ? null : new JsonObject
                        {
                            ["text"] = near.Text,
                            ["intent"] = near.Intent,
                            ["similarity"] = near.Similarity,
                        },
                    });
                else
                    call.Console.Say(reply.Text
                        + (reasons ? $"  ({reply.Reason}{Near(near)})" : ""));
                if (asks) call.Console.Output.Inner.Write(Prompt);
            }
    }

    private static string Near(NearQuestion? near) => near is null ? "" : string.Create(CultureInfo.InvariantCulture,
        $"; nearest known question '{Printable.Line(near.Text)}' of {Printable.Label(near.Intent)}, similarity "
            + $"{near.Similarity:F3}");

    /// <inheritdoc/>
    public override void Evaluate(TaskCall call, ModelSource model, string path)
    {
        var page = call.Page(model.Place.File, path);
        var bot = ChatFormat.Load(model, call.Opening);
        var texts = call.Shared.Texts.Read(path, call.Parsed, requireLabels: true, call.Console).ToList();
        var (asked, none) = UsageException.InFile(path, () => bot.Ask(texts, call.Console.Cancellation));
        var figures = ChatThreshold.Figures(asked, none, bot.Threshold);
        var trained = call.TellTrained(TrainedTexts.Of(bot.Intents.Questions.Texts()), texts.Texts());
        page?.Write(ChatPage.Of(bot, asked, none).Content);
        if (call.Json) call.Console.WriteJson(TaskCall.With(trained, Json(figures)));
        else foreach (var line in figures.ToString().Split('\n')) call.Console.Say(line);
        if (page is not null && !call.Json) call.Console.Say($"Wrote {page.Path}.");
    }

    private static Recipe Recipe(TaskCall call)
    {
        var (name, encoder) = (call.Value<string?>("--recipe"), call.Value<string?>(EncoderName));
        var isPretrained = name is Classification.Recipes.PretrainedName or Classification.Recipes.EmbeddingsName;
        if (isPretrained != encoder is not null)
            throw new UsageException(isPretrained
                ? $"--recipe {name} needs the folder of a pre-trained encoder. Give --encoder FOLDER."
                : "--encoder belongs to --recipe bert or embeddings. Give that too, or leave --encoder out.");
        return name switch
        {
            null => Classification.Recipes.Linear,
            Classification.Recipes.PretrainedName => Classification.Recipes.Pretrained(encoder!),
            Classification.Recipes.EmbeddingsName => Classification.Recipes.Embeddings(encoder!),
            _ => Classification.Recipes.Find(name),
        };
    }

    private static Intents Read(TaskCall call, string source)
    {
        if (!GivenTexts.MayBeOpened(source))
            throw new UsageException($"FILE: expected a file of intents, found {GivenTexts.Named(source)}.");
        var intents = UsageException.Reading(source, () => Intents.Read(source));
        if (intents.Unused.Count > 0)
            call.Console.Warn($"{source}: nothing is made of {string.Join(", ", intents.Unused.Select(field =>
                $"'{Printable.Label(field)}'"))}.");
        return intents;
    }

    private static JsonObject Json(ChatFigures figures) => new()
    {
        ["questions"] = figures.Questions,
        ["answered"] = figures.Answered,
        ["right"] = figures.Right,
        ["most_probable_right"] = figures.Best,
        ["none"] = figures.None,
        ["none_left"] = figures.NoneLeft,
    };
}
