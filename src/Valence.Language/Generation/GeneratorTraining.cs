using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Valence.Callbacks;
using Valence.Classification;
using Valence.Generation;
using Valence.Losses;
using Valence.Optimizers;
using Valence.Schedules;
using Valence.Training;

namespace Valence.Language;

/// <summary>The training of a <see cref="TextGenerator"/>.</summary>
internal static class GeneratorTraining
{
    /// <summary>The most tokens of a step of training.</summary>
    public const int MostTokensOfStep = 1 << 26;

    private const int WarmUp = 20, BatchOfJudging = 32, WordsOfPrompt = 3;

    // As nanoGPT's small models.
    private const double Beta2 = 0.99, Epsilon = 1e-8, WeightDecay = 0.1, GradientNorm = 1, LastRate = 0.1;

    /// <summary>How samples are drawn.</summary>
    public static GenerationOptions Drawn { get; } = new() { MaxNewTokens = 100, Temperature = 0.8 };

    public static TextGenerator Run(IReadOnlyList<string> texts, bool endsTexts, GeneratorSettings settings)
    {
        foreach (var text in texts) _ = text ?? throw new ArgumentException("Expected texts, received null.");
        if ((long)settings.BatchSize * settings.Context > MostTokensOfStep)
            throw new ArgumentException($"Expected a step of at most {MostTokensOfStep} tokens, received "
                + $"{settings.BatchSize} windows of {settings.Context}. Give a smaller {nameof(settings.BatchSize)}.",
                nameof(settings));
        var tokens = TextTokens.Of(settings.Tokens, texts, settings.VocabularySize);
        var stream = Stream(tokens, texts, endsTexts);
        var learned = stream.Length - (int)(stream.Length * settings.ValidationSplit);
        if (learned <= settings.Context)
            throw new ArgumentException($"Expected texts of more than the {settings.Context} tokens of a window beside "
                + $"the {stream.Length - learned} that judge, received {stream.Length} in all. Give longer texts or a "
                + $"smaller {nameof(settings.Context)}.", nameof(texts));
        var (train, held) = (stream[..learned], stream[learned..]);
        var pass = (int)Math.Max(1, Math.Min(int.MaxValue, (long)learned / settings.Context / settings.BatchSize));
        var epochs = settings.Steps is { } steps ? (steps + pass - 1) / pass : settings.Epochs;
        var stepsPerEpoch = settings.Steps is { } all ? (all + epochs - 1) / epochs : pass;
        var body = GeneratorModel.Body(settings, tokens.Count);
        GeneratorModel.ShrinkSums(body, settings);
        var model = GeneratorModel.Scores(body, tokens.Count);
        var description = new GeneratorDescription(settings.Network, settings.Context, endsTexts)
        {
            Reading = endsTexts ? settings.Reading : [],
            Trained = settings.KeepFingerprints ? TrainedTexts.Of(texts) : null,
        };
        var generator = new TextGenerator(body, model, tokens, description);
        var trained = settings.Stateful ? Stateful(body, settings, tokens.Count, learned) : model;
        Compile(trained, settings, (long)epochs * stepsPerEpoch);
        var windows = new GeneratorWindows(train, settings, stepsPerEpoch);
        var judging = GeneratorWindows.SideBySide(held, settings.Context);
        var output = settings.Output ?? Console.Out;
        List<Callback> callbacks = [new TerminateOnNaN(raiseError: true),
            .. settings.Stateful ? (Callback[])[Judging(generator, held, settings)] : [], .. settings.Callbacks,
            new TimeEstimate(TimeProvider.System, stepsPerEpoch,
                (double)held.Length / settings.Context / settings.BatchSize / stepsPerEpoch, false)];
        if (settings.Verbose != Verbosity.Silent)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{train.Length} tokens of {tokens.Count} "
                + $"kinds to learn from, {held.Length} that judge; {epochs * stepsPerEpoch} steps of "
                + $"{settings.BatchSize} windows of {settings.Context}."));
            callbacks.Add(Samples(generator, train, settings, output));
        }
        if (settings.BackupPath is { } path) callbacks.Add(Backup(path, stream, settings, epochs * stepsPerEpoch));
        var history = trained.Fit(windows, epochs, settings.Verbose, callbacks,
            validationData: settings.Stateful ? null : judging, validationBatchSize: BatchOfJudging,
            output: settings.Output, cancellationToken: settings.CancellationToken);
        if (settings.Stateful) body.SetWeights(trained.GetWeights());
        return held.Length < 2 ? new(body, model, tokens, description) { History = history }
            : new(body, model, tokens, description with
            {
                HeldOut = generator.Evaluate(held, Characters(tokens.Decode(held)), settings.CancellationToken),
            })
            {
                History = history,
            };
    }

    /// <summary>All texts' tokens, with the token between texts before and after each where they have a beginning and
    /// an end.</summary>
    public static int[] Stream(TextTokens tokens, IReadOnlyList<string> texts, bool endsTexts)
    {
        var encoded = new int[texts.Count][];
        Parallel.For(0, encoded.Length, i => encoded[i] = tokens.Encode(texts[i]));
        return endsTexts ? [TextTokens.Between, .. encoded.SelectMany(ids => (int[])[.. ids, TextTokens.Between])]
            : [.. encoded.SelectMany(ids => ids)];
    }

    /// <summary>The code points of a text.</summary>
    public static long Characters(string text) => text.LongCount(unit => !char.IsLowSurrogate(unit));

    private static void Compile(Models.Functional model, GeneratorSettings settings, long steps)
    {
        var rise = (int)Math.Min(int.MaxValue, steps / WarmUp);
        var rate = new CosineDecay(0, (int)Math.Clamp(steps - rise, 1, int.MaxValue), LastRate, settings.LearningRate,
            rise);
        model.Compile(new AdamW(rate, WeightDecay, beta2: Beta2, epsilon: Epsilon)
        {
            GlobalClipnorm = GradientNorm,
            ExcludeFromWeightDecay = ["gamma", "bias"],
        }, new SparseCategoricalCrossentropy(fromLogits: true));
    }

    // The same network whose LSTMs go on from step to step, for batches of one size.
    private static Models.Functional Stateful(Models.Functional body, GeneratorSettings settings, int ids, int tokens)
    {
        if (settings.Network != GeneratorNetwork.Lstm)
            throw new ArgumentException($"Expected {nameof(settings.Stateful)} of {GeneratorNetwork.Lstm} networks, "
                + $"received {settings.Network}, which has no states.", nameof(settings));
        if (tokens / settings.BatchSize < settings.Context)
            throw new ArgumentException($"Expected texts in which {settings.BatchSize} windows of {settings.Context} "
                + $"tokens have room side by side, received {tokens} tokens. Give longer texts, or a smaller "
                + $"{nameof(settings.BatchSize)}.", nameof(settings));
        var going = GeneratorModel.Body(settings, ids, settings.BatchSize);
        going.SetWeights(body.GetWeights());
        return GeneratorModel.Scores(going, ids);
    }

    // It judges with the weights that the stateful network has by then, and leaves its states alone.
    private static LambdaCallback Judging(TextGenerator generator, int[] held, GeneratorSettings settings) => new()
    {
        EpochEnd = (_, state) =>
        {
            generator.Model.SetWeights(state.Model.GetWeights());
            if (held.Length > 1)
                state.Logs["val_loss"] = (float)generator.Evaluate(held, 0, settings.CancellationToken).Nats;
        },
    };

    // A text after each epoch: the same prompt, and other draws.
    private static LambdaCallback Samples(TextGenerator generator, int[] train, GeneratorSettings settings,
        TextWriter output)
    {
        var prompt = settings.SamplePrompt ?? (generator.Description.EndsTexts ? "" : FirstWords(
            generator.Vocabulary.Decode(train.Take(settings.Context))));
        var options = settings.Sample ?? Drawn;
        return new()
        {
            EpochEnd = (epoch, _) => output.WriteLine($"  {prompt}"
                + generator.Generate(prompt, options with { Seed = options.Seed + (ulong)epoch },
                    settings.CancellationToken).Text.ReplaceLineEndings($"{Environment.NewLine}  ")),
        };
    }

    private static string FirstWords(string text)
    {
        var end = 0;
        for (var i = 0; i < WordsOfPrompt && end >= 0; i++) end = text.IndexOf(' ', end + 1);
        return end > 0 ? text[..end] : text;
    }

    private static BackupAndRestore Backup(string path, int[] stream, GeneratorSettings settings, int steps) =>
        BackupAndRestore.InFile(path, settings.Resume, new Dictionary<string, string>
        {
            ["seed"] = settings.Seed.ToString(CultureInfo.InvariantCulture),
            ["settings"] = string.Create(CultureInfo.InvariantCulture, $"{(settings.Stateful ? "stateful " : "")}"
                + $"{settings.Network} of {settings.Tokens}, "
                + $"{settings.Layers} layers of {settings.Width} with {settings.Heads} heads, {steps} steps of "
                + $"{settings.BatchSize} windows of {settings.Context}, {settings.LearningRate}, dropout "
                + $"{settings.Dropout}, {settings.ValidationSplit} held out"),
            ["texts"] = Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(stream.AsSpan()))),
        }, null, BackupAndRestore.TimeBetween);
}
