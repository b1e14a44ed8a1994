using Valence.Randomness;

namespace Valence.Classification.Tests.Evaluation;

public sealed class IntervalReportTests
{
    private static readonly (int[] Labels, int[] Predictions, double[] Scores) Rows = Draw(400);

    [Fact]
    public void Proportions_have_Wilsons_interval_and_name_it()
    {
        var recall = Report().Estimates.Single(e => e is { Subject: "positive", Measure: "recall" });
        var right = Enumerable.Range(0, 400).Count(i => Rows.Labels[i] == 1 && Rows.Predictions[i] == 1);
        var positives = Rows.Labels.Sum();
        Assert.Equal(new("positive", "recall", (double)right / positives, Wilson.Interval(right, positives),
            $"Wilson, {right} of {positives}"), recall);
    }

    [Fact]
    public void Every_interval_holds_its_value_and_widens_with_confidence()
    {
        var report = Report();
        var wider = Report(confidence: 0.99);
        foreach (var (narrow, wide) in report.Estimates.Zip(wider.Estimates))
        {
            Assert.InRange(narrow.Value, narrow.Interval!.Value.Low, narrow.Interval.Value.High);
            Assert.True(wide.Interval!.Value.Low < narrow.Interval.Value.Low
                && wide.Interval.Value.High > narrow.Interval.Value.High, $"{narrow} {wide}");
        }
        Assert.Equal(2 * 3 + 2 * 3 + 4 + 2, report.Estimates.Count);
    }

    [Fact]
    public void The_same_seed_gives_the_same_intervals_in_any_order_of_the_rows()
    {
        var order = Enumerable.Range(0, 400).Reverse().ToArray();
        var reversed = Report(labels: [.. order.Select(i => Rows.Labels[i])],
            predictions: [.. order.Select(i => Rows.Predictions[i])], scores: [.. order.Select(i => Rows.Scores[i])]);
        Assert.Equal(Report().Estimates, reversed.Estimates);
        Assert.NotEqual(Report().Estimates, Report(seed: 1).Estimates);
    }

    [Fact]
    public void Draws_end_when_they_are_cancelled() => Assert.Throws<OperationCanceledException>(() =>
        Report().Report.WithIntervals(resamples: 100_000, cancellationToken: new(canceled: true)));

