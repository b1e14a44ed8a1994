using System.Text.Json;

namespace Valence.Classification.Tests.Evaluation;

/// <summary>Figures of 25 recorded sets of labels and scores, from scikit-learn, SciPy and statsmodels.</summary>
public sealed class StatisticsTests
{
    [Fact]
    public void Every_recorded_case_has_its_figures()
    {
        var path = SeveralLabelsTests.Recorded("statistics.json");
        Assert.SkipWhen(path is null, "shared/tasks/statistics.json is not beside the repository");
        using var file = JsonDocument.Parse(File.ReadAllBytes(path!));
        var (cases, ranked, endless) = (0, 0, 0);
        foreach (var recorded in file.RootElement.EnumerateArray())
        {
            cases++;
            int[] labels = [.. recorded.GetProperty("labels").EnumerateArray().Select(label => label.GetInt32())];
            double[][] logits = [.. recorded.GetProperty("logits").EnumerateArray().Select(Numbers)];
            var width = logits[0].Length;
            double[] probabilities = [.. logits.SelectMany(Softmax)];
            int[] predicted = [.. logits.Select(row => Array.IndexOf(row, row.Max()))];
            var matrix = ConfusionMatrix.Of(labels, predicted,
                [.. Enumerable.Range(0, width).Select(k => $"class {k}")]);
            var report = new ClassificationReport(matrix);

            Is("ece_15_equal_width", Calibration.ExpectedError<double>(labels, probabilities));
            // Of two classes the library counts one.
            Is("brier", ProbabilityScores.Brier<double>(labels, probabilities) * (width == 2 ? 2 : 1));
            Is("log_loss", ProbabilityScores.LogLoss<double>(labels, probabilities));
            Is("macro_f1", report.MacroAverage.F1);
            Is("micro_f1", report.Accuracy);
            Is("weighted_f1", report.WeightedAverage.F1);
            Is("mcc", Agreement.MatthewsCorrelation(matrix));
            Is("kappa", Agreement.CohenKappa(matrix));
            Is("balanced", Agreement.BalancedAccuracy(matrix));
            var interval = Wilson.Interval(matrix.Correct, matrix.Total);
            Assert.Equal(Numbers(recorded.GetProperty("wilson")), [interval.Low, interval.High], Near);
            var exact = ClopperPearson.Interval(matrix.Correct, matrix.Total);
            Assert.Equal(Numbers(recorded.GetProperty("clopper_pearson")), [exact.Low, exact.High], Near);

            var points = recorded.GetProperty("isotonic");
            double[] x = Numbers(points.GetProperty("x")), at = Numbers(points.GetProperty("at"));
            var isotonic = IsotonicRegression.Fit(x, Numbers(points.GetProperty("y")));
            Assert.Equal(Numbers(points.GetProperty("out")), at.Select(isotonic.Predict), Near);
            var samples = KolmogorovSmirnov.Of(x, at);
            Is("ks", samples.Statistic);
            IsRelative(recorded.GetProperty("ks_p").GetDouble(), samples.P);

            var pairs = recorded.GetProperty("mcnemar");
            var (b, c) = (pairs.GetProperty("b").GetInt32(), pairs.GetProperty("c").GetInt32());
            var test = McNemar.Of(b, c, Math.Max(1, b + c));
            IsRelative(pairs.GetProperty("exact").GetDouble(), test.P);
            IsRelative(pairs.GetProperty("corrected").GetDouble(), test.CorrectedP);

            float[] scores = [.. logits.SelectMany(row => row.Select(x => (float)x))];
            Assert.Equal(recorded.GetProperty("nll_before").GetDouble(), Temperature.Loss(scores, labels, width, 1),
                1e-5);
            if (recorded.GetProperty("nll_after").ValueKind == JsonValueKind.Number)
            {
                var temperature = Temperature.Of(scores, labels, width, doubt: 0);
                Assert.Equal(recorded.GetProperty("nll_after").GetDouble(),
                    Temperature.Loss(scores, labels, width, temperature), 1e-5);
                Assert.Equal(recorded.GetProperty("temperature").GetDouble(), temperature, 1e-5);
            }
            else
            {
                // Every label is right: no temperature is the likeliest, and what is chosen stays above 0.
                endless++;
                Assert.InRange(Temperature.Of(scores, labels, width), 0.01, 1);
            }
            if (recorded.TryGetProperty("scores", out var given))
            {
                ranked++;
                var ranking = Numbers(given);
                Is("roc_auc", Ranking.RocAuc<double>(labels, ranking));
                Is("average_precision", Ranking.AveragePrecision<double>(labels, ranking));
                var roc = Ranking.RocCurve<double>(labels, ranking);
                Points("roc", [.. roc.Select(at => at.FalsePositiveRate)], [.. roc.Select(at => at.TruePositiveRate)]);
                var pairsOf = Ranking.PrecisionRecallCurve<double>(labels, ranking);
                Points("pr", [.. pairsOf.Select(at => at.Precision)], [.. pairsOf.Select(at => at.Recall)]);
            }

            void Points(string name, double[] x, double[] y)
            {
                var curve = recorded.GetProperty(name);
                Assert.Equal(Numbers(curve[0]), x, Near);
                Assert.Equal(Numbers(curve[1]), y, Near);
            }

            void Is(string name, double value) =>
                Assert.Equal(recorded.GetProperty(name).GetDouble(), value, 1e-9);
        }
        Assert.True(cases >= 25 && ranked > 5 && endless > 0, $"{cases} cases, {ranked} ranked, {endless} endless");
    }

    // Of probabilities that are as small as 1e-141.
    private static void IsRelative(double expected, double value) =>
        Assert.InRange(value, expected * (1 - 1e-8), expected * (1 + 1e-8));

    private static bool Near(double a, double b) => Math.Abs(a - b) <= 1e-9;

    private static double[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(x => x.GetDouble())];

    private static double[] Softmax(double[] row)
    {
        var largest = row.Max();
        double[] each = [.. row.Select(x => Math.Exp(x - largest))];
        return [.. each.Select(x => x / each.Sum())];
    }
}
