using System.Globalization;
using System.Text.Json.Nodes;
using Valence.Pretrained;
using Valence.Text;

namespace Valence.Cli;

/// <summary><c>valence train FILE --task masked-words --model FOLDER</c>: an encoder that learns from texts without
/// labels.</summary>
internal static class MaskedWordsRun
{
    // A BERT of 5 million weights, with as many tokens as a small language corpus fills.
    private const int Vocabulary = 8_000;
    private const double RateOfNew = 5e-4, RateOfPretrained = 5e-5;

    /// <summary>Refuses a place for the folder that is taken or cannot be written.</summary>
    public static void CheckTarget(string folder)
    {
        if (File.Exists(folder) || Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            throw new UsageException($"--model: expected a new or empty folder for the encoder, something is at "
                + $"'{folder}'. Give another, or move that.");
        if (!Directory.Exists(folder)) TargetFile.Check(folder, "--model");
    }

    /// <summary>Trains and writes the folder.</summary>
    /// <param name="texts">The texts, read once.</param>
    /// <param name="folder">The folder to write, new or empty.</param>
    /// <param name="pretrained">The folder of an encoder that goes on; null for a new one.</param>
    /// <param name="given">What was asked for, but for the rate.</param>
    /// <param name="rate">The highest rate; the one that suits the encoder when null.</param>
    /// <param name="console">Where it is told.</param>
    /// <param name="json">Whether programs are told.</param>
    /// <param name="isQuiet">Whether only the last line is told.</param>
    public static void Of(IEnumerable<LabelledText> texts, string folder, string? pretrained,
        MaskedWordsSettings given, double? rate, CommandConsole console, bool json, bool isQuiet)
    {
        string[] read = [.. texts.Select(row => row.Text).Where(text => !string.IsNullOrWhiteSpace(text))];
        // The folder first: what is wrong with it is said best by who reads all of it.
        var opened = pretrained is null ? null : WithHead(PretrainedEncoder.Open(pretrained), pretrained);
        var tokenizer = pretrained is not null ? SubWordTokenizer.Open(pretrained)
            : SubWordTokenizer.TrainWordPiece(read, Vocabulary);
        var encoder = opened ?? PretrainedEncoder.NewBert(tokenizer.VocabularySize);
        if (!json && !isQuiet)
            console.Say(string.Create(CultureInfo.InvariantCulture, $"{read.Length} texts, a vocabulary of "
                + $"{tokenizer.VocabularySize} tokens, {encoder.Settings.Layers} blocks of "
                + $"{encoder.Settings.HiddenSize} features."));
        var settings = given with
        {
            LearningRate = rate ?? (pretrained is null ? RateOfNew : RateOfPretrained),
            MaxLength = Math.Min(given.MaxLength, encoder.Settings.LongestText ?? given.MaxLength),
        };
        var history = MaskedWords.Train(encoder, tokenizer, read, settings);
        encoder.Save(folder, tokenizer: tokenizer);
        if (settings.BackupPath is { } backup) File.Delete(backup);
        var (accuracy, loss) = (history["val_accuracy"][^1], history["val_loss"][^1]);
        if (json)
            console.WriteJson(new()
            {
                ["encoder"] = folder,
                ["texts"] = read.Length,
                ["ids"] = tokenizer.VocabularySize,
                ["epochs"] = history.Epochs.Count,
                ["val_loss"] = loss,
                ["val_accuracy"] = accuracy,
            });
        else
            console.Say(string.Create(CultureInfo.InvariantCulture, $"Wrote {folder}: {read.Length} texts, "
                + $"{tokenizer.VocabularySize} tokens; of those hidden in texts that were held out {accuracy:P1} are "
                + $"found (loss {loss:F3}). A classifier of it: valence train FILE --recipe bert --encoder "
                + $"{ShellWord.Of(folder)} --model MODEL"));
    }

    private static PretrainedEncoder WithHead(PretrainedEncoder encoder, string folder)
    {
        if (encoder.Task == PretrainedTask.MaskedLanguageModel) return encoder;
        try
        {
            return encoder.WithMaskedHead();
        }
        catch (ArgumentException error)
        {
            throw new UsageException($"--encoder: '{folder}' is of a family that does not find hidden words here. Give "
                + "one of BERT, RoBERTa or DistilBERT.", error);
        }
    }
}
