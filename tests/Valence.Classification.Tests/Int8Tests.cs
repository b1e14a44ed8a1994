using Valence.Text;
using Valence.Training;

namespace Valence.Classification.Tests;

/// <summary>Classifiers with matrices of 8 bits.</summary>
public sealed class Int8Tests
{
    private static readonly LabelledText[] Texts = [.. Enumerable.Range(0, 400).Select(i => i % 2 == 0
        ? new LabelledText($"A Good and lovely film, number {i} of {i / 7}", "good", i)
        : new LabelledText($"a poor, dull film of {i} hours and {i * 31 % 17}", "bad", i))];

    public static TheoryData<string> Names =>
        [.. Recipes.All.Except([Recipes.Linear]).Select(recipe => recipe.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_network_answers_from_its_file_as_before_it(string recipe)
    {
        var classifier = Trained(Recipes.Find(recipe));
        var small = classifier.WithInt8Weights(Texts[..50]);
        var bytes = ClassifierArchive.Bytes(small);
        Assert.True(bytes.Length < ClassifierArchive.Bytes(classifier).Length);
        var opened = TextClassifier.Load(new MemoryStream(bytes));
        Assert.Equal(small.Rounding, opened.Rounding);
        Assert.Equal(50, opened.Rounding!.Texts);
        Assert.NotNull(opened.Rounding.Right);
        Assert.Contains(opened.Model.Weights, weight => weight.Int8 is not null);
        string[] texts = [.. Texts.Select(row => row.Text), "something else, good", ""];
        var before = classifier.Predict(texts);
        foreach (var (at, (one, again)) in small.Predict(texts).Zip(opened.Predict(texts)).Index())
        {
            Assert.Equal(one.Probabilities, again.Probabilities);
            Assert.Equal(before[at].Probability, one.Probability, 0.1);
        }
        // Alone as in a crowd.
        Assert.Equal(opened.Predict(texts)[3].Probabilities, opened.Predict(texts[3]).Probabilities);
        // Written again, it stays as small, but for an optimizer that has not begun.
        Assert.InRange(ClassifierArchive.Bytes(opened).Length, bytes.Length, bytes.Length + 4_000);
        Assert.Throws<InvalidOperationException>(() => opened.WithInt8Weights());
        Assert.Throws<InvalidOperationException>(opened.Slim);
    }

    [Fact]
    public void What_it_costs_is_measured_by_the_texts_that_are_given_or_kept()
    {
        var classifier = Trained(Recipes.Find("cnn"));
        var kept = classifier.WithInt8Weights();
        Assert.Equal((8, (int?)null), (kept.Rounding!.Texts, kept.Rounding.Right));
        var judged = classifier.WithInt8Weights(Texts);
        var (before, now) = (classifier.Predict([.. Texts.Select(row => row.Text)]),
            judged.Predict([.. Texts.Select(row => row.Text)]));
        Assert.Equal(before.Zip(now).Count(pair => pair.First.Label != pair.Second.Label), judged.Rounding!.Changed);
        Assert.Equal(now.Zip(Texts).Count(pair => pair.First.Label == pair.Second.Label), judged.Rounding.Right);
        Assert.Equal(before.Zip(Texts).Count(pair => pair.First.Label == pair.Second.Label),
            judged.Rounding.RightBefore);
        Assert.Null(classifier.WithInt8Weights([]).Rounding);
        Assert.Null(classifier.WithInt8Weights([.. Texts.Select(row => row with { Label = null })]).Rounding!.Right);
        // Another threshold has other answers.
        Assert.Null(judged.WithThreshold(0.3f).Rounding);
        Assert.Throws<DataException>(() => Trained(Recipes.Linear).WithInt8Weights());
    }

    [Fact]
    public void It_explains_its_answers_and_does_not_go_on_learning()
    {
        var small = Trained(Recipes.Find("cnn")).WithInt8Weights();
        Assert.NotEmpty(small.Explain(Texts[0].Text).Words);
        Assert.Contains("8 bits", Assert.Throws<ArgumentException>(() =>
            TextClassifier.Train(Texts[..100], new() { From = small, Verbose = Verbosity.Silent })).Message);
    }

    private static TextClassifier Trained(Recipe recipe) => TextClassifier.Train(Texts, new()
    {
        Recipe = recipe,
        Epochs = recipe == Recipes.Linear ? null : 2,
        ValidationSplit = 0.25f,
        Verbose = Verbosity.Silent,
    });
}
