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
    public void Texts_without_spans_let_networks_begin_with_vectors_of_words()
    {
        var (texts, model) = (_folder.Write("names.conll", Sentences(60)), _folder["m.valence"]);
        var more = _folder.Write("more.txt",
            string.Concat(Enumerable.Range(0, 40).Select(i => $"they saw {Names[i % 4]} there\n")));
        string[] ask = ["train", texts, "--task", "tag", "--model", model, "--epochs", "1", "--unlabelled"];
        Assert.Contains("from 94 texts, 40 of them without spans",
            Answer.To([.. ask, more, "--recipe", "cnn"]).Succeeded().Output);
        Answer.To([.. ask, more, "--recipe", "linear"]).Failed(2, "--unlabelled", "--recipe linear has none");
        Answer.To([.. ask, texts, "--recipe", "cnn"]).Failed(2, "Give others");
        Answer.To([.. ask, _folder["none.txt"], "--recipe", "cnn"]).Failed(2, "none.txt");
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

    [Fact]
    public void Columns_that_look_swapped_are_told()
    {
        string[] ask = ["--task", "tag", "--recipe", "linear", "--epochs", "1", "--model", _folder["m.valence"]];
        var swapped = _folder.Write("swapped.conll", string.Concat(Enumerable.Range(0, 30).Select(i =>
            $"B-person {Names[i % 4]}\nO came\n\n")));
        Assert.Contains("swapped.conll: the columns look swapped: there are 2 different words, such as 'B-person'",
            Answer.To(["train", swapped, .. ask]).Succeeded().Error);
        var parts = _folder.Write("parts.conll", string.Concat(Enumerable.Range(0, 30).Select(i =>
            $"NOUN word{i}\nVERB came\n\n")));
        Assert.Contains("look swapped", Answer.To(["train", parts, .. ask]).Succeeded().Error);
        Assert.DoesNotContain("look swapped", Answer.To(["train", parts, .. ask, "--text-column", "2",
            "--label-column", "1"]).Succeeded().Error);
    }

    [Fact]
    public void Options_say_how_words_and_spans_are_read()
    {
        var model = _folder["m.valence"];
        string[] ask = ["--task", "tag", "--recipe", "linear", "--epochs", "1", "--model", _folder["other.valence"]];
        var spans = string.Concat(Enumerable.Range(0, 20).Select(i =>
            $$"""
            {"text": "👍 {{Names[i % 4]}} came", "spans": [[2, {{2 + Names[i % 4].Length}}, "person"]], "id": 1}

            """));
        var emoji = _folder.Write("emoji.jsonl", spans);
        Answer.To(["train", emoji, .. ask]).Failed(2, "emoji.jsonl, line 1", "Give --positions.");
        var trained = Answer.To(["train", emoji, .. ask[..^1], model, "--positions", "characters"])
            .Succeeded();
        Assert.Contains("emoji.jsonl: nothing is made of 'id'.", trained.Error);
        Assert.Contains("20 texts, 60 words, 20 spans (BIO): person 20.", trained.Output);
        Answer.To("evaluate", model, emoji).Failed(2, "Give --positions.");
        Answer.To("evaluate", model, emoji, "--positions", "characters").Succeeded();
        Answer.To(["train", emoji, .. ask, "--positions", "characters", "--scheme", "bio"]).Failed(2,
            "labels of words");

        var columns = _folder.Write("columns.conll", Sentences(20).Replace(" ", " x ", StringComparison.Ordinal));
        Answer.To(["train", columns, .. ask, "--text-column", "2", "--label-column", "2"]).Failed(2,
            "column 2 is that of the words");
        Answer.To(["train", columns, .. ask, "--label-column", "tag"]).Failed(2, "--label-column", "a number");
        Answer.To(["train", columns, .. ask[..^1], model, "--text-column", "1", "--label-column", "3"]).Succeeded();
        Answer.To(["train", columns, .. ask, "--scheme", "bioes"]).Failed(2, "columns.conll, line");
        var mixed = _folder.Write("mixed.conll", "a O\nb B-x\nc noun\n");
        Answer.To(["train", mixed, .. ask]).Failed(2, "mixed.conll, line 3", "give --scheme words");

        var piped = Answer.ToInput(Sentences(20), ["train", "-", .. ask[..^1], model]).Succeeded();
        Assert.Contains("20 texts", piped.Output);
        Answer.To(["train", "-", .. ask]).Failed(2, "standard input");
    }

    [Fact]
    public void A_page_a_summary_and_a_check_tell_more()
    {
        var texts = _folder.Write("names.conll", Sentences(40) + "we O\nmet O\nAnna O\ntoday O\n");
        var (model, page) = (_folder["m.valence"], _folder["page.md"]);
        Answer.To("train", texts, "--task", "tag", "--recipe", "linear", "--model", model).Succeeded();
        Answer.To("evaluate", model, texts, "--report", page).Succeeded();
        var told = File.ReadAllText(page);
        Assert.Contains("| person | 40 | 41 | 40 |", told);
        Assert.Contains("missed none", told);
        Assert.Contains("Expected calibration error", told);
        Answer.To("evaluate", model, texts, "--report", page).Failed(2, "--force");
        var summary = Answer.To("summary", model).Succeeded().Output;
        Assert.Contains("Total params", summary);
        Assert.Contains("Recipe: linear", summary);
        Assert.Equal("linear", (string?)JsonNode.Parse(Answer.To("summary", model, "--json").Succeeded().Lines[0])!
            ["recipe"]);
        Assert.Contains("looks like texts with their spans",
            Answer.To("predict", model, "--file", texts).Succeeded().Error);

        var check = Answer.To("check", texts, "--task", "tag").Succeeded().Output;
        Assert.Contains("41 texts, 164 words, 40 spans (BIO): person 40.", check);
        Assert.Contains("unmarked spans: 1 name is marked in most places and not in others: 'Anna' (marked 10 times, "
            + "not in line 201).", check);
        Assert.DoesNotContain("doubted labels", check);
        Assert.Contains("equal to others with another label", check);
        Answer.To("check", texts, "--task", "tag", "--fix", _folder["f.csv"]).Failed(2, "--fix");
    }

    [Fact]
    public void What_another_task_learns_from_is_no_table_of_classes()
    {
        var model = _folder["m.valence"];
        Answer.To("train", _folder.Write("names.conll", Sentences(20)), "--model", model).Failed(2, "--task tag");
        Answer.To("train", _folder.Write("s.jsonl",
            """{"text": "Anna", "spans": [{"start": 0, "end": 4, "label": "x"}]}"""), "--model", model).Failed(2,
            "--task tag");
        Answer.To("train", _folder.Write("i.json",
            """{"intents": [{"tag": "a", "patterns": ["b"], "responses": ["c"]}]}"""), "--model", model).Failed(2,
            "--task chat");
        Answer.To("train", _folder.Write("class.jsonl", string.Concat(Enumerable.Range(0, 40).Select(i =>
            $$"""
            {"text": "good film {{i}}", "label": "{{(i % 2 == 0 ? "pos" : "neg")}}", "entities": [[0, 4, "x"]]}

            """))), "--model", model, "--recipe", "bigram", "--epochs", "1").Succeeded();
        var help = Answer.To("help", "tag").Succeeded().Output;
        Assert.Contains("valence train FILE --task tag", help);
        Assert.Contains("--positions", help);
    }

    public void Dispose() => _folder.Dispose();

    private static string Sentences(int count) => string.Concat(Enumerable.Range(0, count).Select(i =>
        $"we O\n{(i % 3 == 0 ? "met" : "saw")} O\n{Names[i % 4]} B-person\n{(i % 2 == 0 ? "today" : "again")} O\n\n"));
}
