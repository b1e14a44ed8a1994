using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Valence.Language;
using Valence.Saving;
using Valence.Text;

namespace Valence.Cli;

/// <summary><c>valence train FILE --task translate --model M</c>: how texts become others.</summary>
internal sealed class TranslateTask : OtherTask
{
    private const string Transformer = "transformer", Attention = "attention", Additive = "additive";
    private const string Target = "--target", LabelColumn = "--label-column", Encoding = "--encoding",
        Validation = "--validation-data", ValidationTarget = "--validation-target",
        ValidationSplit = "--validation-split", Beams = "--beams", LengthPenalty = "--length-penalty",
        Tokens = "--tokens", Scores = "--attention";

    // They are answered together, before others are read.
    private const int TextsAtOnce = 16;

    // What says that FILE is a table.
    private static readonly string[] OfTables =
        ["--text-column", LabelColumn, "--format", "--no-header", "--delimiter"];

    private readonly Option<string> _scores = new(Scores)
    {
        Description = "For --task translate --recipe attention: scores are products, or those of a small network "
            + "(additive). Products when not given.",
        HelpName = "NAME",
    };

    private readonly Option<bool> _lowercase = new("--lowercase")
    {
        Description = "For --task translate: capital letters are as small ones, in both languages.",
    };

    public TranslateTask()
    {
        SharedOptions.OneOf(_scores, ["products", Additive]);
        TrainOptions =
        [
            OfTarget("FILE"), new Option<string?>(ValidationTarget)
            {
                Description = $"For --task translate: the file whose lines are those of {Validation} in the other "
                    + $"language, where {Target} says that both are in two files.",
                HelpName = "FILE",
            },
            _lowercase, _scores,
            GenerateTask.Whole("--vocabulary", "For --task translate: the most byte pairs or words of both languages "
                + "together.", "4000, of words 20000,", least: 300),
            GenerateTask.Whole("--max-length", "For --task translate: the most tokens of a text; longer pairs are left "
                + "out.", "128", TranslatorSettings.LeastLength, TranslatorSettings.MostLength),
            NumberOption.Create<double>("--label-smoothing", "For --task translate: how far the right token is moved "
                + "towards equal shares of all.", value => value is >= 0 and <= 1, "a number from 0 to 1", "0.1"),
        ];
        PredictOptions = [OfLength()];
        EvaluateOptions =
        [
            OfTarget("FILE"),
            GenerateTask.Whole(Beams, "Of models that translate: translations that are followed side by side.", "5",
                most: GenerateTask.MostBeams),
            OfLength(),
        ];
        CheckOptions = [OfTarget("FILE")];
    }

    /// <inheritdoc/>
    public override string Name => "translate";

