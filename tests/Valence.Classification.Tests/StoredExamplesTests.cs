using System.Text;
using System.Text.Json.Nodes;
using Valence.Formats;
using Valence.Text;
using Valence.Training;

namespace Valence.Classification.Tests;

/// <summary>Examples in a classifier's file, whose answers must be those of when it was written.</summary>
public sealed class StoredExamplesTests
{
    private const string Description = "classifier.json", Member = "examples.json";

    private static readonly LabelledText[] Texts = [.. Enumerable.Range(0, 120).Select(i => i % 2 == 0
        ? new LabelledText($"A Good and lovely film, number {i}", "good", i)
        : new LabelledText($"a poor, dull film of {i} hours", "bad", i))];

    private static readonly Lazy<byte[]> Linear = new(() => Trained(new() { Recipe = Recipes.Linear }));

    private static readonly Lazy<byte[]> FastText = new(() => Trained(new() { Recipe = Recipes.Find("fasttext") }));

    // Whoever edits a file so and seals it again is refused by the answers.
    private static readonly Dictionary<string, Action<Dictionary<string, byte[]>>> Edits = new()
    {
        ["classes swapped"] = Described(json => json["labels"] =
            new JsonArray([.. json["labels"]!.AsArray().Reverse().Select(label => label!.DeepClone())])),
        // Everywhere in the description: figures of another label are refused for themselves.
        ["a class renamed"] = Described(json =>
        {
            if (json["held_out"]?["labels"]?.AsArray() is { } named)
                for (var i = 0; i < named.Count; i++)
                    if ((string)named[i]! == (string)json["labels"]![0]!) named[i] = "other";
            json["labels"]![0] = "other";
        }),
        ["another threshold"] = Described(json => json["threshold"] = 0.999),
        ["unsure of all"] = Described(json => json["least_confidence"] = 1),
        ["words renamed"] = Described(json =>
        {
            var config = json["encoder"]!["config"]!;
            foreach (var field in (string[])["words", "tokenizer"])
                if (config[field] is { } text) config[field] = ((string)text!).Replace("good", "goad");
        }),
        ["a probability moved"] = Examples(json => json[0]!["probabilities"]![0] =
            (double)json[0]!["probabilities"]![0]! + 2e-4),
        ["another text"] = Examples(json => json[0]!["text"] = json[1]!["text"]!.DeepClone()),
        ["another label"] = Examples(json => json[0]!["labels"]![0] = "other"),
        ["nothing to read"] = Examples(json => json[0]!["readable"] = false),
        ["unsure"] = Examples(json => json[0]!["abstained"] = true),
        ["a number"] = Examples(json => json[0]!["value"] = 3),
    };

