using System.Text.Json.Nodes;

namespace Valence.Cli.Tests;

/// <summary><c>train --task chat</c>, and conversations with what it wrote.</summary>
public sealed class ChatTests : IDisposable
{
    private const string Intents = """
        {"intents": [
          {"tag": "hello", "patterns": ["hello", "hello there", "good morning"], "responses": ["Hi!"]},
          {"tag": "rent", "patterns": ["rent a bike", "I want to rent bikes", "hire bikes"], "responses": ["For when?"],
           "context_set": "renting"},
          {"tag": "today", "patterns": ["today please", "for today"], "responses": ["Come by."],
           "context_filter": "renting", "context_set": ""},
          {"tag": "fallback", "patterns": ["sing a song", "tell a joke"], "responses": ["Sorry?"]}]}
        """;

    private readonly Folder _folder = new();

    [Fact]
    public void A_conversation_is_kept_over_lines()
    {
        var (file, model) = (_folder.Write("intents.json", Intents), _folder["bot.valence"]);
        var trained = Answer.To("train", file, "--task", "chat", "--model", model).Succeeded();
        Assert.Contains("3 intents, 8 questions, 2 that mean none of them.", trained.Output);
        Assert.Matches("Wrote .*bot.valence: 3 intents, recipe linear", trained.Output);
        Answer.To("train", file, "--task", "chat", "--model", model, "--threshold", "0.3").Succeeded();

        var talk = Answer.ToInput("hello\nhire bikes\ntoday please\ntoday please\n", "predict", model, "-").Succeeded();
        Assert.Equal(["Hi!", "For when?", "Come by."], talk.Lines[..3]);
        Assert.NotEqual("Come by.", talk.Lines[3]);
        var json = JsonNode.Parse(Answer.To("predict", model, "hello there", "--json").Succeeded().Lines[0])!;
        Assert.Equal("hello", (string)json["intent"]!);
        Assert.Contains("from the threshold of 0.300 on", Answer.To("predict", model, "hello", "--reason").Output);

        var right = _folder.Write("right.csv", "text,label\nhello again,hello\nsing,fallback\n");
        Assert.Contains("questions of none       1:", Answer.To("evaluate", model, right).Succeeded().Output);
        Assert.Equal(1, (int)JsonNode.Parse(Answer.To("evaluate", model, right, "--json").Output)!["questions"]!);
        var page = _folder["page.md"];
        Answer.To("evaluate", model, right, "--report", page).Succeeded();
        Assert.Contains("0.300 (the chatbot's)", File.ReadAllText(page));
        Assert.Contains("Rows: 10. Classes: 4", Answer.To("check", file, "--task", "chat").Succeeded().Output);
        var tagged = _folder.Write("tagged.csv", "text,tag\nhello again,hello\n");
        Answer.To("evaluate", model, tagged, "--label-column", "tag").Succeeded();
        Assert.Contains("this training replaces it", Answer.To("train", file, "--task", "chat", "--model", model,
            "--threshold", "0.3").Succeeded().Error);
        Assert.Contains("Task: chat with 3 intents", Answer.To("inspect", model).Succeeded().Output);
    }

    [Fact]
    public void A_tagger_and_the_nearest_question_are_part_of_the_answer()
    {
        var towns = _folder.Write("towns.conll", string.Concat(Enumerable.Range(0, 60).Select(i =>
            $"go O\nto O\n{(i % 2 == 0 ? "Oslo" : "Rome")} B-town\n{Last(i % 3)} O\n\n"
                + $"a O\ntrip O\n{Last(i % 2)} O\n\n")));
        var (tagger, model) = (_folder["towns.valence"], _folder["bot.valence"]);
        Answer.To("train", towns, "--task", "tag", "--recipe", "linear", "--model", tagger).Succeeded();
        var file = _folder.Write("trips.json", """
            {"intents": [{"tag": "go", "patterns": ["go to Oslo", "a trip please"],
              "responses": ["Where to?", "To {town}!"]},
            {"tag": "hello", "patterns": ["hello", "good morning"], "responses": ["Hi."]}]}
            """);
        string[] ask = ["train", file, "--task", "chat", "--threshold", "0.2", "--model", model];
        Assert.Contains("an answer has '{town}'", Answer.To(ask).Succeeded().Error);
        Answer.To([.. ask[..^1], _folder["new.valence"], "--tagger", file]).Failed(2, "trips.json");
        Answer.To([.. ask, "--tagger", tagger, "--recipe", "fasttext", "--epochs", "30"]).Succeeded();
        var talk = Answer.ToInput("go to Oslo\na trip please\n", "predict", model, "-").Succeeded();
        Assert.Equal(["To Oslo!", "To Oslo!"], talk.Lines);
        var json = JsonNode.Parse(Answer.To("predict", model, "go to Oslo", "--json", "--reason").Succeeded()
            .Lines[0])!;
        Assert.Equal("Oslo", (string)json["entities"]![0]!["text"]!);
        Assert.Equal("go to Oslo", (string)json["nearest_question"]!["text"]!);
        Assert.Contains("nearest known question 'go to Oslo' of go, similarity 1.000",
            Answer.To("predict", model, "go to Oslo", "--reason").Succeeded().Output);
        Assert.Contains("Finds in questions: town", Answer.To("summary", model).Succeeded().Output);

        static string Last(int i) => i == 0 ? "now" : "please";
    }

    [Fact]
    public void What_says_nothing_for_a_chatbot_is_refused()
    {
        var (file, model) = (_folder.Write("intents.json", Intents), _folder["bot.valence"]);
        Answer.To("train", file, "--task", "chat", "--model", model, "--goal", "recall(a)>=.9").Failed(2,
            "--goal says nothing for --task chat");
        Answer.To("train", file, "--share-of-none", ".3", "--model", model).Failed(2,
            "--share-of-none belongs to --task chat");
        Answer.To("train", file, "--task", "chat", "--model", model, "--threshold", ".3", "--share-of-none", ".1")
            .Failed(2, "--share-of-none chooses the threshold");
        Answer.To("train", file, "--task", "chat", "--model", model, "--text-column", "1").Failed(2,
            "--text-column says nothing for --task chat");
        Answer.To("train", file, "--task", "chat", "--model", model, "--epochs", "3").Failed(2, "Epochs belongs to");
        Answer.To("train", _folder.Write("texts.csv", "text,label\na,b\n"), "--task", "chat", "--model", model)
            .Failed(2, "JSON");
        Answer.To("train", file, "--task", "chat", "--model", model).Succeeded();
        Answer.To("predict", model, "hello", "--top", "2").Failed(2, "--top says nothing for --task chat");
        Answer.To("predict", model, "hello", "--explain").Failed(2, "--explain says nothing");
        Answer.To("evaluate", model, file, "--drift").Failed(2, "--drift says nothing");
        File.WriteAllText(_folder["mine.txt"], "PK are my initials");
        Answer.To("train", file, "--task", "chat", "--model", _folder["mine.txt"]).Failed(2, "mine.txt");
        Assert.Equal("PK are my initials", File.ReadAllText(_folder["mine.txt"]));
    }

    public void Dispose() => _folder.Dispose();
}
