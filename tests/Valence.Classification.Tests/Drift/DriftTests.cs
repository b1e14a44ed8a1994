using System.Text.Json.Nodes;
using Valence.Formats;
using Valence.Randomness;
using Valence.Text;
using Valence.Training;

namespace Valence.Classification.Tests.Drift;

/// <summary>Texts of another kind than those held out of a training are told, and those of the same kind are
/// not.</summary>
public sealed class DriftTests
{
    private static readonly string[] Good = ["good", "lovely", "kind", "warm"], Bad = ["poor", "dull", "cold", "rude"];

    private static readonly string[] Common = ["the", "food", "was", "and", "we", "it", "place", "here", "service",
        "very", "quite", "today", "staff", "table", "room", "view"];

    private static readonly Lazy<TextClassifier> Linear = new(() => Trained(new() { Recipe = Recipes.Linear }));

    private static readonly Lazy<TextClassifier> FastText = new(() =>
        Trained(new() { Recipe = Recipes.Find("fasttext") }));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void The_same_kind_of_texts_has_not_moved(ulong seed)
    {
        foreach (var classifier in (TextClassifier[])[Linear.Value, FastText.Value])
        {
            var report = classifier.Drift([.. Texts(800, 100 + seed).Select(row => row.Text)]);
            Assert.False(report.HasMoved, report.ToString());
            Assert.Contains("Nothing moved", report.ToString());
            Assert.Equal(800, report.Rows);
            Assert.Equal(1000, report.TrainingRows);
        }
    }

    [Fact]
    public void Each_change_moves_what_it_is_about()
    {
        var texts = Texts(800, 77);
        string[] same = [.. texts.Select(row => row.Text)];
        foreach (var classifier in (TextClassifier[])[Linear.Value, FastText.Value])
        {
            Moves("letters of a text", [.. same.Select((text, i) => i % 3 == 0 ? $"{text} {text}" : text)]);
            Moves("share of unseen words", [.. same.Select((text, i) => $"{text} zq{i}x")]);
            Moves("labels of the answers", [.. texts.Where((row, i) => row.Label == "good" || i % 2 == 0)
                .Select(row => row.Text)]);
            Moves("probability", [.. same.Select(text => string.Join(' ', text.Split(' ').Except([.. Good, .. Bad])))]);

            void Moves(string name, string[] moved)
            {
                var report = classifier.Drift(moved);
                Assert.True(report.Measures.Single(measure => measure.Name == name).HasMoved, $"{name}\n{report}");
                Assert.True(report.HasMoved);
            }
        }
    }

    [Fact]
    public void A_file_keeps_what_is_compared_and_holds_no_text_of_it()
    {
        var file = ClassifierArchive.Bytes(Linear.Value);
        var opened = TextClassifier.Load(new MemoryStream(file));
        string[] texts = [.. Texts(300, 9).Select(row => row.Text)];
        Assert.Equal(Linear.Value.Drift(texts).ToString(), opened.Drift(texts).ToString());
        Assert.Contains("threshold", Assert.Throws<InvalidOperationException>(() =>
            opened.WithThreshold(0.7).Drift(texts)).Message);
        Assert.Throws<InvalidOperationException>(() => opened.WithNetwork(opened.Model).Drift(texts));
        Assert.Equal(opened.Drift(texts).Labels, opened.Slim().Drift(texts).Labels);
        Assert.Throws<ArgumentException>(() => opened.Drift([]));
    }

    [Theory]
    [InlineData("scores", "[0.9, 0.1]")]
    [InlineData("letters", "[\"a\"]")]
    [InlineData("counts", "[-1, 2]")]
    [InlineData("counts", "[1]")]
    [InlineData("labels", "[\"good\", \"good\"]")]
    [InlineData("scores", "[-0.1]")]
    [InlineData("scores", "[1.5]")]
    [InlineData("letters", "[1, 2]")]
    [InlineData("unseen_words", "[0.5, 1.01]")]
    [InlineData("counts", "[1001, 0]")]
    [InlineData("labels", "[\"good\", \"better\"]")]
    [InlineData("like", "1001")]
    [InlineData("unlike", "-1")]
    [InlineData("texts", "[]")]
    public void Figures_that_cannot_be_are_refused(string field, string value)
    {
        var members = ClassifierArchive.Members(ClassifierArchive.Bytes(Linear.Value));
        var json = JsonNode.Parse(members["classifier.json"])!;
        json["held_out"]![field] = JsonNode.Parse(value);
        members["classifier.json"] = System.Text.Encoding.UTF8.GetBytes(json.ToJsonString());
        Assert.Contains(field, Assert.Throws<FileFormatException>(() =>
            TextClassifier.Load(new MemoryStream(ClassifierArchive.Resealed(members)))).Message);
    }