    public static TheoryData<string> Names => [.. Edits.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Other_answers_are_refused_whoever_sealed_them(string edit)
    {
        foreach (var file in (byte[][])[Linear.Value, FastText.Value])
        {
            var members = ClassifierArchive.Members(file);
            Open(ClassifierArchive.Resealed(members));
            Edits[edit](members);
            var error = Assert.Throws<FileFormatException>(() => Open(ClassifierArchive.Resealed(members)));
            Assert.True(error.Rule == "C-EXAMPLE", error.Message);
        }
    }

    [Fact]
    public void A_probability_may_move_a_little()
    {
        var members = ClassifierArchive.Members(Linear.Value);
        Examples(json => json[0]!["probabilities"]![0] = (double)json[0]!["probabilities"]![0]! + 5e-5)(members);
        Open(ClassifierArchive.Resealed(members));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("""[{"text": "x"}]""")]
    [InlineData("""[{"text": "x", "labels": [], "places": [-1], "probabilities": [1]}]""")]
    [InlineData("""[{"text": "x", "labels": [], "places": [1], "probabilities": []}]""")]
    [InlineData("""[{"text": "x", "labels": [1], "places": [], "probabilities": []}]""")]
    [InlineData("""[{"text": "x", "labels": [], "places": [], "probabilities": [], "note": 1}]""")]
    [InlineData("""[{"text": "\ud800", "labels": [], "places": [], "probabilities": []}]""")]
    public void What_is_no_list_of_examples_is_refused(string content)
    {
        var members = ClassifierArchive.Members(Linear.Value);
        members[Member] = Encoding.UTF8.GetBytes(content);
        Assert.Throws<FileFormatException>(() => Open(ClassifierArchive.Resealed(members)));
        members[Member] = Encoding.UTF8.GetBytes($$"""
            [{"text": "{{new string('a', 2001)}}", "labels": [], "places": [], "probabilities": []}]
            """);
        Assert.Throws<FileFormatException>(() => Open(ClassifierArchive.Resealed(members)));
    }

    [Fact]
    public void A_file_has_none_where_none_are_wanted()
    {
        var file = Trained(new() { Recipe = Recipes.Linear, KeepExamples = false }, heldOut: 0.1f);
        Assert.DoesNotContain(Member, ClassifierArchive.Members(file).Keys);
        Assert.DoesNotContain("trained-texts.bin", ClassifierArchive.Members(Trained(new()
        {
            Recipe = Recipes.Linear,
            KeepFingerprints = false,
        })).Keys);
        var members = ClassifierArchive.Members(file);
        members[Member] = ClassifierArchive.Members(Linear.Value)[Member];
        Assert.Equal("C-MEMBER", Assert.Throws<FileFormatException>(() =>
            Open(ClassifierArchive.Resealed(members))).Rule);
    }

    [Fact]
    public void As_many_examples_are_kept_as_there_is_room_for()
    {
        string[] labels = [.. Enumerable.Range(0, 60).Select(i => $"{new string('ж', 900)}{i}")];
        LabelledText[] rows = [.. Enumerable.Range(0, 40).Select(i => new LabelledText($"text number {i} of {i % 7}",
            null, i) { Labels = [.. labels.Where((_, k) => (i + k) % 12 != 0)] })];
        foreach (var most in (int[])[60, 2])
        {
            LabelledText[] some = [.. rows.Select(row => row with { Labels = [.. row.Labels!.Take(most)] })];
            var file = ClassifierArchive.Bytes(TextClassifier.Train(some, new()
            {
                Recipe = Recipes.Linear,
                Verbose = Verbosity.Silent,
                Threshold = 0.1f,
            }));
            Assert.InRange(Open(file).Training.Examples.Count, 0, most == 2 ? 8 : 3);
        }
    }

    [Fact]
    public void Whatever_is_changed_and_written_again_opens_with_the_same_examples()
    {
        var classifier = Open(Linear.Value);
        foreach (var changed in (TextClassifier[])[classifier.WithThreshold(0.9), classifier.WithThreshold(0),
            classifier.WithHighestRisk(0.9), classifier.WithNetwork(classifier.Model)])
        {
            var again = Open(ClassifierArchive.Bytes(changed));
            Assert.Equal(classifier.Training.Examples, again.Training.Examples);
            Assert.Equal(8, again.Training.Examples.Count);
        }
    }

    [Fact]
    public void Several_labels_and_numbers_have_examples_too()
    {
        LabelledText[] sets = [.. Texts.Select((row, i) => new LabelledText(row.Text, null, i)
        {
            Labels = i % 3 == 0 ? [] : [row.Label!],
        })];
        LabelledText[] numbers = [.. Texts.Select((row, i) => new LabelledText(row.Text,
            row.Label == "good" ? "4.5" : "-200", i))];
        foreach (var (texts, settings) in ((LabelledText[], TrainingSettings)[])[(sets, new()),
            (numbers, new() { Task = OneNumber.Fit })])
        {
            var file = ClassifierArchive.Bytes(TextClassifier.Train(texts, settings with
            {
                Recipe = Recipes.Linear,
                Verbose = Verbosity.Silent,
            }));
            Open(file);
            var members = ClassifierArchive.Members(file);
            Examples(json =>
            {
                if (json[0]!["value"] is { } value) json[0]!["value"] = (double)value * 1.001;
                else json[0]!["labels"] = new JsonArray("good", "bad");
            })(members);
            Assert.Equal("C-EXAMPLE", Assert.Throws<FileFormatException>(() =>
                Open(ClassifierArchive.Resealed(members))).Rule);
        }
    }

    [Fact]
    public void Texts_of_each_label_in_turn_are_kept_but_no_long_or_broken_ones()
    {
        LabelledText[] rows = [new(new('a', 2001), "a", 1), new("\ud83d", "a", 2), new("  ", "a", 3),
            .. Enumerable.Range(0, 20).Select(i => new LabelledText($"x{i / 2}", "a", i)), new("y", "b", 5)];
        Assert.Equal(["x0", "y", "x1", "x2", "x3", "x4", "x5", "x6"], StoredExample.Choose(rows));
        Assert.Empty(StoredExample.Choose(rows.Take(3)));
        Assert.Equal(8, StoredExample.Choose(Enumerable.Range(0, 50).Select(i =>
            new LabelledText($"text {i}", $"{i}", i))).Count);
    }

    private static byte[] Trained(TrainingSettings settings, float heldOut = 0.5f) =>
        ClassifierArchive.Bytes(TextClassifier.Train(Texts, settings with
        {
            Verbose = Verbosity.Silent,
            ValidationSplit = heldOut,
        }));

    private static TextClassifier Open(byte[] file) => TextClassifier.Load(new MemoryStream(file));

    private static Action<Dictionary<string, byte[]>> Described(Action<JsonNode> change) =>
        Changed(Description, change);

    private static Action<Dictionary<string, byte[]>> Examples(Action<JsonNode> change) => Changed(Member, change);

    private static Action<Dictionary<string, byte[]>> Changed(string member, Action<JsonNode> change) => members =>
    {
        var json = JsonNode.Parse(members[member])!;
        change(json);
        members[member] = Encoding.UTF8.GetBytes(json.ToJsonString());
    };
}
