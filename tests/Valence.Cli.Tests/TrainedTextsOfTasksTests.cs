using System.Text.Json.Nodes;

namespace Valence.Cli.Tests;

/// <summary>Files of every task know the texts of their training again, unless they are not to.</summary>
public sealed class TrainedTextsOfTasksTests : IDisposable
{
    private const string Told = "these figures are too good. Judge it by texts that it has not seen.";

    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("tag", 20)]
    [InlineData("generate", 1)]
    [InlineData("translate", 40)]
    public void Figures_on_texts_of_the_training_are_told(string task, int texts)
    {
        var model = _folder["m.valence"];
        string[] files = task switch
        {
            "tag" => [_folder.Write("a.conll", Sentences("Anna"))],
            "generate" => [_folder.Write("a.txt", string.Concat(Enumerable.Repeat("the cat sat on the mat. ", 40)))],
            _ => [Lines("a.de", "Zug"), "--target", Lines("a.en", "train")],
        };
        string[] others = task switch
        {
            "tag" => [_folder.Write("b.conll", Sentences("Bob"))],
            "generate" => [_folder.Write("b.txt", string.Concat(Enumerable.Repeat("a mat sat on the cat. ", 40)))],
            _ => [Lines("b.de", "Zug Zug"), "--target", Lines("b.en", "train")],
        };
        string[] settings = task switch
        {
            "tag" => ["--recipe", "linear", "--epochs", "1"],
            "generate" => ["--steps", "2", "--context", "8", "--layers", "1", "--width", "8"],
            _ => ["--tokens", "words", "--layers", "1", "--width", "8", "--epochs", "1"],
        };
        Answer.To(["train", .. files, "--task", task, "--model", model, "--quiet", .. settings]).Succeeded();
        Assert.Contains(Told, Answer.To(["evaluate", model, .. files]).Succeeded().Output);
        Assert.Equal(texts, TrainedOn(files));
        Assert.DoesNotContain(Told, Answer.To(["evaluate", model, .. others]).Succeeded().Output);
        Assert.Equal(0, TrainedOn(others));
        Assert.Contains("Trained texts it remembers", Answer.To("inspect", model).Succeeded().Output);

        Answer.To(["train", .. files, "--task", task, "--model", model, "--quiet", "--no-fingerprints", .. settings])
            .Succeeded();
        Assert.DoesNotContain(Told, Answer.To(["evaluate", model, .. files]).Succeeded().Output);
        Assert.Null(TrainedOn(files));
        Assert.DoesNotContain("Trained texts", Answer.To("inspect", model).Succeeded().Output);

        int? TrainedOn(string[] judging) => (int?)JsonNode.Parse(Answer.To(["evaluate", model, .. judging, "--json"])
            .Succeeded().Lines[^1])!["trained_on"];
    }

    [Fact]
    public void So_do_those_of_chatbots()
    {
        var intents = _folder.Write("intents.json", """
            {"intents": [{"tag": "greeting", "patterns": ["hello there", "good day"], "responses": ["Hello!"]},
                {"tag": "leaving", "patterns": ["see you soon", "bye for now"], "responses": ["Bye!"]}]}
            """);
        var model = _folder["m.valence"];
        Answer.To("train", intents, "--task", "chat", "--model", model, "--quiet").Succeeded();
        var questions = _folder.Write("q.csv", "text,label\nhello there,greeting\nbye bye,leaving\n");
        Assert.Contains("1 of 2 rows: these", Answer.To("evaluate", model, questions).Succeeded().Output);
        Assert.Equal(1, (int?)JsonNode.Parse(Answer.To("evaluate", model, questions, "--json").Succeeded().Lines[^1])!
            ["trained_on"]);
    }

    private static string Sentences(string name) => string.Concat(Enumerable.Range(0, 20).Select(i =>
        $"{name} B-person\nis O\nnumber{i} O\n\n"));

    private string Lines(string name, string word) =>
        _folder.Write(name, string.Concat(Enumerable.Range(0, 40).Select(i => $"{word} {i % 10} {i / 10}\n")));
}
