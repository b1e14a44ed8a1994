using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Valence.Callbacks;
using Valence.Classification;
using Valence.Losses;
using Valence.Models;
using Valence.Optimizers;
using Valence.Randomness;
using Valence.Schedules;
using Valence.Training;

namespace Valence.Language;

/// <summary>The training of a <see cref="TextTranslator"/>.</summary>
internal static class TranslatorTraining
{
    private const int WarmUp = 10, BatchOfJudging = 32, KnownBytePairs = 4_000;
    private const double Beta2 = 0.98, Epsilon = 1e-9, GradientNorm = 1, LastRate = 0.05;

    private static readonly ulong Splitting = CounterRandom.Purpose("held-out texts");

    public static TextTranslator Run(IReadOnlyList<TextPair> given, TranslatorSettings settings)
    {
        if ((long)settings.BatchSize * settings.MaxLength > GeneratorTraining.MostTokensOfStep)
            throw new ArgumentException($"Expected a step of at most {GeneratorTraining.MostTokensOfStep} tokens, "
                + $"received {settings.BatchSize} pairs of up to {settings.MaxLength}. Give a smaller "
                + $"{nameof(settings.BatchSize)}.", nameof(settings));
        var (pairs, held) = Split(given, settings);
        var description = new TranslatorDescription(settings.Network, settings.MaxLength, settings.Lowercase)
        {
            Reading = settings.Reading,
            Trained = settings.KeepFingerprints
                ? TrainedTexts.Of(pairs.Concat(held).Select(pair => pair.Source)) : null,
        };
        var tokens = TextTokens.Of(settings.Tokens, [.. pairs.SelectMany(pair => (string[])[pair.Source, pair.Target])
            .Select(text => TextTranslator.Prepared(text, settings.Tokens, settings.Lowercase))],
            settings.Tokens == TokenKind.BytePairs ? settings.VocabularySize ?? KnownBytePairs
                : settings.VocabularySize);
        var body = TranslatorModel.Body(settings, tokens.Count);
        var translator = new TextTranslator(body, TranslatorModel.Of(body, tokens.Count), tokens, description);
        var (learned, tooLong) = Encoded(translator, pairs);
        var (judging, heldTooLong) = Encoded(translator, held);
        if (learned.Length == 0 || judging.Length == 0)
            throw new ArgumentException($"Expected pairs to learn from and to hold out of at most {settings.MaxLength} "
                + $"tokens, received {learned.Length} and {judging.Length}. Give more pairs, or a larger "
                + $"{nameof(settings.MaxLength)}.", nameof(settings));
        var batches = new PairBatches(learned, settings.BatchSize, settings.Seed);
        Compile(translator.Model, settings, (long)settings.Epochs * batches.Count);
        var output = settings.Output ?? Console.Out;
        List<Callback> callbacks = [new TerminateOnNaN(raiseError: true),
            new EarlyStopping(patience: settings.Epochs, restoreBestWeights: true), .. settings.Callbacks,
            new TimeEstimate(TimeProvider.System, batches.Count,
                (double)judging.Length / settings.BatchSize / batches.Count, false)];
        if (settings.Verbose != Verbosity.Silent)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{learned.Length} pairs to learn from, "
                + $"{judging.Length} that judge, tokens of {tokens.Count} kinds; {settings.Epochs * batches.Count} "
                + $"steps of {settings.BatchSize} pairs."));
            if (tooLong + heldTooLong > 0)
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{tooLong + heldTooLong} pairs are "
                    + $"longer than {settings.MaxLength} tokens and left out."));
            callbacks.Add(Samples(translator, settings.SampleText ?? held[0].Source, settings, output));
        }
        if (settings.BackupPath is { } path)
            callbacks.Add(Backup(path, [.. learned, .. judging], settings, settings.Epochs * batches.Count));
        var history = translator.Model.Fit(batches, new FitOptions
        {
            Callbacks = callbacks,
            ValidationBatches = new PairBatches(judging, BatchOfJudging, seed: null),
            Verbose = settings.Verbose,
            Output = settings.Output,
            CancellationToken = settings.CancellationToken,
        }, settings.Epochs);
        return new(body, translator.Graphs, tokens, description with
        {
            HeldOut = translator.Judged(judging, settings.CancellationToken),
        })
        {
            History = history,
        };
    }

    private static (TextPair[] Pairs, TextPair[] Held) Split(IReadOnlyList<TextPair> given, TranslatorSettings settings)
    {
        foreach (var pair in given.Concat(settings.ValidationData ?? []))
            if (string.IsNullOrWhiteSpace(pair?.Source) || string.IsNullOrWhiteSpace(pair.Target))
                throw new ArgumentException("Expected pairs of two texts, received one with an empty text"
                    + (pair is { Row: > 0 } ? $" in line {pair.Row}." : "."), nameof(given));
        TextPair[] pairs = [.. given];
        if (settings.ValidationData is { } held) return (pairs, [.. held]);
        new CounterRandom(settings.Seed, Splitting).Shuffle(pairs.AsSpan());
        var count = Math.Clamp((int)Math.Round(pairs.Length * settings.ValidationSplit), 1,
            Math.Max(1, pairs.Length - 1));
        return pairs.Length < 2
            ? throw new ArgumentException($"Expected at least 2 pairs, one of which judges, received {pairs.Length}.",
                nameof(given))
            : (pairs[count..], pairs[..count]);
    }

    private static ((int[] Source, int[] Target)[] Fitting, int TooLong) Encoded(TextTranslator translator,
        TextPair[] pairs)
    {
        var encoded = new (int[] Source, int[] Target)[pairs.Length];
        Parallel.For(0, pairs.Length, i => encoded[i] = translator.Encode(pairs[i]));
        (int[] Source, int[] Target)[] fitting = [.. encoded.Where(pair => pair.Source.Length <= translator.MaxLength
            && pair.Target.Length < translator.MaxLength)];
        return (fitting, pairs.Length - fitting.Length);
    }

    private static void Compile(Functional model, TranslatorSettings settings, long steps)
    {
        var rise = (int)Math.Min(int.MaxValue, steps / WarmUp);
        var rate = new CosineDecay(0, (int)Math.Clamp(steps - rise, 1, int.MaxValue), LastRate, settings.LearningRate,
            rise);
        model.Compile(new Adam(rate, beta2: Beta2, epsilon: Epsilon) { GlobalClipnorm = GradientNorm },
            new SparseCategoricalCrossentropy(fromLogits: true, PairBatches.NoClass, settings.LabelSmoothing));
    }

    private static LambdaCallback Samples(TextTranslator translator, string text, TranslatorSettings settings,
        TextWriter output) => new()
        {
            EpochEnd = (_, _) => output.WriteLine($"  {text} → "
                + translator.Translate(text, new() { Beams = 1 }, settings.CancellationToken).Text),
        };

    private static BackupAndRestore Backup(string path, (int[] Source, int[] Target)[] pairs,
        TranslatorSettings settings, int steps)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (source, target) in pairs)
        {
            int[] row = [.. source, TextTokens.Between, .. target, TextTokens.Between];
            hash.AppendData(MemoryMarshal.AsBytes(row.AsSpan()));
        }
        return BackupAndRestore.InFile(path, settings.Resume, new Dictionary<string, string>
        {
            ["seed"] = settings.Seed.ToString(CultureInfo.InvariantCulture),
            ["settings"] = string.Create(CultureInfo.InvariantCulture, $"{settings.Network} of {settings.Tokens}, "
                + $"additive {settings.AdditiveAttention}, {settings.Layers} layers of {settings.Width} with "
                + $"{settings.Heads} heads, {settings.MaxLength} tokens, {steps} steps of {settings.BatchSize}, "
                + $"{settings.LearningRate}, dropout {settings.Dropout}, smoothing {settings.LabelSmoothing}"),
            ["texts"] = Convert.ToHexStringLower(hash.GetHashAndReset()),
        }, null, BackupAndRestore.TimeBetween);
    }
}