    /// <inheritdoc/>
    public override string Help => """
        With --task translate a network learns from pairs of texts how one becomes the other: a line of FILE and that
        line of --target, or the columns --text-column and --label-column of FILE. --recipe is transformer (when not
        given) or attention, of GRUs.
        """;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "valence train train.de --target train.en --task translate --model de-en.valence --lowercase",
        "valence train pairs.tsv --text-column de --label-column en --task translate --model de-en.valence",
        "valence predict de-en.valence \"Ein Hund rennt durch den Schnee.\"",
        "valence evaluate de-en.valence test.de --target test.en --report de-en.html",
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<Option> CheckOptions { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> CheckUses => [LabelColumn];

    /// <inheritdoc/>
    public override TextsToCheck ToCheck(TaskCall call, string path)
    {
        var pairs = Pairs(call, path, Target);
        return new([.. pairs.Select(pair => new LabelledText(pair.Source, pair.Target, pair.Row))],
            TextsToCheck.OfClasses)
        {
            Told = Told(pairs),
        };
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Recipes => [Transformer, Attention];

    /// <inheritdoc/>
    public override IReadOnlyList<Option> TrainOptions { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> TrainUses => [LabelColumn, Tokens, "--layers", "--width", "--dropout",
        "--epochs", "--batch-size", "--learning-rate", Validation, ValidationSplit,
        TaskCall.NoFingerprints, "--resume"];

    /// <inheritdoc/>
    public override bool LearnsFromTexts => true;

    /// <inheritdoc/>
    public override IReadOnlyList<Option> PredictOptions { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> PredictUses => [Beams, Tokens];

    /// <inheritdoc/>
    public override IReadOnlyList<Option> EvaluateOptions { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> EvaluateUses => [LabelColumn, .. PageOptions];

    /// <inheritdoc/>
    public override ModelFormat Format { get; } = new TranslatorFormat();

    /// <inheritdoc/>
    public override void Train(TaskCall call, string source, string path)
    {
        var isAttention = call.Value<string?>("--recipe") == Attention;
        if (call.IsGiven(Scores) && !isAttention)
            throw new UsageException($"{Scores} belongs to --recipe {Attention}. Leave it out.");
        if (call.IsGiven(Validation) && call.IsGiven(ValidationSplit))
            throw new UsageException($"{ValidationSplit} and {Validation} both say which pairs choose the epoch. Leave "
                + "one of the two out.");
        if (call.IsGiven(ValidationTarget) != (call.IsGiven(Validation) && call.IsGiven(Target)))
            throw new UsageException(call.IsGiven(ValidationTarget)
                ? $"{ValidationTarget} is the other side of {Validation} where {Target} is that of {source}. Give all "
                    + "three, or leave it out."
                : $"{Validation}: expected its other side in a file, as {Target} is that of {source}. Give "
                    + $"{ValidationTarget} FILE.");
        var backup = $"{path}.backup";
        call.PrepareModel(path);
        call.PrepareBackup(backup);
        var pairs = Pairs(call, source, Target);
        var held = call.Value<string?>(Validation) is { } other ? Pairs(call, other, ValidationTarget) : null;
        call.Say(Told(pairs));
        var usual = new TranslatorSettings();
        call.Interruptible(path, backup, () => UsageException.OfSettings(source, () =>
        {
            var translator = TextTranslator.Train(pairs, call.Running(usual with
            {
                Network = isAttention ? TranslatorNetwork.Attention : TranslatorNetwork.Transformer,
                AdditiveAttention = call.Value<string?>(Scores) == Additive,
                Tokens = call.IsGiven(Tokens) ? GenerateTask.Kinds[call.Value<string>(Tokens)!] : usual.Tokens,
                VocabularySize = call.Value<int?>("--vocabulary"),
                KeepFingerprints = !call.Value<bool>(TaskCall.NoFingerprints),
                Lowercase = call.Value<bool>("--lowercase"),
                MaxLength = call.Value<int?>("--max-length") ?? usual.MaxLength,
                Layers = call.Value<int?>("--layers"),
                Width = call.Value<int?>("--width") ?? usual.Width,
                Dropout = call.Value<double?>("--dropout") ?? usual.Dropout,
                LabelSmoothing = call.Value<double?>("--label-smoothing") ?? usual.LabelSmoothing,
                Epochs = call.Value<int?>("--epochs") ?? usual.Epochs,
                BatchSize = call.Value<int?>("--batch-size") ?? usual.BatchSize,
                LearningRate = call.Value<float?>("--learning-rate") ?? usual.LearningRate,
                ValidationSplit = call.Value<float?>(ValidationSplit) ?? usual.ValidationSplit,
                ValidationData = held,
                Reading = call.IsGiven(Target) ? [] : call.Shared.Texts.Given(call.Parsed),
            }, backup));
            translator.Save(path);
            File.Delete(backup);
            Tell(call, translator, path);
        }));
    }

    /// <inheritdoc/>
    public override void Predict(TaskCall call, ModelSource model, IEnumerable<IReadOnlyList<LabelledText>> texts)
    {
        var translator = TextTranslator.Load(model, call.Opening);
        var options = Options(call) with { MaxNewTokens = call.Value<int?>(Tokens) };
        var unknown = new UnknownParts();
        foreach (var some in texts.SelectMany(packet => packet.Chunk(TextsAtOnce)))
        {
            LabelledText[] asked = [.. some.Where(row => !string.IsNullOrWhiteSpace(row.Text))];
            foreach (var row in asked)
            {
                InRow(row.Row, () => translator.RequireTranslatable(row.Text));
                unknown.Add(translator.Lacking(row.Text));
            }
            var translations = new Queue<TranslatedText>(translator.Translate([.. asked.Select(row => row.Text)],
                options, call.Console.Cancellation));
            // An empty line is one in the other language too.
            foreach (var row in some)
            {
                var translation = string.IsNullOrWhiteSpace(row.Text) ? new("", 0, true, null) : translations.Dequeue();
                if (call.Json)
                    call.Console.WriteJson(new()
                    {
                        ["text"] = row.Text,
                        ["translation"] = translation.Text,
                        ["tokens"] = translation.Tokens,
                        ["whole"] = translation.IsWhole,
                        ["score"] = translation.Score,
                    });
                else call.Console.Say(translation.Text);
                if (!translation.IsWhole)
                    call.Console.Warn(string.Create(CultureInfo.InvariantCulture, $"Text {row.Row}: its translation is "
                        + $"cut off after {translation.Tokens} tokens."));
            }
        }
        unknown.Tell(call.Console);
    }

    /// <inheritdoc/>
    public override void Evaluate(TaskCall call, ModelSource model, string path)
    {
        var page = call.Page(model.Place.File, path);
        var translator = TextTranslator.Load(model, call.Opening);
        var pairs = Pairs(call, path, Target, translator.Description.Reading);
        var unknown = new UnknownParts();
        foreach (var pair in pairs)
        {
            InRow(pair.Row, () => translator.RequireTranslatable(pair.Source));
            unknown.Add(translator.Lacking(pair.Source));
        }
        unknown.Tell(call.Console);
        var report = translator.Evaluate(pairs, Options(call), call.Console.Cancellation);
        page?.Write(TranslationPage.Of(translator, pairs, report).Content);
        var trained = call.TellTrained(translator.Description.Trained, [.. pairs.Select(pair => pair.Source)]);
        var cut = report.Translations.Count(translation => !translation.IsWhole);
        if (call.Json)
            call.Console.WriteJson(new()
            {
                ["pairs"] = pairs.Count,
                ["trained_on"] = trained,
                ["bleu"] = report.Bleu.Score,
                ["bleu_signature"] = report.Bleu.Signature,
                ["chrf"] = report.ChrF.Score,
                ["chrf_signature"] = report.ChrF.Signature,
                ["cut_off"] = cut,
            });
        else
        {
            call.Console.Say($"{report.Bleu} ({report.Bleu.Signature})");
            call.Console.Say($"{report.ChrF} ({report.ChrF.Signature})");
            if (page is not null) call.Console.Say($"Wrote {page.Path}.");
        }
        if (cut > 0)
            call.Console.Warn(string.Create(CultureInfo.InvariantCulture, $"{cut} of {pairs.Count} translations ")
                + "became too long and are cut off.");
    }

    private static Option<string?> OfTarget(string name) => new(Target)
    {
        Description = "For translations: the file whose lines are those of FILE in the other language. Without it they "
            + $"are a column of FILE, {LabelColumn}.",
        HelpName = name,
    };

    private static Option<double?> OfLength() => NumberOption.Create<double>(LengthPenalty, "Of models that translate: "
        + "the power of a translation's length that its score is divided by; larger ones favour long translations.",
        double.IsFinite, "a number", "1");

    private static TranslationOptions Options(TaskCall call)
    {
        var usual = new TranslationOptions();
        var beams = call.Value<int?>(Beams) ?? usual.Beams;
        return beams == 1 && call.IsGiven(LengthPenalty)
            ? throw new UsageException($"{LengthPenalty} chooses among several translations, and {Beams} 1 follows "
                + "one. Leave one of the two out.")
            : usual with { Beams = beams, LengthPenalty = call.Value<double?>(LengthPenalty) ?? usual.LengthPenalty };
    }

    // Of two files line by line, or of two columns of one.
    private static IReadOnlyList<TextPair> Pairs(TaskCall call, string path, string targetOption,
        IReadOnlyList<string>? reading = null)
    {
        var target = call.Value<string?>(targetOption);
        var told = new TextFileOptions
        {
            Encoding = call.Value<Encoding?>(Encoding),
            Doubted = doubt => call.Console.Warn($"{path}: {char.ToLowerInvariant(doubt.Looks[0])}{doubt.Looks[1..]}"),
        };
        if (target is null && !OfTables.Any(call.IsGiven) && reading is not { Count: > 0 } && GivenTexts.IsFile(path)
            && LabelledTexts.RowsOfFile(path, told.Encoding) is not ("columns" or "JSON"))
            throw new UsageException($"{path}: expected both languages in columns or JSON objects, found lines of one "
                + $"text. Give {targetOption} FILE with the lines of the other language, or a table.");
        if (target is null)
            return ParallelTexts.Of(call.Shared.Texts.Read(path, call.Parsed, requireLabels: true, call.Console,
                keepsUnlabelled: true, reading: reading), path, told);
        if (call.Shared.Texts.OptionsOfTexts.Select(option => option.Name).Append(LabelColumn)
            .FirstOrDefault(name => name != Encoding && call.IsGiven(name)) is { } ofColumns)
            throw new UsageException($"{ofColumns} says how a table is read, and with {targetOption} both files are "
                + "read line by line. Leave one of the two out.");
        if (target.Length == 0 || path.Length == 0)
            throw new UsageException("Expected the paths of two files of texts, received an empty one.");
        if (path == GivenTexts.StandardInput || target == GivenTexts.StandardInput)
            throw new UsageException($"{targetOption}: two files are read line by line, and standard input is none. "
                + "Give a table with both sides, or two files.");
        if (SamePath.Are(path, target))
            throw new UsageException($"{targetOption}: '{target}' is the file to translate from. Give that with the "
                + "lines of the other language.");
        try
        {
            return ParallelTexts.Read(path, target, told);
        }
        catch (DataFileException error) when (error.Advice is { Setting: nameof(TextFileOptions.Encoding) } advice)
        {
            throw new UsageException($"{error.Place}: {error.Problem} {advice.Sentence($"{Encoding} NAME")}", error);
        }
    }

    private static string Told(IReadOnlyList<TextPair> pairs) => string.Create(CultureInfo.InvariantCulture,
        $"{pairs.Count} pairs of {pairs.Sum(pair => (long)pair.Source.Length)} and "
            + $"{pairs.Sum(pair => (long)pair.Target.Length)} characters.");

    private static void InRow(int row, Action ask)
    {
        try
        {
            ask();
        }
        catch (ArgumentException error)
        {
            throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"Text {row}: ")
                + UsageException.Said(error), error);
        }
    }

    private static void Tell(TaskCall call, TextTranslator translator, string path)
    {
        var figures = translator.HeldOut!;
        if (call.Json)
            call.Console.WriteJson(new()
            {
                ["model"] = path,
                ["ids"] = translator.VocabularySize,
                ["nats"] = figures.Nats,
                ["perplexity"] = figures.Perplexity,
                ["tokens"] = figures.Tokens,
                ["unknown"] = figures.Unknown,
                ["pairs"] = figures.Pairs,
            });
        else
            call.Console.Say(string.Create(CultureInfo.InvariantCulture, $"Wrote {path}: {translator.VocabularySize} "
                + $"kinds of tokens; {figures.Pairs} held-out pairs, {figures.Tokens} tokens, {figures.Nats:F4} nats "
                + $"each, perplexity {figures.Perplexity:F2}. ")
                + $"valence predict {ShellWord.Of(path)} \"TEXT\" translates a text.");
    }
}
