using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Valence.Generation;
using Valence.Language;
using Valence.Saving;
using Valence.Text;

namespace Valence.Cli;

/// <summary><c>valence train FILE --task generate --model M</c>: how texts go on.</summary>
internal sealed class GenerateTask : OtherTask
{
    private const string Lstm = "lstm", Transformer = "transformer";
    private const double UsualTemperature = 0.8;
    private const int UsualTokens = 200;

    /// <summary>The most continuations that are followed: each costs as much as a text of its own, and more than some
    /// dozens find nothing better.</summary>
    internal const int MostBeams = 100;

    // What says something where tokens are drawn alone.
    private static readonly string[] OfDraws = ["--top-k", "--top-p", "--min-p", "--seed"];

    internal static readonly Dictionary<string, TokenKind> Kinds = new(StringComparer.Ordinal)
    {
        ["characters"] = TokenKind.Characters,
        ["words"] = TokenKind.Words,
        ["byte-pairs"] = TokenKind.BytePairs,
    };

    private readonly Option<string> _kind = new("--tokens")
    {
        Description = "For --task generate or translate: what texts are made of: characters (generate's default), "
            + "words, or byte-pairs that are learned from FILE (translate's).",
        HelpName = "NAME",
        DefaultValueFactory = _ => "characters",
    };

    private readonly Option<string[]> _stops = new("--stop")
    {
        Description = "A text before which what is generated ends; it may be given several times.",
        HelpName = "TEXT",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<bool> _stateful = new("--stateful")
    {
        Description = "For --task generate --recipe lstm: each window of training goes on where the one before ended, "
            + "and LSTMs keep their states.",
    };

    public GenerateTask()
    {
        SharedOptions.OneOf(_kind, [.. Kinds.Keys]);
        TrainOptions =
        [
            _kind, Whole("--steps", "For --task generate: steps of training, in place of --epochs.", "what the passes "
                + "come to"),
            Whole("--context", "For --task generate: tokens of a window, and the most that a transformer sees.", "64",
                GeneratorSettings.LeastContext, GeneratorSettings.MostContext),
            Whole("--layers", "For --task generate or translate: blocks, or LSTMs or GRUs over each other.", "4, of "
                + "LSTMs 2, translating 3, of GRUs 1,",
                most: GeneratorSettings.MostLayers),
            Whole("--width", "For --task generate or translate: features of a token and of each layer, for a "
                + "transformer a multiple of its 4 heads.", "128, of LSTMs and translating 256,",
                most: GeneratorSettings.MostWidth),
            _stateful,
            NumberOption.Create<double>("--dropout", "For --task generate or translate: the share of features set to 0 "
                + "in training.", value => value is >= 0 and < 1, "a number from 0 to below 1", "0, translating 0.1,"),
        ];
        PredictOptions =
        [
            NumberOption.Create<double>("--temperature", "Of models that continue texts: below 1 likelier tokens "
                + "become likelier still, 0 takes the likeliest.", value => value >= 0 && double.IsFinite(value),
                "a number from 0", "0.8, with --beams 0,"),
            Whole("--tokens", "The most tokens that are added, or of a translation.", "200, of a translation three "
                + "times those of the text and 10,"),
            Whole("--top-k", "Only so many of the likeliest tokens are drawn from.", "all"),
            NumberOption.Create<double>("--top-p", "Only the likeliest tokens that have this probability together are "
                + "drawn from.", value => value is > 0 and <= 1, "a number above 0, up to 1", "1"),
            NumberOption.Create<double>("--min-p", "Only tokens with this part of the likeliest one's probability are "
                + "drawn from.", value => value is >= 0 and <= 1, "a number from 0 to 1", "0"),
            NumberOption.Create<double>("--repetition-penalty", "What scores of tokens that are there already are "
                + "divided by.", value => value > 0 && double.IsFinite(value), "a number above 0", "1"),
            Whole("--no-repeat-ngram", "So many tokens in a row are not repeated.", "no such rule"),
            Whole("--beams", "Continuations or translations that are followed side by side.", "1, translating 5,",
                most: MostBeams),
            NumberOption.Create<ulong>("--seed", "Decides what is drawn.", _ => true, "a whole number from 0", "0"),
            _stops,
        ];
    }

    /// <inheritdoc/>
    public override string Name => "generate";

    /// <inheritdoc/>
    public override string Help => """
        With --task generate a network learns how texts go on: FILE is one text, or, with an option that says how rows
        are read such as --text-column, a text in each row. 'valence predict MODEL "PROMPT"' then continues others.
        """;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "valence train input.txt --task generate --model text.valence",
        "valence predict text.valence \"ROMEO:\" --temperature 0.7 --tokens 300",
        "valence evaluate text.valence other.txt",
    ];

