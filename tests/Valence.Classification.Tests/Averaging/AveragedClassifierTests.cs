using System.Collections.Concurrent;
using System.Globalization;
using Valence.Classification.Tests.Search;
using Valence.Text;

namespace Valence.Classification.Tests;

/// <summary>The mean of several classifiers is one: its answers are those that the parts' scores come to, alone and
/// among others, in memory and from a file.</summary>
public sealed class AveragedClassifierTests
{
    private static readonly string[] Words = ["great", "lovely", "fine", "awful", "dull", "rude", "the", "day", "was",
        "of", "and", "long", "blue", "house", "we", "saw", "it", "far"];

    private static readonly ConcurrentDictionary<string, Lazy<(TextClassifier[], TextClassifier, double[])>> Made = [];

    public static TheoryData<string> Tasks => ["two", "three", "labels", "numbers"];

    [Theory]
    [MemberData(nameof(Tasks))]
    public void Scores_are_the_weighted_sums_of_the_parts(string task)
    {
        var (parts, mean, shares) = Mean(task);
        Assert.Equal("fasttext+cnn+linear+bigram", mean.Recipe);
        var texts = Texts(task, 60, 7, longest: 100).Texts().Append("").Append("zzz").ToArray();
        var outputs = ReadTexts.Of(mean, texts);
        var scores = mean.Task.Scores(outputs.Outputs);
        var expected = new double[scores.Length];
        var isPlain = Enumerable.Repeat(true, texts.Length).ToArray();
        foreach (var (part, share) in parts.Zip(shares))
        {
            // Each part reads a longer text in its own windows, which are all there as often.
            var of = part.Task.Scores(ReadTexts.Of(part, texts).Outputs);
            for (var i = 0; i < expected.Length; i++)
            {
                expected[i] += share * of[i];
                if (part.Task is not OneNumber && Math.Abs(of[i]) > 9) isPlain[i / part.Task.Outputs] = false;
            }
        }
        var compared = 0;
        for (var i = 0; i < expected.Length; i++)
            // Probabilities near 1 do not say which score they come from, and those of softmax leave out what all
            // scores of a text have in common.
            if (outputs.Windows[i / mean.Task.Outputs].Count == 1 && isPlain[i / mean.Task.Outputs])
            {
                compared++;
                Assert.Equal(Centred(expected, i, mean), Centred(Array.ConvertAll(scores, x => (double)x), i, mean),
                    2e-3 * (1 + Math.Abs(expected[i])));
            }
        Assert.True(compared > 10);
        Assert.Contains(outputs.Windows, windows => windows.Count > 1);
    }

    [Theory]
    [MemberData(nameof(Tasks))]
    public void Each_text_is_answered_alone_as_among_others_and_from_a_file(string task)
    {
        var (_, mean, _) = Mean(task);
        string[] texts = [.. Texts(task, 30, 8, longest: 300).Texts(), ""];
        var answers = mean.Predict(texts);
        using var file = new MemoryStream();
        mean.Save(file);
        file.Position = 0;
        var opened = TextClassifier.Load(file);
        Assert.Equal(mean.Recipe, opened.Recipe);
        for (var i = 0; i < texts.Length; i++)
        {
            foreach (var answer in (Prediction[])[mean.Predict(texts[i]), opened.Predict(texts[i])])
            {
                Assert.Equal(answers[i].Probabilities, answer.Probabilities);
                Assert.Equal(answers[i].Value, answer.Value);
                Assert.Equal(1, answer.ShareRead);
            }
        }
    }

    [Fact]
    public void What_words_bring_adds_up_to_the_score()
    {
        var (_, mean, _) = Mean("two");
        foreach (var text in Texts("two", 10, 9, longest: 120).Texts())
        {
            var explanation = mean.Explain(text);
            Assert.Equal(text.Split(' ').Length, explanation.Words.Count);
            Assert.InRange(Math.Abs(explanation.Left), 0, 1e-9);
        }
        // What speaks for a class is told of it.
        var words = mean.Explain("the day was great and awful").Words.ToDictionary(word => word.Word,
            word => word.Contribution);
        Assert.True(words["great"] * words["awful"] < 0);
    }

    [Fact]
    public void Models_that_do_not_help_have_no_share()
    {
        float[] right = [2, -2, 2, -2, 1, -1], wrong = [-2, 2, -2, 2, -1, 1], other = [-1, -2, 3, -2, 2, 1];
        var y = new[] { 1, 0, 1, 0, 1, 0 };
        Assert.Equal([1, 0], AveragedScores.Shares([right, wrong], Loss));
        Assert.Equal([1], AveragedScores.Shares([other], Loss));
        // Brute force over all shares of twentieths.
        float[] one = [3, -1, -.5f, -2, 2, .5f], two = [-.5f, .4f, 2, -1, 3, -2];
        var shares = AveragedScores.Shares([one, two], Loss);
        var best = Enumerable.Range(0, 21).Select(i => Loss(AveragedScores.Sum([one, two], [i / 20.0, 1 - i / 20.0])))
            .Min();
        Assert.InRange(Loss(AveragedScores.Sum([one, two], shares)), 0, best + 1e-3);

        double Loss(float[] scores) => scores.Zip(y).Average(of =>
            Math.Log(1 + Math.Exp(of.Second == 1 ? -of.First : of.First)));
    }

