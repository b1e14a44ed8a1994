using System.Text.Json.Nodes;

namespace Valence.Cli.Tests;

/// <summary><c>train --task tag</c>, and what is asked of such a model.</summary>
public sealed class TagTests : IDisposable
{
    private static readonly string[] Names = ["Anna", "Bruno", "Clara", "Emil"];

    private readonly Folder _folder = new();

    [Fact]
    public void Names_are_learned_marked_and_judged()
    {
        var texts = _folder.Write("names.conll", Sentences(120));
        var model = _folder["names.valence"];
        var trained = Answer.To("train", texts, "--task", "tag", "--recipe", "linear", "--model", model).Succeeded();
        Assert.Contains("names.valence: linear, 120 texts, 3 tags; F1 of held-out spans: linear 1.0000",
            trained.Output);
        Assert.False(File.Exists(model + ".backup"));

        Assert.Matches("^we met \\[Clara\\]\\{person (0\\.\\d\\d|1\\.00)\\} today$",
            Answer.To("predict", model, "we met Clara today").Succeeded().Lines[0]);
        var json = JsonNode.Parse(Answer.To("predict", model, "we met Clara today", "--json").Succeeded().Lines[0])!;
        var span = Assert.Single(json["spans"]!.AsArray())!;
        Assert.Equal((7, 12, "person", "Clara"),
            ((int)span["start"]!, (int)span["end"]!, (string?)span["label"], (string?)span["text"]));

        var judged = Answer.To("evaluate", model, texts).Succeeded();
        Assert.Contains("processed 480 tokens with 120 phrases; found: 120 phrases; correct: 120.", judged.Output);
        Assert.Equal(1, (double)JsonNode.Parse(Answer.To("evaluate", model, texts, "--json").Succeeded().Lines[0])!
            ["overall"]!["f1"]!);
        var others = _folder.Write("others.conll", "we O\nmet O\nOslo B-place\n");
        Assert.Contains("there is no answer 'place'; there are 'person'",
            Answer.To("evaluate", model, others).Succeeded().Error);
        Answer.To("predict", model, "we met Clara", "--seed", "1").Failed(2, "--seed");
        Answer.To("train", texts, "--task", "tag", "--model", model, "--validation-data", others, "--validation-split",
            ".2").Failed(2, "both say which texts");
        Assert.Contains("Valence tagger", Answer.To("inspect", model).Succeeded().Output);
    }

    [Fact]
    public void What_is_wrong_in_a_file_is_told_with_its_line()
    {
        var model = _folder["m.valence"];
        string[] ask = ["--task", "tag", "--model", model];
        Answer.To(["train", _folder.Write("wrong.json", """{"text": "Anna", "spans": [[0, 9, "person"]]}"""), .. ask])
            .Failed(2, "line 1");
        Answer.To(["train", _folder.Write("none.conll", "we O\nmet O\n\nher O\n"), .. ask]).Failed(2, "spans");
        Answer.To(["train", _folder.Write("names.conll", Sentences(20)), .. ask, "--goal", "recall(a)>=.9"])
            .Failed(2, "--goal says nothing for --task tag");
        Answer.To(["train", _folder["names.conll"], .. ask, "--recipe", "lstm"]).Failed(2, "linear, bilstm");
        Answer.To(["train", _folder["names.conll"], .. ask, "--resume"]).Failed(2, "--resume");
    }

    public void Dispose() => _folder.Dispose();

    private static string Sentences(int count) => string.Concat(Enumerable.Range(0, count).Select(i =>
        $"we O\n{(i % 3 == 0 ? "met" : "saw")} O\n{Names[i % 4]} B-person\n{(i % 2 == 0 ? "today" : "again")} O\n\n"));
}