    [Fact]
    public void Resampled_widths_agree_with_theory()
    {
        var report = Report(resamples: 4000);

        // The weighted recall is the accuracy, a proportion whose standard error has a formula.
        var accuracy = report.Report.Accuracy;
        var recall = report.Estimates.Single(e => e is { Subject: "weighted avg", Measure: "recall" });
        Assert.Equal(accuracy, recall.Value, 1e-15);
        Assert.Equal(2 * 1.96 * Math.Sqrt(accuracy * (1 - accuracy) / 400), Width(recall), 0.1 * Width(recall));

        // DeLong's standard error of the area: the spread of each row's share of pairs in order.
        var auc = report.Estimates.Single(e => e.Measure == "ROC AUC");
        double[] positive = [.. Rows.Scores.Where((_, i) => Rows.Labels[i] == 1)],
        negative = [.. Rows.Scores.Where((_, i) => Rows.Labels[i] == 0)];
        var error = Math.Sqrt(Variance([.. positive.Select(p => negative.Average(n => p > n ? 1.0 : 0))])
            / positive.Length + Variance([.. negative.Select(n => positive.Average(p => p > n ? 1.0 : 0))])
            / negative.Length);
        Assert.Equal(2 * 1.96 * error, Width(auc), 0.1 * Width(auc));

        static double Width(Estimate estimate) => estimate.Interval!.Value.High - estimate.Interval.Value.Low;
        static double Variance(double[] values)
        {
            var mean = values.Average();
            return values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1);
        }
    }

    [Fact]
    public void Text_is_a_table_that_says_how_each_interval_was_computed()
    {
        int[] labels = [0, 0, 0, 1, 1, 1, 1, 1];
        var report = new ClassificationReport(ConfusionMatrix.Of(labels, [0, 0, 0, 1, 1, 1, 1, 0], ["bad", "good"]))
            .WithIntervals();
        Assert.Equal(
            """
                                                 value  95 % interval     method
            bad           precision             0.7500  0.3006 to 0.9544  Wilson, 3 of 4
                          recall                1.0000  0.4385 to 1.0000  Wilson, 3 of 3
                          f1-score              0.8571  0.4623 to 0.9767  Wilson for F1/(2 - F1), 3 of 4
            good          precision             1.0000  0.5101 to 1.0000  Wilson, 4 of 4
                          recall                0.8000  0.3755 to 0.9638  Wilson, 4 of 5
                          f1-score              0.8889  0.5460 to 0.9816  Wilson for F1/(2 - F1), 4 of 5
            macro avg     precision             0.8750  0.5000 to 1.0000  bootstrap
                          recall                0.9000  0.5000 to 1.0000  bootstrap
                          f1-score              0.8730  0.4667 to 1.0000  bootstrap
            weighted avg  precision             0.9062  0.8125 to 1.0000  bootstrap
                          recall                0.8750  0.6250 to 1.0000  bootstrap
                          f1-score              0.8770  0.6071 to 1.0000  bootstrap
            all rows      accuracy              0.8750  0.5291 to 0.9776  Wilson, 7 of 8
                          balanced accuracy     0.9000  0.6667 to 1.0000  bootstrap
                          Matthews correlation  0.7746  0.0000 to 1.0000  bootstrap
                          Cohen's kappa         0.7500  0.0000 to 1.0000  bootstrap
                          ROC AUC               0.9667  0.8208 to 1.0000  bootstrap
                          average precision     0.9667  0.8333 to 1.0000  bootstrap

            bootstrap: percentiles of 1000 resamples of all rows, seed 0.

            """.ReplaceLineEndings("\n"), report.WithRanking(labels, [0.1, 0.2, 0.3, 0.9, 0.9, 0.8, 0.55, 0.3]).ToString());
    }

    [Fact]
    public void Scores_that_nothing_is_known_about_get_no_interval_but_the_reason()
    {
        var estimates = new ClassificationReport(ConfusionMatrix.Of([0, 0, 0], [0, 0, 0], ["good", "bad"]))
            .WithIntervals().Estimates;
        Assert.Equal(new("bad", "precision", 0, null, "undefined, no row was taken for the class"), estimates[3]);
        Assert.Equal(new("bad", "recall", 0, null, "undefined, no row is of the class"), estimates[4]);
        Assert.Equal(new("bad", "f1-score", 0, null, "undefined, the class does not occur"), estimates[5]);
        Assert.Equal(new("macro avg", "precision", 1, null, "none, every resample scores the same"), estimates[6]);
        Assert.Equal(new("all rows", "Cohen's kappa", double.NaN, null, "undefined, all rows are of one class and "
            + "taken for it"), estimates[^1]);
    }

    [Fact]
    public void A_perfect_F1_on_few_rows_is_not_called_certain()
    {
        var f1 = new ClassificationReport(ConfusionMatrix.Of([0, 1, 1], [0, 1, 1])).WithIntervals().Estimates[2];
        Assert.Equal(("f1-score", 1.0, 1.0), (f1.Measure, f1.Value, f1.Interval!.Value.High));
        Assert.InRange(f1.Interval.Value.Low, 0.3, 0.4);
    }

    [Fact]
    public void Arguments_outside_their_range_are_refused()
    {
        var report = new ClassificationReport(ConfusionMatrix.Of(Rows.Labels, Rows.Predictions));
        Assert.Throws<ArgumentOutOfRangeException>("confidence", () => report.WithIntervals(confidence: 1));
        Assert.Throws<ArgumentOutOfRangeException>("resamples", () => report.WithIntervals(resamples: 99));
        Assert.Contains("the 400 rows",
            Assert.Throws<ArgumentException>("labels", () => report.WithIntervals()
                .WithRanking([0, 1], [0.1, 0.2])).Message);
    }

    private static IntervalReport Report(double confidence = 0.95, int resamples = 1000, ulong seed = 0,
        int[]? labels = null, int[]? predictions = null, double[]? scores = null) =>
        new ClassificationReport(
            ConfusionMatrix.Of(labels ?? Rows.Labels, predictions ?? Rows.Predictions, ["negative", "positive"]))
            .WithIntervals(confidence, resamples, seed).WithRanking(labels ?? Rows.Labels, scores ?? Rows.Scores);

    private static (int[] Labels, int[] Predictions, double[] Scores) Draw(int n)
    {
        var random = new CounterRandom(8, 0);
        var labels = Enumerable.Range(0, n).Select(i => random.Below((ulong)i, 5) < 2 ? 1 : 0).ToArray();
        var scores = labels.Select((label, i) => random.Normal((ulong)(n + i)) + 1.5 * label).ToArray();
        return (labels, Array.ConvertAll(scores, score => score > 0.75 ? 1 : 0), scores);
    }
}
