using System.Text;
using Valence.Classification;
using Valence.Formats;
using Valence.Text;

namespace Valence.Language.Tests.Chat;

/// <summary>Answers by intent, states of conversations, and what is left to the fallback.</summary>
public sealed class ChatbotTests
{
    private static readonly Lazy<Chatbot> Shop = new(() => Chatbot.Train(Intents.Read(Data)));

    private static string Data
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder!.FullName, "Valence.slnx"))) folder = folder.Parent;
            return Path.Combine(folder.FullName, "data", "intents.json");
        }
    }

    [Fact]
    public void Questions_are_answered_by_their_intent_and_others_by_the_fallback()
    {
        var talk = Shop.Value.NewConversation();
        Assert.Equal("greeting", talk.Reply("Hello, good morning!").Intent);
        Assert.Equal("hours", talk.Reply("When are you open on Sundays?").Intent);
        Assert.Equal("repair", talk.Reply("Can you repair my broken bike?").Intent);
        var left = talk.Reply("What is the capital of Peru?");
        Assert.Null(left.Intent);
        Assert.StartsWith("I know about bikes", left.Text, StringComparison.Ordinal);
        Assert.Equal("no word of the question is known", talk.Reply("Zzyzx qwxyz").Reason);
        Assert.NotNull(Shop.Value.HeldOut);
        Assert.Equal(Shop.Value.HeldOut!.Questions,
            Shop.Value.Intents.Answered.Sum(intent => intent.Patterns.Count));
    }

    [Fact]
    public void A_state_lets_an_intent_be_answered_and_ends()
    {
        var talk = Shop.Value.NewConversation();
        Assert.NotEqual("today", talk.Reply("Today, please").Intent);
        var rents = talk.Reply("I would like to rent a bike");
        Assert.Equal(("rental", null, "rental"), (rents.Intent, rents.ContextBefore, rents.Context));
        var today = talk.Reply("Today, please");
        Assert.Equal(("today", "rental", null), (today.Intent, today.ContextBefore, today.Context));
        Assert.EndsWith("in the state rental; which ends", today.Reason, StringComparison.Ordinal);
        Assert.NotEqual("today", talk.Reply("Today, please").Intent);
    }

    [Fact]
    public async Task A_thousand_conversations_at_once_share_nothing()
    {
        string[] questions = ["Hello", "I want to rent a bike", "Today, please", "Today, please", "What is the price?",
            "Bye"];
        var alone = Enumerable.Range(0, 4).Select(seed => Talk(Shop.Value.NewConversation((ulong)seed))).ToArray();
        var talks = await Task.WhenAll(Enumerable.Range(0, 1000).Select(i =>
            Task.Run(() => Talk(Shop.Value.NewConversation((ulong)(i % 4))))));
        for (var i = 0; i < talks.Length; i++) Assert.Equal(alone[i % 4], talks[i]);
        Assert.True(alone.Distinct().Count() > 1);

        string Talk(Conversation talk) => string.Join('|', questions.Select(question => talk.Reply(question)));
    }

    [Fact]
    public void The_file_answers_as_the_chatbot_did()
    {
        using var stream = new MemoryStream();
        Shop.Value.Save(stream);
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.valence");
        try
        {
            Shop.Value.Save(path);
            Assert.Equal(stream.ToArray(), File.ReadAllBytes(path));
            var again = Chatbot.Load(path);
            Assert.Equal(Shop.Value.HeldOut, again.HeldOut);
            var (talk, other) = (Shop.Value.NewConversation(), again.NewConversation());
            foreach (var question in new[] { "Hi there", "Do you lend bikes?", "Not today", "Sing for me" })
                Assert.Equal(talk.Reply(question), other.Reply(question));

            // Every byte is sealed.
            var bytes = File.ReadAllBytes(path);
            for (var i = 0; i < 40; i++)
            {
                byte[] flipped = [.. bytes];
                flipped[i * (bytes.Length - 1) / 39] ^= 0x10;
                File.WriteAllBytes(path, flipped);
                Assert.Throws<FileFormatException>(() => Chatbot.Load(path));
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Questions_of_no_intent_are_made_of_intents_that_are_left_out_where_none_are_known()
    {
        var intents = Shop.Value.Intents;
        var bot = Chatbot.Train(new(intents.Answered), new() { ShareOfNone = 0.5 });
        Assert.True(bot.HeldOut!.None > 0);
        Assert.InRange(bot.Threshold, 0.05f, 1);
        var without = Chatbot.Train(new(intents.Answered), new() { ShareOfNone = 0 });
        Assert.Equal(0, without.Threshold);
        Assert.Equal(0.25f, Chatbot.Train(new(intents.Answered), new() { Threshold = 0.25 }).Threshold);
        var evaluated = bot.Evaluate([new("Hello there", "greeting", 1), new("Tell me a joke", "fallback", 2)]);
        Assert.Equal((1, 1), (evaluated.Questions, evaluated.None));
        Assert.Contains("did you mean", Assert.Throws<DataException>(() =>
            bot.Evaluate([new("Hello", "greetin", 1)])).Message, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("{}", "expected {\"intents\"")]
    [InlineData("[]", "expected {\"intents\"")]
    [InlineData("{\"intents\": [{\"tag\": \"a\", \"patterns\": [\"x\"], \"responses\": [\"y\"]}]}", "at least two")]
    [InlineData("{\"intents\": [{\"tag\": \"a\", \"patterns\": [\"x\"], \"responses\": [\"y\"]}, {\"tag\": \"a\", "
        + "\"patterns\": [\"z\"], \"responses\": [\"y\"]}]}", "'a' stands twice")]
    [InlineData("{\"intents\": [{\"tag\": \"a\", \"patterns\": [\"x\"], \"responses\": [\"y\"]}, {\"tag\": \"b\", "
        + "\"patterns\": [\"X \"], \"responses\": [\"y\"]}]}", "'X' is also one of 'a'")]
    [InlineData("{\"intents\": [{\"tag\": \"a\", \"patterns\": [\"x\"], \"responses\": [\"y\"]}, {\"tag\": \"b\", "
        + "\"patterns\": [\"z\"], \"responses\": []}]}", "expected answers in 'responses', found none")]
    [InlineData("{\"intents\": [{\"tag\": \"a\", \"patterns\": [\"x\"], \"responses\": [\"y\"]}, {\"tag\": \"b\", "
        + "\"patterns\": [1], \"responses\": [\"y\"]}]}", "intents[1].patterns")]
    [InlineData("{\"intents\": [{\"tag\": \"a\", \"patterns\": [\"x\"], \"responses\": [\"y\"]}, {\"tag\": \"b\", "
        + "\"patterns\": [\"z\"], \"responses\": [\"y\"], \"context_filter\": \"s\"}]}", "state 's' alone")]
    [InlineData("{\"intents\": [{\"tag\": \"a\", \"patterns\": [\"x\"], \"responses\": [\"y\"]}, {\"tag\": \"b\", "
        + "\"patterns\": [\"z\"], \"responses\": [\"y\"], \"context\": \"s\", \"context_set\": \"t\"}]}",
        "intents[1].context")]
    public void What_is_wrong_with_intents_is_said(string json, string said) =>
        Assert.Contains(said, Assert.Throws<FileFormatException>(() =>
            Intents.Parse(Encoding.UTF8.GetBytes(json), "intents.json")).Message, StringComparison.Ordinal);

    [Fact]
    public void Forms_of_tutorials_are_read()
    {
        var read = Intents.Parse(Encoding.UTF8.GetBytes("""
            {"intents": [
              {"tag": "one", "patterns": ["a b"], "responses": ["c"], "context": ["s"], "entities": []},
              {"tag": "two", "patterns": "d", "responses": "e", "context": [""], "context_filter": "s"},
              {"tag": "noanswer", "patterns": [""], "responses": ["sorry"], "context": [""]}], "version": 1}
            """), "intents.json");
        Assert.Equal(["entities", "version"], read.Unused);
        Assert.Equal("s", read.Answered[0].SetsContext);
        Assert.Null(read.Answered[1].SetsContext);
        Assert.Equal(["s"], read.Answered[1].Contexts);
        Assert.Equal("noanswer", read.Fallback.Tag);
        Assert.Empty(read.Fallback.Patterns);
    }

    [Fact]
    public void The_threshold_is_the_best_of_all_by_brute_force()
    {
        var random = new Random(5);
        for (var round = 0; round < 300; round++)
        {
            List<ChatThreshold.Asked> questions = [.. Enumerable.Range(0, random.Next(1, 12)).Select(_ =>
                new ChatThreshold.Asked(default, "x", random.Next(8) / 8f, random.Next(3) > 0))];
            List<ChatThreshold.Asked> none = [.. Enumerable.Range(0, random.Next(0, 9)).Select(_ =>
                new ChatThreshold.Asked(default, "x", random.Next(8) / 8f, false))];
            var share = random.Next(10) / 10.0;
            var found = Worth(ChatThreshold.Best(questions, none, share));
            Assert.All(Enumerable.Range(0, 40).Select(i => i / 32f),
                other => Assert.True(found >= Worth(other) - 1e-9));

            double Worth(float threshold)
            {
                var figures = ChatThreshold.Figures(questions, none, threshold);
                return (1 - share) * figures.ShareRight + (none.Count == 0 ? 0 : share * figures.NoneRecall);
            }
        }
    }
}
