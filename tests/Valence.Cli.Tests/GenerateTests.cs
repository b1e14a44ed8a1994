using System.Text.Json.Nodes;

namespace Valence.Cli.Tests;

/// <summary><c>train --task generate</c>, and what its model is asked.</summary>
public sealed class GenerateTests : IDisposable
{
    private readonly Folder _folder = new();

    [Fact]
    public void A_text_is_learned_continued_and_judged()
    {
        var text = _folder.Write("text.txt",
            string.Concat(Enumerable.Range(0, 600).Select(i => $"line {i % 7} of it\n")));
        var model = _folder["m.valence"];
        var trained = Answer.To("train", text, "--task", "generate", "--model", model, "--steps", "60", "--context",
            "24", "--layers", "1", "--width", "32", "--learning-rate", "0.01").Succeeded();
        Assert.Matches("Wrote .*m.valence: \\d+ kinds of tokens; held out \\d+ tokens, [\\d.]+ nats", trained.Output);
        Assert.False(File.Exists($"{model}.backup"));

        var answer = Answer.To("predict", model, "line 3", "--temperature", "0", "--tokens", "7").Succeeded();
        Assert.Equal("line 3 of it\n", answer.Output.ReplaceLineEndings("\n")[..13]);
        var json = JsonNode.Parse(Answer.To("predict", model, "line 3", "--temperature", "0", "--stop", "\n", "--json")
            .Succeeded().Lines[^1])!;
        Assert.Equal(("line 3", " of it", "stop text"), ((string)json["prompt"]!, (string)json["text"]!,
            (string)json["end"]!));
        string[] draw = ["predict", model, "line", "--temperature", "2", "--seed", "3"];
        Assert.Equal(Answer.To(draw).Succeeded().Output, Answer.To(draw).Succeeded().Output);
        Assert.NotEqual(Answer.To(draw).Succeeded().Output, Answer.To([.. draw[..^1], "4"]).Succeeded().Output);

        Answer.To("predict", model, "line", "--stop", "").Failed(2, "--stop: expected a text");
        Answer.To("predict", model, "line", "--beams", "2", "--temperature", "1").Failed(2, "--beams follows");
        Answer.To("predict", model, "line", "--temperature", "0", "--top-k", "2").Failed(2,
            "--top-k says what is drawn");
        Answer.To("predict", model, "line", "--beams", "100000").Failed(2, "from 1 to 100");
        Assert.Contains("that makes it a Valence generator", Answer.To("convert", model, _folder["m.keras"])
            .Succeeded().Output + Answer.To("convert", model, _folder["n.keras"]).Error);
        Assert.Contains("bits per character", Answer.To("evaluate", model, text).Succeeded().Output);
        var figures = JsonNode.Parse(Answer.To("evaluate", model, text, "--json").Succeeded().Lines[^1])!;
        Assert.Equal(Math.Exp((double)figures["nats"]!), (double)figures["perplexity"]!, 1e-9);
        Assert.Contains("generator", Answer.To("inspect", model).Succeeded().Output);
    }

    [Fact]
    public void States_go_on_where_asked_for()
    {
        var text = _folder.Write("text.txt", string.Concat(Enumerable.Repeat("to be or not to be. ", 60)));
        string[] ask = ["train", text, "--task", "generate", "--steps", "20", "--context", "8", "--layers", "1",
            "--width", "16", "--quiet", "--stateful"];
        Answer.To([.. ask, "--model", _folder["m.valence"], "--recipe", "lstm"]).Succeeded();
        Answer.To("predict", _folder["m.valence"], "to be", "--tokens", "5").Succeeded();
        Answer.To([.. ask, "--model", _folder["n.valence"]]).Failed(2, "--stateful belongs to --recipe lstm");
    }

    [Fact]
    public void Rows_begin_and_end()
    {
        var rows = _folder.Write("rows.csv", "text\n" + string.Concat(Enumerable.Repeat("yes we can\nno way\n", 200)));
        Answer.To("train", rows, "--task", "generate", "--recipe", "lstm", "--model", _folder["m.valence"], "--steps",
            "150", "--context", "16", "--layers", "1", "--width", "32", "--learning-rate", "0.02", "--text-column",
            "text", "--quiet").Succeeded();
        var json = JsonNode.Parse(Answer.To("predict", _folder["m.valence"], "yes", "--temperature", "0", "--json")
            .Succeeded().Lines[^1])!;
        Assert.Equal((" we can", "end of text"), ((string)json["text"]!, (string)json["end"]!));

        // It remembers how rows were read, and that there were rows.
        var (model, page) = (_folder["m.valence"], _folder["page.json"]);
        var judged = Answer.To("evaluate", model, rows, "--json").Succeeded().Lines[^1];
        Assert.Equal(judged, Answer.To("evaluate", model, rows, "--text-column", "text", "--json").Succeeded()
            .Lines[^1]);
        Answer.To("evaluate", model, rows, "--report", page).Succeeded();
        Assert.Equal("Evaluation of a generator of texts", (string)JsonNode.Parse(File.ReadAllText(page))!["title"]!);
        Assert.Contains("looks like rows of columns", Answer.To("train", rows, "--task", "generate", "--model",
            _folder["n.valence"], "--steps", "1", "--context", "8", "--layers", "1", "--width", "16").Succeeded()
            .Error);
        Answer.To("predict", _folder["n.valence"], "").Failed(2, "Text 1: expected a prompt");
        Assert.Contains("Network: Lstm", Answer.To("summary", model).Succeeded().Output);
        Assert.Contains("repeats: 398 texts repeat", Answer.To("check", rows, "--task", "generate", "--text-column",
            "text").Succeeded().Output);
        Assert.DoesNotContain("repeat", Answer.To("check", _folder.Write("t.txt", "a b\na b\n"), "--task", "generate")
            .Succeeded().Output);
    }

    [Fact]
    public void What_is_wrong_is_told()
    {
        var text = _folder.Write("text.txt", "too short");
        string[] ask = ["train", text, "--task", "generate", "--model", _folder["m.valence"]];
        Answer.To(ask).Failed(2, "more than the 64 tokens of a window");
        Answer.To([.. ask, "--steps", "3", "--epochs", "2"]).Failed(2, "--steps and --epochs");
        Answer.To([.. ask, "--context", "1"]).Failed(2, "from 2 to 65536");
        Answer.To([.. ask, "--width", "2147483644"]).Failed(2, "from 1 to 65536");
        Answer.To([.. ask, "--batch-size", "2147483647"]).Failed(2, "a step of at most");
        Answer.To([.. ask, "--recipe", "cnn"]).Failed(2, "--task generate has transformer, lstm");
        Answer.To([.. ask, "--goal", "recall(a)>=.9"]).Failed(2, "--goal");
        Answer.To([.. ask, "--resume"]).Failed(2, "--resume");
        Answer.To("train", text, "--model", _folder["m.valence"], "--context", "9").Failed(2,
            "--context belongs to --task generate");
        Answer.To("predict", "--temperature", "1", "a text").Failed(2, "--temperature belongs to --task generate");
    }

    public void Dispose() => _folder.Dispose();
}
