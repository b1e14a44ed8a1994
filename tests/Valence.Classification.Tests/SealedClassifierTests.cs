using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Valence.Formats;

namespace Valence.Classification.Tests;

/// <summary>Classifiers' files that were edited and have right checksums.</summary>
public sealed class SealedClassifierTests
{
    private const string Description = "classifier.json";

    // What is changed, and whether the file of an earlier version, which nothing ties together, shows it too.
    private static readonly Dictionary<string, (Action<Dictionary<string, byte[]>> Change, bool IsShownEarlier)> Edits =
        new()
        {
            ["classes swapped"] = (Described(json => json["labels"] = Reversed(json["labels"]!)), false),
            ["a class renamed"] = (Described(json => json["labels"]![0] = "other"), false),
            ["a class twice"] = (Described(json => json["labels"]![0] = json["labels"]![1]!.DeepClone()), true),
            ["a class more"] = (Described(json => json["labels"]!.AsArray().Add((JsonNode)"more")), true),
            ["another threshold"] = (Described(json => json["threshold"] = 0.9), false),
            ["a threshold beyond 1"] = (Described(json => json["threshold"] = 1.5), true),
            ["another length"] = (Prepared(json => json["length"] = (int)json["length"]! + 1), true),
            ["no length"] = (Prepared(json => json["length"] = -1), true),
            ["another recipe"] = (Described(json => json["recipe"] = "cnn"), false),
            ["an unknown recipe"] = (Described(json => json["recipe"] = "none"), false),
            ["cleaning of another"] = (Prepared(json => json["cleaning"] = new JsonArray()), false),
            ["cleaning without end"] = (Prepared(json => json["cleaning"] = new JsonArray(
                [.. Enumerable.Range(0, 300_000).Select(_ => new JsonObject { ["step"] = "lower_case" })])), true),
            ["a calibration"] = (Described(json => json["calibration"] = new JsonObject
            {
                ["confidences"] = new JsonArray(0.5, 1),
                ["shares"] = new JsonArray(0.1, 0.2),
            }), true),
            ["a field more"] = (Described(json => json["note"] = "hello"), true),
            ["ids shuffled"] = (Table("word_index", text => Swapped(text)), true),
            ["ids shuffled in both tables"] = (members =>
            {
                Table("word_index", text => Swapped(text))(members);
                Table("index_word", text => Words(text))(members);
            }, true),
            ["all ids 1"] = (Table("word_index", text => Numbers(text, _ => 1)), true),
            ["ids from 0"] = (Table("word_index", text => Numbers(text, id => id - 1)), true),
            ["an id of two thousand millions"] =
                (Table("word_index", text => Numbers(text, id => id == 3 ? 2_000_000_000 : id)), true),
            ["an id of -1"] = (Table("word_index", text => Numbers(text, id => id == 3 ? -1 : id)), true),
            ["no words of ids"] = (Table("index_word", _ => "{}"), true),
            ["no words"] = (members =>
            {
                foreach (var table in (string[])["word_index", "index_word", "word_counts", "word_docs", "index_docs"])
                    Table(table, _ => "{}")(members);
            }, false),
            ["a token without id"] = (Config(config => config["oov_token"] = "?"), true),
            ["letters kept"] = (Config(config => config["lower"] = !(bool)config["lower"]!), false),
            ["other filters"] = (Config(config => config["filters"] = ""), false),
            ["other words used"] = (Config(config => config["num_words"] = 5), false),
            ["an unknown setting"] = (Config(config => config["stem"] = true), true),
            ["the network of another"] = (members => members["network.keras"] = Other("network.keras"), false),
            ["the texts of another"] =
                (members => members["trained-texts.bin"] = SHA256.HashData("x"u8)[..8], false),
            ["no texts"] = (members => members.Remove("trained-texts.bin"), false),
            ["a member more"] = (members => members["photo.jpg"] = [1], true),
            ["no network"] = (members => members.Remove("network.keras"), true),
        };

