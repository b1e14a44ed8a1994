using Valence.Text;
using Valence.Training;

namespace Valence.Classification.Tests.Search;

/// <summary>Texts without labels are learned from where a model of the labelled ones is sure of them.</summary>
public sealed class SureTextsTests
{
    private const int Words = 6;

    private static readonly string[] Common = ["the", "day", "was", "of", "and", "long", "blue", "house"];

    private static readonly TrainingSettings Settings = new()
    {
        Try = TrialGrid.Parse("recipe=linear unlabelled=none,sure"),
        Verbose = Verbosity.Silent,
        Seed = 2,
    };

    // Labelled texts have the words k alone, held-out ones n alone; the others have both.
    [Fact]
    public void A_word_that_only_stands_beside_known_ones_in_texts_without_labels_is_learned()
    {
        var (labelled, asked) = (Texts(300, 1, "k"), Texts(300, 2, "n"));
        var classifier = TextClassifier.Train(labelled, Settings with
        {
            ValidationData = asked,
            Unlabelled = [.. Texts(1_000, 3, "k", "n").Texts()],
        });
        var kept = Assert.Single(classifier.Tried, tried => tried.Verdict == "kept");
        Assert.Equal("unlabelled=sure", kept.Choices);
        Assert.True(kept.Right >= 0.95 * kept.Rows, $"{kept.Right} of {kept.Rows}");
        var without = Assert.Single(classifier.Tried, tried => tried.Choices == "unlabelled=none");
        Assert.InRange(without.Right, 0.3 * kept.Rows, 0.7 * kept.Rows);
        Assert.True(Accuracy(classifier, Texts(200, 4, "n")) >= 0.95);
    }

    [Fact]
    public void A_network_learns_it_too()
    {
        var classifier = TextClassifier.Train(Texts(300, 1, "k"), Settings with
        {
            Try = TrialGrid.Parse("recipe=fasttext vectors=none unlabelled=none,sure rate=.01 epochs=6"),
            ValidationData = Texts(300, 2, "n"),
            Unlabelled = [.. Texts(1_000, 3, "k", "n").Texts()],
        });
        Assert.Equal("rate=0.01 epochs=6 vectors=none unlabelled=sure",
            Assert.Single(classifier.Tried, tried => tried.Verdict == "kept").Choices);
        Assert.True(Accuracy(classifier, Texts(200, 4, "n")) >= 0.95);
    }

    // In texts without labels the words n stand beside those of the other class.
    [Fact]
    public void What_does_not_help_is_not_kept()
    {
        var classifier = TextClassifier.Train(Texts(300, 1, "k"), Settings with
        {
            ValidationData = Texts(300, 2, "n"),
            Unlabelled = [.. Texts(1_000, 3, "k", "turned n").Texts()],
        });
        Assert.Equal("unlabelled=none", Assert.Single(classifier.Tried, tried => tried.Verdict == "kept").Choices);
        Assert.Contains(classifier.Tried, tried => tried is { Choices: "unlabelled=sure", Rows: 300 });
    }

    [Fact]
    public void Where_parts_judge_it_is_tried_too_and_ends_with_the_same_bytes()
    {
        var texts = Texts(300, 1, "k");
        var settings = Settings with { Folds = 3, Unlabelled = [.. Texts(400, 3, "k", "n").Texts()] };
        var (one, other) = (TextClassifier.Train(texts, settings), TextClassifier.Train(texts, settings));
        Assert.Equal(["unlabelled=none", "unlabelled=sure"], one.Tried.Where(tried => tried.Recipe == "linear")
            .Select(tried => tried.Choices));
        Assert.Equal(one.Tried, other.Tried);
        Assert.Equal(one.Model.GetWeights()[0].Floats.ToArray(), other.Model.GetWeights()[0].Floats.ToArray());
    }

