using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Valence.Callbacks;
using Valence.Models;
using Valence.Optimizers;
using Valence.Schedules;
using Valence.Text;
using Valence.Training;

namespace Valence.Pretrained;

/// <summary>Learning from texts without labels: some of their tokens are hidden, and found again by those around them
/// (Devlin et al., 2018).</summary>
public static class MaskedWords
{
    private const int WarmUp = 10, OneOfJudging = 50, MostJudging = 512, FewTokens = 500;

    /// <summary>Trains an encoder with a head for hidden tokens.</summary>
    /// <remarks>Texts are joined, with the token that ends a text between them, and cut to equal lengths. Of hidden
    /// tokens eight in ten become the mask, one any token, and one stays as it is. One in fifty such texts, 512 at
    /// most, is not learned from: <c>val_loss</c> and <c>val_accuracy</c> are of what is hidden in these, always the
    /// same.</remarks>
    /// <param name="encoder">The encoder (<see cref="PretrainedEncoder.NewBert"/>,
    /// <see cref="PretrainedEncoder.WithMaskedHead"/>), whose weights learn.</param>
    /// <param name="tokenizer">What makes ids of texts: that of the encoder.</param>
    /// <param name="texts">The texts.</param>
    /// <param name="settings">How; the defaults when null.</param>
    /// <returns>What each epoch came to.</returns>
    /// <exception cref="ArgumentException">The encoder has no such head, fewer positions than a text has, or fewer ids
    /// than the tokenizer; the tokenizer has no mask; or the texts hold less than two of the length.</exception>
    public static History Train(PretrainedEncoder encoder, SubWordTokenizer tokenizer, IReadOnlyList<string> texts,
        MaskedWordsSettings? settings = null)
    {
        settings ??= new();
        if (Require.NotNull(encoder).Task != PretrainedTask.MaskedLanguageModel)
            throw new ArgumentException($"Expected an encoder that finds hidden tokens, this one answers "
                + $"{encoder.Task}. Give it a head by {nameof(PretrainedEncoder.WithMaskedHead)}.", nameof(encoder));
        if (tokenizer.VocabularySize > encoder.Settings.VocabularySize)
            throw new ArgumentException($"Expected a tokenizer of at most the encoder's "
                + $"{encoder.Settings.VocabularySize} ids, received one of {tokenizer.VocabularySize}.",
                nameof(tokenizer));
        if (settings.MaxLength > encoder.Settings.LongestText)
            throw new ArgumentException($"Expected texts of at most {encoder.Settings.LongestText} tokens, which the "
                + $"encoder takes, received {nameof(settings.MaxLength)} {settings.MaxLength}.", nameof(settings));
        var tokens = HiddenTokens.Of(tokenizer);
        var rows = tokens.Rows(Require.NotNull(texts), settings.MaxLength, settings.CancellationToken);
        if (rows.Length < 2)
            throw new ArgumentException($"Expected texts that fill {settings.MaxLength} tokens at least twice, "
                + $"received {texts.Count} that fill them {(rows.Length == 0 ? "not once" : "once")}. Give more or "
                + $"longer texts.", nameof(texts));
        var hidden = tokens.Count(settings.MaxLength, settings.Share);
        var judging = Math.Clamp(rows.Length / OneOfJudging, 1, MostJudging);
        HiddenTokens.Shuffle(rows, settings.Seed);
        var learned = new MaskedBatches(tokens, rows[judging..], settings, encoder.Classifier!.Inputs.Count);
        var held = new MaskedBatches(tokens, rows[..judging], settings with { BatchSize = judging },
            encoder.Classifier.Inputs.Count)[0];

        // Layers and weights are the encoder's.
        var graph = encoder.Classifier;
        var model = settings.Backend is { } backend
            ? new Functional([.. graph.InputTensors], graph.Output) { Seed = settings.Seed, Backend = backend }
            : new Functional([.. graph.InputTensors], graph.Output) { Seed = settings.Seed };
        var steps = (int)Math.Min(int.MaxValue, (long)settings.Epochs * learned.Count);
        model.Compile(new AdamW(new CosineDecay(0, Math.Max(1, steps - steps / WarmUp), 0, settings.LearningRate,
            steps / WarmUp), weightDecay: 0.01), encoder.Loss, ["accuracy"]);
        List<Callback> callbacks = [new TerminateOnNaN(raiseError: true), .. settings.Callbacks,
            new TimeEstimate(TimeProvider.System, learned.Count, (double)judging / (rows.Length - judging), false)];
        if (settings.BackupPath is { } path)
            callbacks.Add(BackupAndRestore.InFile(path, settings.Resume, new Dictionary<string, string>
            {
                ["seed"] = settings.Seed.ToString(CultureInfo.InvariantCulture),
                ["settings"] = string.Create(CultureInfo.InvariantCulture, $"{settings.MaxLength} tokens, "
                    + $"{settings.Share} hidden, batches of {settings.BatchSize}, {settings.LearningRate} over "
                    + $"{steps} steps"),
                ["texts or tokenizer"] = Digest(rows),
            }, null, BackupAndRestore.TimeBetween));
        if (settings.Verbose != Verbosity.Silent)
            (settings.Output ?? Console.Out).WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rows.Length} "
                + $"texts of {settings.MaxLength} tokens; {judging * hidden} hidden tokens in {judging} of them judge"
                + $"{(judging * hidden < FewTokens ? ", which prove nothing" : "")}."));
        return model.Fit(learned, settings.Epochs, settings.Verbose, callbacks, validationData: held,
            validationBatchSize: settings.BatchSize, output: settings.Output,
            cancellationToken: settings.CancellationToken);
    }

    private static string Digest(int[][] rows)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var row in rows) hash.AppendData(MemoryMarshal.AsBytes(row.AsSpan()));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