    /// <inheritdoc/>
    public override TextsToCheck ToCheck(TaskCall call, string path)
    {
        var (texts, areRows) = Texts(call, path);
        if (areRows) return base.ToCheck(call, path);
        // Lines of one text may well repeat each other.
        var lines = TextsToCheck.Of(texts[0].Split('\n').Index().Where(line => !string.IsNullOrWhiteSpace(line.Item))
            .Select(line => new LabelledText(line.Item.TrimEnd('\r'), null, line.Index + 1)));
        return lines with { Skipped = [.. lines.Skipped, "repeats", "near repeats", "strange texts"] };
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Recipes => [Transformer, Lstm];

    /// <inheritdoc/>
    public override IReadOnlyList<Option> TrainOptions { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> TrainUses =>
        ["--epochs", "--batch-size", "--learning-rate", "--validation-split", TaskCall.NoFingerprints, "--resume"];

    /// <inheritdoc/>
    public override bool LearnsFromTexts => true;

    /// <inheritdoc/>
    public override IReadOnlyList<string> EvaluateUses => PageOptions;

    /// <inheritdoc/>
    public override ModelFormat Format { get; } = new GeneratorFormat();

    /// <inheritdoc/>
    public override IReadOnlyList<Option> PredictOptions { get; }

    /// <inheritdoc/>
    public override void Train(TaskCall call, string source, string path)
    {
        if (call.Value<int?>("--steps") is not null && call.Value<int?>("--epochs") is not null)
            throw new UsageException("--steps and --epochs both say how long the training takes. Leave one of the two "
                + "out.");
        call.PrepareModel(path);
        var backup = $"{path}.backup";
        call.PrepareBackup(backup);
        call.Interruptible(path, backup, () => UsageException.OfSettings(source, () =>
        {
            var (texts, areRows) = Texts(call, source);
            var settings = call.Running(Settings(call), backup);
            var generator = areRows ? TextGenerator.Train(texts, settings) : TextGenerator.Train(texts[0], settings);
            generator.Save(path);
            File.Delete(backup);
            Report(call, generator, path);
        }));
    }

    /// <inheritdoc/>
    public override void Predict(TaskCall call, ModelSource model, IEnumerable<IReadOnlyList<LabelledText>> texts)
    {
        var generator = TextGenerator.Load(model, call.Opening);
        var beams = call.Value<int?>("--beams") ?? 1;
        if (beams > 1 && call.Value<double?>("--temperature") > 0)
            throw new UsageException("--beams follows the likeliest tokens, and --temperature draws. Leave one of the "
                + "two out.");
        if (call.Value<string[]?>("--stop")?.Contains("") == true)
            throw new UsageException("--stop: expected a text before which it ends, received an empty one.");
        var options = new GenerationOptions
        {
            MaxNewTokens = call.Value<int?>("--tokens") ?? UsualTokens,
            Temperature = call.Value<double?>("--temperature") ?? (beams > 1 ? 0 : UsualTemperature),
            TopK = call.Value<int?>("--top-k") ?? 0,
            TopP = call.Value<double?>("--top-p") ?? 1,
            MinP = call.Value<double?>("--min-p") ?? 0,
            RepetitionPenalty = call.Value<double?>("--repetition-penalty") ?? 1,
            NoRepeatNgram = call.Value<int?>("--no-repeat-ngram") ?? 0,
            Beams = beams,
            Seed = call.Value<ulong?>("--seed") ?? 0,
            StopTexts = call.Value<string[]?>("--stop") ?? [],
        };
        if (options.Temperature == 0 && OfDraws.FirstOrDefault(call.IsGiven) is { } ofDraws)
            throw new UsageException($"{ofDraws} says what is drawn, and with "
                + $"{(beams > 1 ? "--beams" : "--temperature 0")} the likeliest tokens are taken. Leave one of the two "
                + "out.");
        var unknown = new UnknownParts();
        foreach (var prompt in texts.SelectMany(some => some))
            try
            {
                unknown.Add(generator.Vocabulary.Lacking(prompt.Text));
                Answer(call, new(generator, prompt.Text, options), prompt.Text);
            }
            catch (ArgumentException error)
            {
                throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"Text {prompt.Row}: ")
                    + char.ToLowerInvariant(error.Message[0]) + UsageException.Said(error)[1..], error);
            }
        unknown.Tell(call.Console);
    }

    /// <inheritdoc/>
    public override void Evaluate(TaskCall call, ModelSource model, string path)
    {
        var page = call.Page(model.Place.File, path);
        var generator = TextGenerator.Load(model, call.Opening);
        UsageException.OfSettings(path, () =>
        {
            var (texts, _) = Texts(call, path, generator);
            var figures = generator.Evaluate(texts, call.Console.Cancellation);
            page?.Write(GeneratorPage.Of(generator, texts, figures, call.Console.Cancellation).Content);
            var trained = call.TellTrained(generator.Description.Trained, [.. texts]);
            if (call.Json) call.Console.WriteJson(TaskCall.With(trained, Json(figures)));
            else call.Console.Say($"{path}: {Words(figures)}, in windows of {generator.Context} side by side."
                + (page is null ? "" : $" Wrote {page.Path}."));
        });
    }