    [Fact]
    public void Labels_come_from_the_texts_to_learn_from_alone_and_none_has_a_label_already()
    {
        var texts = Texts(200, 1, "k");
        int[] training = [.. Enumerable.Range(0, 150)];
        string[] copies = [.. texts.Select(row => $" {row.Text.ToUpperInvariant().Replace(" ", "  ", StringComparison
            .Ordinal)}\n")];
        var unlabelled = Texts(300, 3, "k", "n").Texts().ToArray();
        var settings = Settings with { Unlabelled = [.. copies, .. unlabelled, .. unlabelled] };
        var task = OneClass.Fit(texts, settings);
        var sure = SureTexts.Of(task, texts, training, settings);
        LabelledText[] turned = [.. texts.Select((row, i) => i < 150 ? row
            : row with { Label = row.Label == "c0" ? "c1" : "c0" })];
        Assert.Equal(sure, SureTexts.Of(task, turned, training, settings));
        Assert.True(sure.Count > 100);
        Assert.Empty(sure.Select(row => row.Text).Except(unlabelled));
        Assert.Equal(sure.Count, sure.Select(row => row.Text).Distinct().Count());
        Assert.All(sure, row => Assert.Contains(row.Text.Split(' '), word => Enumerable.Range(0, Words).Any(i =>
            Word("k", row.Label == "c0" ? 0 : 1, i) == word)));
        Assert.Empty(SureTexts.Of(task, texts, training, settings with { Unlabelled = copies }));
    }

    [Fact]
    public void The_least_confidence_is_that_of_brute_force()
    {
        var random = new Random(5);
        for (var round = 0; round < 300; round++)
        {
            var rightOf = random.NextDouble() * 0.1 + 0.9;
            var answers = Enumerable.Range(0, random.Next(0, 200)).Select(_ => random.Next(1, 20) / 20f)
                .Select(p => (p, random.NextDouble() < (p > 0.5 ? rightOf + 0.1 : rightOf - 0.2))).ToArray();
            var expected = answers.Select(one => one.p).Where(least => answers.Where(one => one.p >= least).ToArray()
                is { Length: >= 20 } sure && sure.Count(one => one.Item2) >= 0.98 * sure.Length)
                .DefaultIfEmpty(float.PositiveInfinity).Min();
            Assert.Equal(expected, SureTexts.Least(answers));
        }
    }

    [Fact]
    public void Other_tasks_and_recipes_refuse_it()
    {
        var texts = Texts(60, 1, "k");
        Assert.Contains("needs texts without labels", Assert.Throws<ArgumentException>(() =>
            TextClassifier.Train(texts, Settings)).Message);
        LabelledText[] numbers = [.. texts.Select((row, i) => row with { Label = $"{i}" })];
        Assert.Contains("unlabelled=sure gives one class", Assert.Throws<DataException>(() =>
            TextClassifier.Train(numbers, Settings with { Task = OneNumber.Fit, Unlabelled = ["a"] })).Message);
        Assert.Contains("none of which the linear model is sure", Assert.Throws<DataException>(() =>
            TextClassifier.Train(texts, Settings with
            {
                Try = TrialGrid.Parse("recipe=linear unlabelled=sure"),
                Unlabelled = [texts[0].Text],
            })).Message);
    }

    private static double Accuracy(TextClassifier classifier, LabelledText[] asked) =>
        classifier.Predict([.. asked.Texts()]).Zip(asked).Average(of => of.First.Label == of.Second.Label ? 1.0 : 0);

    private static LabelledText[] Texts(int count, int seed, params string[] kinds)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(i => new LabelledText(string.Join(' ',
            Enumerable.Range(0, 12).Select(k => k % 3 == 0
                ? Word(kinds[k / 3 % kinds.Length], i % 2, random.Next(Words))
                : Common[random.Next(Common.Length)])), $"c{i % 2}", i + 1))];
    }

    // Six letters that tell nothing of each other.
    private static string Word(string kind, int label, int number)
    {
        if (kind.StartsWith("turned ", StringComparison.Ordinal)) return Word(kind[7..], 1 - label, number);
        var random = new Random(1_000 * kind[0] + 100 * label + number);
        return string.Concat(Enumerable.Range(0, 6).Select(_ => (char)('a' + random.Next(26))));
    }
}