    public static TheoryData<string> Names => [.. Edits.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void An_edited_file_with_right_checksums_is_refused(string edit)
    {
        var members = ClassifierArchive.Members(Written("fasttext-two"));
        Assert.Equal(PreparationTie.Caller, Opened(members).Tie);
        Edits[edit].Change(members);

        Assert.StartsWith("C-", Assert.Throws<FileFormatException>(() => Opened(members)).Rule);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_nothing_ties_together_is_refused_where_tables_do_not_agree_and_says_so_otherwise(string edit)
    {
        var members = ClassifierArchive.Members(File.ReadAllBytes(WrittenFileTests.At("fasttext-two.valence")));
        Edits[edit].Change(members);

        if (Edits[edit].IsShownEarlier) Assert.Throws<FileFormatException>(() => Opened(members));
        else Assert.Equal(PreparationTie.None, Opened(members).Tie);
    }

    [Theory]
    [InlineData("none", "word")]
    [InlineData("removed", "ties the network")]
    [InlineData("of nothing", "expected the member")]
    [InlineData("a member more", "expected the member")]
    [InlineData("a field more", "no field")]
    public void A_file_whose_seal_is_missing_or_of_something_else_is_refused(string edit, string said)
    {
        var members = ClassifierArchive.Members(Written("fasttext-two"));
        var seal = JsonNode.Parse(members[ClassifierArchive.Seal])!;
        if (edit == "none") seal["word"] = "nobody";
        if (edit == "of nothing") seal["digests"] = new JsonObject();
        if (edit == "a member more") seal["digests"]!["assets"] = "00";
        if (edit == "a field more") seal["note"] = 1;
        members[ClassifierArchive.Seal] = Encoding.UTF8.GetBytes(seal.ToJsonString());
        if (edit == "removed") members.Remove(ClassifierArchive.Seal);

        Assert.Contains(said, Assert.Throws<FileFormatException>(() => Opened(members)).Message);
    }

    [Fact]
    public void A_file_written_again_says_what_its_tie_is()
    {
        var earlier = TextClassifier.Load(WrittenFileTests.At("fasttext-two.valence"));
        Assert.Equal(PreparationTie.None, earlier.Tie);
        Assert.Equal(PreparationTie.None, Again(earlier).Tie);
        Assert.Equal(PreparationTie.Caller, Again(earlier.WithNetwork(earlier.Model)).Tie);

        static TextClassifier Again(TextClassifier classifier) =>
            Opened(ClassifierArchive.Members(ClassifierArchive.Bytes(classifier)));
    }

    private static TextClassifier Opened(Dictionary<string, byte[]> members)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, content) in members)
            {
                using var member = archive.CreateEntry(name, CompressionLevel.NoCompression).Open();
                member.Write(content);
            }
        return TextClassifier.Load(new MemoryStream(stream.ToArray()));
    }

    private static byte[] Written(string name)
    {
        var earlier = TextClassifier.Load(WrittenFileTests.At($"{name}.valence"));
        return ClassifierArchive.Bytes(earlier.WithNetwork(earlier.Model));
    }

    // A network of equal shape with other weights.
    private static byte[] Other(string member)
    {
        var classifier = TextClassifier.Load(WrittenFileTests.At("fasttext-two.valence"));
        classifier.Model.SetWeights([.. classifier.Model.GetWeights().Select(weight => new Tensor(weight.Shape))]);
        return ClassifierArchive.Members(ClassifierArchive.Bytes(classifier))[member];
    }

    private static Action<Dictionary<string, byte[]>> Described(Action<JsonNode> change) => members =>
    {
        var json = JsonNode.Parse(members[Description])!;
        change(json);
        members[Description] = Encoding.UTF8.GetBytes(json.ToJsonString());
    };

    // The first version had the fields of its encoder among the others.
    private static Action<Dictionary<string, byte[]>> Prepared(Action<JsonNode> change) =>
        Described(json => change(json["encoder"]?["config"] ?? json));

    private static Action<Dictionary<string, byte[]>> Config(Action<JsonNode> change) => Prepared(json =>
    {
        var tokenizer = JsonNode.Parse((string)json["tokenizer"]!)!;
        change(tokenizer["config"]!);
        json["tokenizer"] = tokenizer.ToJsonString();
    });

    private static Action<Dictionary<string, byte[]>> Table(string name, Func<JsonObject, JsonNode> change) =>
        Config(config => config[name] = change(JsonNode.Parse((string)config[name]!)!.AsObject()) is JsonObject table
            ? table.ToJsonString() : "{}");

    private static JsonArray Reversed(JsonNode array) =>
        new([.. array.AsArray().Reverse().Select(item => item!.DeepClone())]);

    private static JsonObject Numbers(JsonObject table, Func<int, int> id) =>
        new(table.Select(entry => new KeyValuePair<string, JsonNode?>(entry.Key, id((int)entry.Value!))));

    private static JsonObject Swapped(JsonObject table) => Numbers(table, id => id == 2 ? 3 : id == 3 ? 2 : id);

    private static JsonObject Words(JsonObject table) => new(table.Select(entry => new KeyValuePair<string, JsonNode?>(
        entry.Key, table[entry.Key == "2" ? "3" : entry.Key == "3" ? "2" : entry.Key]!.DeepClone())));
}
