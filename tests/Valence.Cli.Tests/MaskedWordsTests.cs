using System.Text.Json.Nodes;
using Valence.Pretrained;

namespace Valence.Cli.Tests;

/// <summary><c>train --task masked-words</c></summary>
public sealed class MaskedWordsTests : IDisposable
{
    private readonly Folder _folder = new();

    [Fact]
    public void A_folder_is_written_that_a_classifier_is_made_of()
    {
        var texts = _folder.Write("texts.txt", string.Concat(Enumerable.Range(0, 300).Select(i =>
            $"the {(i % 2 == 0 ? "good" : "bad")} film number {i % 7} was {(i % 2 == 0 ? "lovely" : "awful")}\n")));
        var first = Answer.To("train", texts, "--task", "masked-words", "--model", _folder["bert"], "--batch-size",
            "64").Succeeded();
        Assert.Matches("Wrote .*bert: 300 texts, \\d+ tokens; of those hidden", first.Output);
        Assert.Equal(["config.json", "model.safetensors", "tokenizer.json"],
            Directory.GetFiles(_folder["bert"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.False(File.Exists(_folder["bert.backup"]));
        Assert.Equal(PretrainedTask.MaskedLanguageModel, PretrainedEncoder.Open(_folder["bert"]).Task);

        var again = Answer.To("train", texts, "--task", "masked-words", "--model", _folder["more"], "--encoder",
            _folder["bert"], "--batch-size", "64", "--json").Succeeded();
        Assert.Equal(300, (int)JsonNode.Parse(again.Lines[^1])!["texts"]!);

        var labelled = _folder.Write("labelled.csv", "text,label\n" + string.Concat(Enumerable.Range(0, 60).Select(i =>
            $"the {(i % 2 == 0 ? "good" : "bad")} film number {i % 7},{(i % 2 == 0 ? "yes" : "no")}\n")));
        Answer.To("train", labelled, "--recipe", "bert", "--encoder", _folder["more"], "--model", _folder["m.valence"],
            "--epochs", "1").Succeeded();

        // A number of the encoder that is none makes the loss one that is none.
        var weights = Path.Combine(_folder["more"], "model.safetensors");
        var bytes = File.ReadAllBytes(weights);
        BitConverter.TryWriteBytes(bytes.AsSpan(8 + (int)BitConverter.ToInt64(bytes)), float.NaN);
        File.WriteAllBytes(weights, bytes);
        Answer.To("train", labelled, "--recipe", "bert", "--encoder", _folder["more"], "--model", _folder["n.valence"],
            "--epochs", "1").Failed(1, "loss became", "--learning-rate");
        Assert.False(File.Exists(_folder["n.valence"]));
    }

    [Fact]
    public void What_belongs_to_labels_and_places_that_are_taken_are_refused()
    {
        var texts = _folder.Write("texts.txt", "one line\nanother line\n");
        string[] ask = ["train", texts, "--task", "masked-words", "--model", _folder["bert"]];
        foreach (var (option, value) in new[] { ("--goal", "recall(a)>=.9"), ("--recipe", "cnn"), ("--lora", "8"),
            ("--label-column", "1"), ("--validation-split", ".2"), ("--class-weights", "balanced"),
            ("--minutes", "3"), ("--descriptions", "d.json") })
            Answer.To([.. ask, option, value]).Failed(2, $"{option} says nothing for --task masked-words");
        Answer.To(ask).Failed(2, "fill 128 tokens at least twice");
        Answer.To([.. ask, "--batch-size", $"{int.MaxValue}"]).Failed(2, "fill 128 tokens at least twice");
        Answer.To([.. ask, "--encoder", _folder["nothere"]]).Failed(2, "nothere");
        Answer.To([.. ask, "--resume"]).Failed(2, "--resume");
        Directory.CreateDirectory(_folder["bert"]);
        File.WriteAllText(Path.Combine(_folder["bert"], "mine"), "");
        Answer.To(ask).Failed(2, "new or empty folder");
        Assert.Equal("", File.ReadAllText(Path.Combine(_folder["bert"], "mine")));
    }

    public void Dispose() => _folder.Dispose();
}