    [Fact]
    public void A_search_ends_with_the_mean_where_that_has_less_loss()
    {
        var texts = Texts("two", 600, 3);
        var classifier = TextClassifier.Train(texts, new()
        {
            Try = TrialGrid.Parse("recipe=linear,fasttext"),
            ValidationData = Texts("two", 400, 5),
            Verbose = Valence.Training.Verbosity.Silent,
        });
        var kept = Assert.Single(classifier.Tried, tried => tried.Verdict == "kept");
        Assert.Equal(kept.Recipe, classifier.Recipe);
        Assert.Contains('+', classifier.Recipe);
        Assert.All(classifier.Tried, tried => Assert.True(tried.Loss >= kept.Loss));
        using var file = new MemoryStream();
        classifier.Save(file);
        file.Position = 0;
        var opened = TextClassifier.Load(file);
        Assert.Equal(classifier.Tried, opened.Tried);
        string[] asked = [.. Texts("two", 20, 4).Texts()];
        Assert.Equal(classifier.Predict(asked).Select(answer => answer.Probability),
            opened.Predict(asked).Select(answer => answer.Probability));
        Assert.Contains("the mean of several", Assert.Throws<ArgumentException>(() => TextClassifier.Train(texts, new()
        {
            From = classifier,
            Verbose = Valence.Training.Verbosity.Silent,
        })).Message);
    }

    [Theory]
    [InlineData("two")]
    [InlineData("labels")]
    [InlineData("numbers")]
    public void Where_parts_judge_the_mean_is_that_of_models_that_learned_from_the_others(string task)
    {
        var texts = Texts(task, 600, 3);
        var settings = new TrainingSettings
        {
            Task = TaskOf(task),
            Verbose = Valence.Training.Verbosity.Silent,
            Epochs = 4,
            LearningRate = 0.005f,
        };
        var classifier = TextClassifier.Train(texts, settings with
        {
            Try = TrialGrid.Parse("recipe=fasttext,mlp"),
            Folds = 3,
        });
        // Each part is answered by what the others alone teach.
        var parts = TrialParts.Of(texts, 3, settings.Seed, areClasses: task == "two");
        LabelledText[] judging = [.. texts.Rows([.. parts.SelectMany(part => part.Held)])];
        var own = (TaskOf(task) ?? OneClass.Fit)(texts, settings);
        float[][] scores = [.. new[] { Recipes.FastText, Recipes.Mlp }.Select(recipe => parts.SelectMany(part =>
        {
            var model = TextClassifier.Train([.. texts.Rows(part.Training)], settings with
            {
                Task = (_, _) => own,
                Recipe = recipe,
                ValidationData = [.. texts.Rows(part.Held)],
            });
            return own.Scores(ReadTexts.Of(model, [.. texts.Rows(part.Held).Texts()]).Outputs);
        }).ToArray())];
        foreach (var (name, of) in new[] { "fasttext", "mlp" }.Zip(scores))
            Assert.Equal(Loss(of), classifier.Tried.Single(tried => tried.Recipe == name).Loss, 1e-3);
        var least = Enumerable.Range(0, 21).Select(i => Loss(AveragedScores.Sum(scores, [i / 20.0, 1 - i / 20.0])))
            .Min();
        if (least > scores.Min(Loss) - 1e-4)
        {
            Assert.DoesNotContain(classifier.Tried, tried => tried.Recipe.Contains('+'));
            return;
        }
        var mean = classifier.Tried.Single(tried => tried.Recipe.Contains('+'));
        // A temperature of its own makes it a little less.
        Assert.InRange(mean.Loss, 0.95 * least, least + 1e-3);
        Assert.Equal(600, mean.Rows);
        Assert.True(mean.Loss < scores.Min(Loss));
        if (task == "numbers") Assert.Equal(mean.Value, Math.Sqrt(mean.Loss), 1e-4);
        Assert.Equal(Assert.Single(classifier.Tried, tried => tried.Verdict == "kept").Recipe, classifier.Recipe);

        double Loss(float[] of) => own.LossOf(judging, of);
    }

