using System.Globalization;
using Valence.Randomness;
using Valence.Text;

namespace Valence.Classification.Tests.Tasks;

/// <summary>Thresholds that reach a recall or precision, against every threshold there is.</summary>
public sealed class ThresholdGoalTests
{
    [Theory]
    [InlineData("recall(bad)>=0.9", "recall", "bad", 0.9)]
    [InlineData(" precision ( very good ) >= 1 ", "precision", "very good", 1.0)]
    public void A_goal_is_read_as_it_is_written(string text, string measure, string label, double least)
    {
        Assert.Equal(new ThresholdGoal(measure, label, least), ThresholdGoal.Parse(text));
        Assert.Equal(ThresholdGoal.Parse(text), ThresholdGoal.Parse(ThresholdGoal.Parse(text).ToString()));
    }

    [Theory]
    [InlineData("recall(bad)>0.9")]
    [InlineData("accuracy(bad)>=0.9")]
    [InlineData("recall(bad)>=1.1")]
    [InlineData("recall(bad)>=nan")]
    [InlineData("recall>=0.5")]
    [InlineData("")]
    public void What_is_no_goal_is_told(string text) =>
        Assert.Contains("recall(negative)>=0.9",
            Assert.Throws<FormatException>(() => ThresholdGoal.Parse(text)).Message);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_threshold_has_most_right_of_all_that_reach_the_goal(ulong seed)
    {
        var random = new CounterRandom(seed, CounterRandom.Purpose("goal"));
        int[] classes = [.. Enumerable.Range(0, 80).Select(i => random.Below((ulong)i, 2))];
        // Coarse, so that probabilities repeat.
        float[] second = [.. classes.Select((of, i) => (random.Below(100 + (ulong)i, 14) + 6 * of) / 20f)];
        foreach (var (measure, of) in (ReadOnlySpan<(string, int)>)[("recall", 0), ("recall", 1), ("precision", 1)])
        {
            var goal = new ThresholdGoal(measure, of == 0 ? "a" : "b", 0.8);
            var (threshold, _) = goal.Choose(LabelSet.From(["a", "b"]), classes, second, 0.5f);
            var best = Enumerable.Range(-1, 22).Select(i => i / 20f + 0.01f).Where(t => Value(t) >= 0.8).Max(Right);
            Assert.InRange(Value(threshold), 0.8, 1);
            Assert.Equal(best, Right(threshold));

            double Value(float t)
            {
                var both = classes.Where((own, i) => own == of && second[i] > t == (of == 1)).Count();
                return both / Math.Max(1.0, measure == "recall" ? classes.Count(own => own == of)
                    : second.Count(p => p > t == (of == 1)));
            }

            int Right(float t) => classes.Where((own, i) => second[i] > t == (own == 1)).Count();
        }
    }

    [Fact]
    public void A_goal_is_reached_said_and_kept_in_what_makes_the_classifier_again()
    {
        var rows = Rows();
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        var goal = ThresholdGoal.Parse("recall(bad)>=0.95");
        var classifier = TextClassifier.Train(rows, new()
        {
            Recipe = Recipes.Linear,
            Goal = goal,
            Output = output,
            Verbose = Training.Verbosity.Lines,
        });
        Assert.NotEqual(0.5f, classifier.Threshold);
        Assert.Contains("Goal recall(bad)>=0.95: threshold", output.ToString());
        Assert.Contains("--goal \"recall(bad)>=0.95\"", classifier.MadeBy);
        var recall = EvaluationResult.Of(classifier, rows).Report.Classes[0].Recall;
        Assert.InRange(recall, 0.9, 1);
    }

    [Fact]
    public void A_goal_that_cannot_be_is_refused()
    {
        var rows = Rows();
        TrainingSettings settings = new() { Recipe = Recipes.Linear, Verbose = Training.Verbosity.Silent };
        Assert.Contains("no class 'bed'. Did you mean", Assert.Throws<DataException>(() => TextClassifier.Train(rows,
            settings with { Goal = new("recall", "bed", 0.9) })).Message);
        Assert.Contains("is the most", Assert.Throws<DataException>(() => TextClassifier.Train(rows,
            settings with { Goal = new("precision", "bad", 1) })).Message);
        Assert.Contains("held-out "
            + "texts", Assert.Throws<DataException>(() => TextClassifier.Train(rows.Take(100).ToArray(),
            settings with { Goal = new("recall", "bad", 0.9) })).Message);
        Assert.Contains("Threshold", Assert.Throws<ArgumentException>(() => TextClassifier.Train(rows,
            settings with { Goal = new("recall", "bad", 0.9), Threshold = 0.3f })).Message);
        rows[0] = rows[0] with { Label = "middling" };
        Assert.Contains("there are 3", Assert.Throws<DataException>(() => TextClassifier.Train(rows,
            settings with { Goal = new("recall", "bad", 0.9) })).Message);
    }

    // A third of the words tell the other label.
    private static LabelledText[] Rows()
    {
        var random = new CounterRandom(4, CounterRandom.Purpose("goal rows"));
        return [.. Enumerable.Range(0, 800).Select(i => new LabelledText(string.Join(' ', Enumerable.Range(0, 5)
            .Select(k => random.Below((ulong)(5 * i + k), 3) == 0 == (i % 2 == 0) ? $"fine{k}" : $"poor{k}")),
            i % 2 == 0 ? "bad" : "good", i + 1))];
    }
}