    internal static Option<int?> Whole(string name, string description, string otherwise, int least = 1,
        int most = int.MaxValue) => NumberOption.Create<int>(name, description,
            count => count >= least && count <= most,
            string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most}"), otherwise);

    private static GeneratorSettings Settings(TaskCall call)
    {
        var usual = new GeneratorSettings { Reading = call.Shared.Texts.Given(call.Parsed) };
        var isLstm = call.Value<string?>("--recipe") == Lstm;
        if (call.IsGiven("--stateful") && !isLstm)
            throw new UsageException($"--stateful belongs to --recipe {Lstm}: a transformer has no states. Give that "
                + "too, or leave --stateful out.");
        return usual with
        {
            Network = isLstm ? GeneratorNetwork.Lstm : GeneratorNetwork.Transformer,
            Tokens = Kinds[call.Value<string>("--tokens")!],
            Stateful = call.Value<bool>("--stateful"),
            Context = call.Value<int?>("--context") ?? usual.Context,
            Layers = call.Value<int?>("--layers") ?? (isLstm ? 2 : usual.Layers),
            Width = call.Value<int?>("--width") ?? (isLstm ? 2 * usual.Width : usual.Width),
            Dropout = call.Value<double?>("--dropout") ?? usual.Dropout,
            Epochs = call.Value<int?>("--epochs") ?? usual.Epochs,
            Steps = call.Value<int?>("--steps"),
            BatchSize = call.Value<int?>("--batch-size") ?? usual.BatchSize,
            LearningRate = call.Value<float?>("--learning-rate") ?? usual.LearningRate,
            KeepFingerprints = !call.Value<bool>(TaskCall.NoFingerprints),
            ValidationSplit = call.Value<float?>("--validation-split") ?? usual.ValidationSplit,
        };
    }

    // One text, unless an option says how rows are read, or the generator learned from rows.
    private static (IReadOnlyList<string> Texts, bool AreRows) Texts(TaskCall call, string path,
        TextGenerator? generator = null)
    {
        const string encoding = "--encoding";
        if (path == GivenTexts.StandardInput || generator is { Description.EndsTexts: true }
            || call.Shared.Texts.OptionsOfTexts.Any(option => option.Name != encoding
                && call.Parsed.GetResult(option) is { Implicit: false }))
            return ([.. call.Shared.Texts.Read(path, call.Parsed, requireLabels: false, call.Console,
                reading: generator?.Description.Reading).Select(row => row.Text)], true);
        var text = TextSource.ReadText(path, call.Value<Encoding?>(encoding), int.MaxValue);
        if (GivenTexts.IsFile(path) && LabelledTexts.RowsOfFile(path, call.Value<Encoding?>(encoding)) is { } form)
            call.Console.Warn($"{path}: it looks like rows of {form}, and is read as one text, signs between columns "
                + "and all. For the texts in it say how rows are read, such as by --text-column or --format.");
        return ([text], false);
    }

    private static void Answer(TaskCall call, TextGenerator.Run run, string prompt)
    {
        if (!call.Json) call.Console.Output.Write(prompt);
        var text = new StringBuilder();
        foreach (var piece in run.Pieces(call.Console.Cancellation))
        {
            text.Append(piece);
            if (call.Json) continue;
            call.Console.Output.Write(piece);
            call.Console.Output.Flush();
        }
        if (call.Json)
            call.Console.WriteJson(new()
            {
                ["prompt"] = prompt,
                ["text"] = text.ToString(),
                ["tokens"] = run.Count,
                ["end"] = run.End switch
                {
                    GenerationEnd.Length => "length",
                    GenerationEnd.StopText => "stop text",
                    _ => "end of text",
                },
            });
        else call.Console.Output.WriteLine("");
    }

    private static void Report(TaskCall call, TextGenerator generator, string path)
    {
        if (call.Json)
        {
            var json = generator.HeldOut is { } figures ? Json(figures) : [];
            json["model"] = path;
            json["ids"] = generator.VocabularySize;
            call.Console.WriteJson(json);
        }
        else
            call.Console.Say($"Wrote {path}: {generator.VocabularySize} kinds of tokens"
                + (generator.HeldOut is { } figures ? $"; held out {Words(figures)}" : "")
                + $". valence predict {ShellWord.Of(path)} \"PROMPT\" continues a text.");
    }

    private static JsonObject Json(GeneratorFigures figures) => new()
    {
        ["nats"] = figures.Nats,
        ["perplexity"] = figures.Perplexity,
        ["bits_per_character"] = figures.BitsPerCharacter,
        ["tokens"] = figures.Tokens,
        ["unknown"] = figures.Unknown,
        ["characters"] = figures.Characters,
    };

    private static string Words(GeneratorFigures figures) => string.Create(CultureInfo.InvariantCulture,
        $"{figures.Tokens} tokens, {figures.Nats:F4} nats each, perplexity {figures.Perplexity:F2}, "
            + $"{figures.BitsPerCharacter:F4} bits per character")
        + (figures.Unknown > 0 ? string.Create(CultureInfo.InvariantCulture, $" ({figures.Unknown} unknown)") : "");
}
