using System.Text.Json.Nodes;

namespace Valence.Cli.Tests;

/// <summary><c>train --task translate</c>, and what its model is asked.</summary>
public sealed class TranslateTests : IDisposable
{
    private static readonly string[] Small = ["--tokens", "characters", "--layers", "1", "--width", "32",
        "--epochs", "2", "--max-length", "20"];

    private readonly Folder _folder = new();

    [Theory, InlineData("transformer"), InlineData("attention")]
    public void Pairs_are_learned_translated_and_judged(string recipe)
    {
        var (de, en) = (Lines("de", "Zug"), Lines("en", "train"));
        var model = _folder["m.valence"];
        var trained = Answer.To(["train", de, "--target", en, "--task", "translate", "--model", model, "--recipe",
            recipe, "--lowercase", .. Small]).Succeeded();
        Assert.Contains("300 pairs of", trained.Output);
        Assert.Contains(" → ", trained.Output);
        Assert.Matches("Wrote .*m.valence: \\d+ kinds of tokens; 15 held-out pairs", trained.Output);
        Assert.False(File.Exists($"{model}.backup"));

        var greedy = Answer.To("predict", model, "Zug 7", "--beams", "1").Succeeded();
        Assert.Equal(greedy.Output, Answer.To("predict", model, "zug 7", "--beams", "1").Succeeded().Output);
        var json = JsonNode.Parse(Answer.To("predict", model, "Zug 7", "--length-penalty", "0.5", "--tokens", "3",
            "--json").Succeeded().Lines[^1])!;
        Assert.Equal("Zug 7", (string)json["text"]!);
        Assert.True((int)json["tokens"]! <= 3);
        Assert.NotNull(json["score"]);
        var page = _folder["page.html"];
        Assert.Matches("BLEU = .*case:lc.*tok:13a", Answer.To("evaluate", model, de, "--target", en, "--beams", "1",
            "--report", page).Succeeded().Output);
        Assert.Contains("Evaluation of a translator", File.ReadAllText(page));
        var figures = JsonNode.Parse(Answer.To("evaluate", model, de, "--target", en, "--beams", "2", "--json")
            .Succeeded().Lines[^1])!;
        Assert.Equal(300, (int)figures["pairs"]!);
        Assert.InRange((double)figures["chrf"]!, 0, 100);
        Assert.Contains("translates texts", Answer.To("inspect", model).Succeeded().Output);

        Answer.To("predict", model, "a train that is too long for it").Failed(2,
            "Text 1: Expected a text of at most 20");
        Answer.To("predict", model, "Zug", "--beams", "1", "--length-penalty", "2").Failed(2, "--length-penalty");
        Answer.To("predict", model, "Zug", "--temperature", "1").Failed(2, "--temperature says nothing for --task");
    }

    [Fact]
    public void Columns_are_read_by_the_options_of_texts()
    {
        var table = _folder.Write("pairs.tsv", "de\ten\n" + string.Concat(Enumerable.Range(0, 60)
            .Select(i => $"Zug {i}\ttrain {i}\n")));
        string[] columns = ["--text-column", "de", "--label-column", "en"];
        var model = _folder["m.valence"];
        Answer.To(["train", table, .. columns, "--task", "translate", "--model", model, "--quiet", .. Small])
            .Succeeded();
        var judged = Answer.To(["evaluate", model, table, .. columns]).Succeeded().Output;
        Assert.Contains("chrF2 = ", judged);
        // It remembers the columns.
        Assert.Equal(judged, Answer.To("evaluate", model, table).Succeeded().Output);
        Answer.To("evaluate", model, table, "--label-column", "fr").Failed(2, "fr");
        Assert.Contains("60 pairs of", Answer.To(["check", table, "--task", "translate", .. columns]).Output);
    }

