using System.Globalization;
using Valence.Pretrained;
using Valence.Text;

namespace Valence.Cli;

/// <summary><c>valence train FILE --task masked-words --model FOLDER</c>: an encoder that learns from texts without
/// labels.</summary>
internal sealed class MaskedWordsTask : OtherTask
{
    // A BERT of 5 million weights, with as many tokens as a small language corpus fills.
    private const int Vocabulary = 8_000;
    private const double RateOfNew = 5e-4, RateOfPretrained = 5e-5;

    /// <inheritdoc/>
    public override string Name => "masked-words";

    /// <inheritdoc/>
    public override string Help => """
        With --task masked-words a BERT of 4 blocks and 256 features, or that of --encoder, learns to find hidden words;
        --model is then a folder, which is the --encoder of a training with labels.
        """;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "valence train texts.csv --task masked-words --model encoder",
        "valence train reviews.csv --recipe bert --encoder encoder --model reviews.valence",
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<string> TrainUses =>
        ["--encoder", "--epochs", "--batch-size", "--learning-rate", "--resume"];

    /// <inheritdoc/>
    public override bool LearnsFromTexts => true;

    /// <inheritdoc/>
    public override void Train(TaskCall call, string source, string path)
    {
        var folder = Path.TrimEndingDirectorySeparator(path);
        if (File.Exists(folder) || Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            throw new UsageException($"--model: expected a new or empty folder for the encoder, something is at "
                + $"'{folder}'. Give another, or move that.");
        if (!Directory.Exists(folder)) TargetFile.Check(folder, "--model");
        var backup = $"{folder}.backup";
        call.PrepareBackup(backup);
        call.Interruptible(folder, backup, () => UsageException.OfSettings(source, () => Learn(call,
            call.Shared.Texts.Read(source, call.Parsed, requireLabels: false, call.Console), folder, backup)));
    }

    private static void Learn(TaskCall call, IEnumerable<LabelledText> texts, string folder, string backup)
    {
        string[] read = [.. texts.Select(row => row.Text).Where(text => !string.IsNullOrWhiteSpace(text))];
        var pretrained = call.Value<string?>("--encoder");
        // The folder first: what is wrong with it is said best by who reads all of it.
        var opened = pretrained is null ? null : WithHead(PretrainedEncoder.Open(pretrained), pretrained);
        var tokenizer = pretrained is not null ? SubWordTokenizer.Open(pretrained)
            : SubWordTokenizer.TrainWordPiece(read, Vocabulary);
        var encoder = opened ?? PretrainedEncoder.NewBert(tokenizer.VocabularySize);
        call.Say(string.Create(CultureInfo.InvariantCulture, $"{read.Length} texts, a vocabulary of "
            + $"{tokenizer.VocabularySize} tokens, {encoder.Settings.Layers} blocks of "
            + $"{encoder.Settings.HiddenSize} features."));
        var usual = new MaskedWordsSettings();
        var history = MaskedWords.Train(encoder, tokenizer, read, call.Running(new MaskedWordsSettings
        {
            Epochs = call.Value<int?>("--epochs") ?? usual.Epochs,
            BatchSize = call.Value<int?>("--batch-size") ?? usual.BatchSize,
            LearningRate = call.Value<float?>("--learning-rate")
                ?? (pretrained is null ? RateOfNew : RateOfPretrained),
            MaxLength = Math.Min(usual.MaxLength, encoder.Settings.LongestText ?? usual.MaxLength),
        }, backup));
        encoder.Save(folder, tokenizer: tokenizer);
        File.Delete(backup);
        var (accuracy, loss) = (history["val_accuracy"][^1], history["val_loss"][^1]);
        if (call.Json)
            call.Console.WriteJson(new()
            {
                ["encoder"] = folder,
                ["texts"] = read.Length,
                ["ids"] = tokenizer.VocabularySize,
                ["epochs"] = history.Epochs.Count,
                ["val_loss"] = loss,
                ["val_accuracy"] = accuracy,
            });
        else
            call.Console.Say(string.Create(CultureInfo.InvariantCulture, $"Wrote {folder}: {read.Length} texts, "
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
