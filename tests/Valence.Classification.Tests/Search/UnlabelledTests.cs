using Valence.Text;
using Valence.Training;

namespace Valence.Classification.Tests.Search;

/// <summary>Networks of words begin with what texts without labels tell of words.</summary>
public sealed class UnlabelledTests
{
    private static readonly string[] Common = ["the", "day", "was", "of", "and", "long", "blue", "house"];

    // Sixty words of each class, of which the few labelled texts have some; the others stand among them in texts
    // without labels alone.
    [Fact]
    public void Words_that_no_labelled_text_tells_of_are_known_by_their_neighbours()
    {
        var (labelled, asked, unlabelled) = (Texts(40, 1, 10), Texts(300, 2, 60), Texts(3_000, 3, 60));
        var settings = new TrainingSettings
        {
            Recipe = Recipes.FastText,
            Epochs = 40,
            Verbose = Verbosity.Silent,
            Unlabelled = [.. unlabelled.Texts()],
        };
        // The vocabulary is that of the labelled texts, which have each word once.
        LabelledText[] texts = [.. labelled, .. Enumerable.Range(0, 2).Select(label =>
            new LabelledText(string.Join(' ', Enumerable.Range(0, 60).Select(i => $"w{label}x{i}")), $"c{label}", 1))];
        var (with, without) = (Accuracy(TextClassifier.Train(texts, settings), asked),
            Accuracy(TextClassifier.Train(texts, settings with { Unlabelled = null }), asked));
        Assert.True(with >= 0.97 && with >= without, $"{with} with, {without} without");
        Assert.Equal(TextClassifier.Train(texts, settings).Model.GetWeights()[0].Floats.ToArray(),
            TextClassifier.Train(texts, settings).Model.GetWeights()[0].Floats.ToArray());
    }

    [Fact]
    public void Vectors_are_a_choice_of_a_search()
    {
        var texts = Texts(120, 4, 20);
        var settings = new TrainingSettings
        {
            Try = TrialGrid.Parse("recipe=fasttext vectors=learned,none epochs=2"),
            Folds = 2,
            Verbose = Verbosity.Silent,
            Unlabelled = [.. Texts(200, 5, 20).Texts()],
        };
        var tried = TextClassifier.Train(texts, settings).Tried;
        Assert.Equal(["epochs=2 vectors=learned", "epochs=2 vectors=none"], tried.Skip(1).Select(one => one.Choices)
            .Order(StringComparer.Ordinal));
        Assert.NotEqual(tried[1].Loss, tried[2].Loss);
        Assert.Contains("needs texts without labels", Assert.Throws<ArgumentException>(() =>
            TextClassifier.Train(texts, settings with { Unlabelled = null })).Message);
    }

    [Fact]
    public void Recipes_without_words_refuse_them()
    {
        var texts = Texts(60, 6, 10);
        foreach (var recipe in (Recipe[])[Recipes.Linear, Recipes.Bigram])
            Assert.Contains("Unlabelled", Assert.Throws<ArgumentException>(() => TextClassifier.Train(texts, new()
            {
                Recipe = recipe,
                Unlabelled = ["a text"],
                Verbose = Verbosity.Silent,
            })).Message);
        Assert.Throws<DataException>(() => TextClassifier.Train(texts, new()
        {
            Recipe = Recipes.FastText,
            Unlabelled = [],
            Verbose = Verbosity.Silent,
        }));
    }

    private static double Accuracy(TextClassifier classifier, LabelledText[] asked) =>
        classifier.Predict([.. asked.Texts()]).Zip(asked).Average(of => of.First.Label == of.Second.Label ? 1.0 : 0);

    private static LabelledText[] Texts(int count, int seed, int words)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(i => new LabelledText(string.Join(' ',
            Enumerable.Range(0, 14).Select(k => k % 3 == 0 ? Common[random.Next(Common.Length)]
                : $"w{i % 2}x{random.Next(words)}")), $"c{i % 2}", i + 1))];
    }
}