    [Fact]
    public void Letters_of_less_than_nothing_and_of_a_half_are_refused()
    {
        foreach (var wrong in (float[])[-1, 2.5f])
        {
            var members = ClassifierArchive.Members(ClassifierArchive.Bytes(Linear.Value));
            var json = JsonNode.Parse(members["classifier.json"])!;
            json["held_out"]!["letters"] = new JsonArray([.. Enumerable.Repeat(wrong, 60).Select(n => (JsonNode)n)]);
            members["classifier.json"] = System.Text.Encoding.UTF8.GetBytes(json.ToJsonString());
            Assert.Contains("letters", Assert.Throws<FileFormatException>(() =>
                TextClassifier.Load(new MemoryStream(ClassifierArchive.Resealed(members)))).Message);
        }
    }

    [Fact]
    public void Of_few_texts_nothing_is_told()
    {
        string[] few = [.. Texts(29, 3).Select(row => row.Text), .. Enumerable.Repeat(" ", 20)];
        var report = Linear.Value.Drift(few);
        Assert.False(report.CanTell);
        Assert.False(report.HasMoved);
        Assert.Empty(report.Measures);
        Assert.Empty(report.Labels);
        Assert.Equal((49, 29), (report.Rows, report.ReadableRows));
        Assert.Contains("Nothing can be told of 49 texts", report.ToString());
        report = Linear.Value.Drift([.. few, "the food was good"]);
        Assert.True(report.CanTell);
        // Of as many blank texts there were none.
        Assert.True(report.HasMoved);
        Assert.False(Linear.Value.Drift(["", "", ""]).CanTell);
        // Whatever their number, there is nothing to read in them.
        Assert.True(Linear.Value.Drift([.. Enumerable.Repeat("Привет мир", 400)]).HasMoved);
    }

    [Fact]
    public void Several_labels_and_numbers_move_too()
    {
        LabelledText[] rows = [.. Texts(1000, 5)];
        LabelledText[] sets = [.. rows.Select((row, i) => new LabelledText(row.Text, null, i)
        {
            Labels = row.Label == "good" ? ["good"] : [],
        })];
        LabelledText[] numbers = [.. rows.Select(row => row with { Label = row.Label == "good" ? "5" : "1" })];
        foreach (var (texts, task, name) in ((LabelledText[], Func<IReadOnlyList<LabelledText>, TrainingSettings,
            TextTask>?, string)[])[(sets, null, "labels of the answers"), (numbers, OneNumber.Fit, "number")])
        {
            var classifier = TextClassifier.Train(texts, new()
            {
                Recipe = Recipes.Linear,
                Task = task,
                ValidationSplit = 0.4f,
                Verbose = Verbosity.Silent,
            });
            string[] same = [.. Texts(400, 6).Select(row => row.Text)],
                good = [.. Texts(800, 7).Where(row => row.Label == "good").Select(row => row.Text)];
            Assert.False(classifier.Drift(same).HasMoved, classifier.Drift(same).ToString());
            Assert.True(classifier.Drift(good).Measures.Single(measure => measure.Name == name).HasMoved);
        }
    }

    [Fact]
    public void Few_held_out_texts_are_no_measure() => Assert.Throws<InvalidOperationException>(() =>
        TextClassifier.Train([.. Texts(100, 1)], new() { Recipe = Recipes.Linear, Verbose = Verbosity.Silent })
            .Drift(["the food"]));

    private static TextClassifier Trained(TrainingSettings settings) => TextClassifier.Train([.. Texts(4_000, 1)],
        settings with { ValidationSplit = 0.3f, Verbose = Verbosity.Silent });

    private static IEnumerable<LabelledText> Texts(int count, ulong seed)
    {
        for (var i = 0; i < count; i++)
        {
            var random = new CounterRandom(seed, CounterRandom.Purpose("text"), (ulong)i);
            var isGood = random.Below(0, 2) == 0;
            string[] words = [.. Enumerable.Range(1, 6 + random.Below(1, 10)).Select(place => random.Below(
                (ulong)(10 + place), 5) == 0 ? (isGood ? Good : Bad)[random.Below((ulong)(40 + place), 4)]
                : Common[random.Below((ulong)(70 + place), Common.Length)])];
            yield return new(string.Join(' ', words), isGood ? "good" : "bad", i);
        }
    }
}