    [Fact]
    public void Two_other_files_may_judge()
    {
        var (de, en) = (Lines("de", "Zug"), Lines("en", "train"));
        Assert.Contains("4 held-out pairs", Answer.To(["train", de, "--target", en, "--task", "translate", "--model",
            _folder["m.valence"], "--validation-data", _folder.Write("val.de", "Zug 1\nZug 2\nZug 3\nZug 4\n"),
            "--validation-target", _folder.Write("val.en", "train 1\ntrain 2\ntrain 3\ntrain 4\n"), .. Small])
            .Succeeded().Output);
    }

    [Fact]
    public void Empty_lines_are_answered_and_unknown_characters_told()
    {
        var (de, en) = (Lines("de", "Zug"), Lines("en", "train"));
        var model = _folder["m.valence"];
        Answer.To(["train", de, "--target", en, "--task", "translate", "--model", model, "--quiet", .. Small])
            .Succeeded();
        string[] ask = ["predict", model, "--beams", "1"];
        var answer = Answer.ToInput("Zug 1\n\nZug 2\nZüg 3\nZug €ß\n", [.. ask, "-"]).Succeeded();
        Assert.Equal(5, answer.Lines.Length);
        Assert.Equal("", answer.Lines[1]);
        Assert.Contains("2 of 4 texts have what the model's vocabulary lacks and it reads as unknown: 'ü', '€', 'ß'.",
            answer.Error);
        Assert.Equal(answer.Lines[2], Answer.To([.. ask, "Zug 2"]).Succeeded().Lines[^1]);
        Answer.To("predict", model, "Zug", "--beams", "101").Failed(2, "from 1 to 100");
    }

    [Fact]
    public void What_is_wrong_is_told()
    {
        var (de, en) = (Lines("de", "Zug"), Lines("en", "train"));
        Answer.To("train", de, "--task", "translate", "--model", _folder["x.valence"]).Failed(2,
            "lines of one text", "--target FILE");
        Answer.To("train", de, "--target", de, "--task", "translate", "--model", _folder["x.valence"]).Failed(2,
            "is the file to translate from");
        var latin = _folder["latin.de"];
        File.WriteAllBytes(latin, [.. "Gr"u8, 0xFC, .. "n\nBlau\n"u8]);
        Answer.To("train", latin, "--target", en, "--task", "translate", "--model", _folder["x.valence"]).Failed(2,
            "--encoding NAME");
        string[] ask = ["train", de, "--task", "translate", "--model", _folder["m.valence"]],
            two = [.. ask, "--target", en];
        Answer.To([.. ask, "--target", _folder.Write("short", "one\n")]).Failed(2, "found 1 lines");
        Answer.To([.. two, "--text-column", "1"]).Failed(2, "--text-column says how a table is read");
        Answer.To([.. two, "--label-column", "1"]).Failed(2, "--label-column says how a table is read");
        Answer.To([.. two, "--attention", "additive"]).Failed(2, "--attention belongs to --recipe attention");
        Answer.To([.. two, "--validation-data", de]).Failed(2, "Give --validation-target FILE");
        Answer.To([.. two, "--validation-target", en]).Failed(2, "--validation-target is the other side of");
        Answer.To([.. two, "--validation-data", de, "--validation-target", _folder["short"]]).Failed(2,
            "found 1 lines");
        Answer.To([.. two, "--recipe", "lstm"]).Failed(2, "--task translate has transformer, attention");
        Answer.To([.. two, "--vocabulary", "10"]).Failed(2, "from 300");
        Answer.To([.. two, "--width", "33", .. Small[..4]]).Failed(2, "multiple of 4 heads");
        Answer.To([.. two, "--tokens", "characters", "--max-length", "2"]).Failed(2, "Give more pairs");
        Answer.To([.. two, "--goal", "recall(a)>=.9"]).Failed(2, "--goal");
        Answer.To("train", de, "--target", en, "--model", _folder["m.valence"]).Failed(2,
            "--target belongs to --task translate");
        Answer.To("predict", "--length-penalty", "1", "a text").Failed(2,
            "--length-penalty belongs to --task translate");
    }

    public void Dispose() => _folder.Dispose();

    private string Lines(string name, string word) =>
        _folder.Write(name, string.Concat(Enumerable.Range(0, 300).Select(i => $"{word} {i * 37 % 300}\n")));
}