    [Fact]
    public void The_parts_of_a_mean_that_parts_judged_are_trained_on_all_texts()
    {
        var texts = Texts("two", 600, 3);
        var settings = new TrainingSettings
        {
            Try = TrialGrid.Parse("recipe=linear,fasttext"),
            Folds = 3,
            Verbose = Valence.Training.Verbosity.Silent,
        };
        var mean = TextClassifier.Train(texts, settings);
        Assert.Equal("fasttext+linear", mean.Recipe);
        Assert.Null(mean.MadeBy);
        using var file = new MemoryStream();
        mean.Save(file);
        file.Position = 0;
        var opened = TextClassifier.Load(file);
        var parts = new[] { Recipes.FastText, Recipes.Linear }.Select(recipe =>
            TextClassifier.Train(texts, new() { Recipe = recipe, Verbose = Valence.Training.Verbosity.Silent }))
            .ToArray();
        string[] asked = [.. Texts("two", 40, 4).Texts()];
        double[][] scores = [.. parts.Append(mean).Append(opened).Select(model => model.Task.Scores(
            ReadTexts.Of(model, asked).Outputs).Select(score => (double)score).ToArray())];
        Assert.Equal(scores[2], scores[3]);
        // Two shares for all texts.
        var (a, b) = Shares(scores[0][0], scores[1][0], scores[2][0], scores[0][1], scores[1][1], scores[2][1]);
        Assert.True(a > 0 && b > 0);
        for (var i = 0; i < asked.Length; i++)
            Assert.Equal(a * scores[0][i] + b * scores[1][i], scores[2][i], 5e-3 * (1 + Math.Abs(scores[2][i])));

        static (double A, double B) Shares(double x, double y, double z, double u, double v, double w) =>
            ((z * v - w * y) / (x * v - u * y), (x * w - u * z) / (x * v - u * y));
    }

    private static Func<IReadOnlyList<LabelledText>, TrainingSettings, TextTask>? TaskOf(string task) =>
        task switch { "labels" => SeveralLabels.Fit, "numbers" => OneNumber.Fit, _ => null };

    [Theory]
    [InlineData(5)]
    [InlineData(8)]
    [InlineData(10)]
    public void Where_parts_judge_there_is_time_for_the_mean(int minutes)
    {
        using var output = new StringWriter();
        var clock = new LookedAtClock(TimeSpan.FromMilliseconds(60));
        var classifier = TextClassifier.Train(Texts("two", 600, 3), new()
        {
            Minutes = minutes,
            Clock = clock,
            Folds = 3,
            Output = output,
            Verbose = Valence.Training.Verbosity.Lines,
        });
        Assert.True(clock.Read.TotalMinutes < 1.1 * minutes, output.ToString());
        Assert.True(classifier.Tried.Any(tried => tried.LeftOut is not null), output.ToString());
        Assert.True(classifier.Tried.Any(tried => tried.Recipe.Contains('+') && tried.LeftOut is null),
            output.ToString());
    }

    private static double Centred(double[] scores, int i, TextClassifier mean)
    {
        if (mean.Task.LinearLoss != LinearLoss.Softmax) return scores[i];
        var row = i / mean.Task.Outputs * mean.Task.Outputs;
        return scores[i] - scores.Skip(row).Take(mean.Task.Outputs).Average();
    }

    private static (TextClassifier[] Parts, TextClassifier Mean, double[] Shares) Mean(string task) =>
        Made.GetOrAdd(task, static task => new(() => MeanOf(task))).Value;

    private static (TextClassifier[] Parts, TextClassifier Mean, double[] Shares) MeanOf(string task)
    {
        var texts = Texts(task, 240, 1);
        var settings = new TrainingSettings
        {
            Task = TaskOf(task),
            Verbose = Valence.Training.Verbosity.Silent,
            KeepExamples = false,
            Epochs = 2,
        };
        TextClassifier[] parts = [.. new[] { Recipes.FastText, Recipes.Cnn }.Select(recipe =>
            TextClassifier.Train(texts, settings with { Recipe = recipe })),
            TextClassifier.Train(texts, settings with { Recipe = Recipes.Linear, Epochs = null }),
            TextClassifier.Train(texts, settings with { Recipe = Recipes.Bigram })];
        double[] shares = [0.5, 0.2, 0.3, 0.4];
        var encoder = new JoinedEncoder([.. parts.Select(part => part.Encoder)]);
        var network = AveragedNetwork.Of(parts, shares, encoder, parts[0].Task, settings);
        return (parts, new("fasttext+cnn+linear+bigram", encoder, parts[0].Task, network, PreparationTie.Training,
            new()), shares);
    }

    private static LabelledText[] Texts(string task, int count, int seed, int longest = 30)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            var label = random.Next(task == "three" ? 3 : 2);
            // Some labels are wrong, so that no score is far from 0.
            var told = random.Next(5) == 0 ? 1 - Math.Min(label, 1) : label;
            var words = Enumerable.Range(0, random.Next(3, longest)).Select(_ => random.Next(3) == 0
                ? Words[label * 3 + random.Next(3)] : Words[random.Next(6, Words.Length)]);
            return new LabelledText(string.Join(' ', words), task switch
            {
                "numbers" => (told + random.NextDouble()).ToString(CultureInfo.InvariantCulture),
                "labels" => null,
                _ => $"c{told}",
            }, i + 1)
            {
                Labels = task == "labels"
                    ? [.. new[] { "a", "b" }.Where((_, k) => random.Next(2) == 0 || k == told)] : null,
            };
        })];
    }
}
