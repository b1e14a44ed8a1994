using System.Text.Json;

namespace Valence.Classification.Tests.Evaluation;

public sealed class EvaluationGoldenTests
{
    private const double Tolerance = 1e-14;

    [Fact]
    public void Reports_read_like_those_of_scikit_learn()
    {
        foreach (var json in GoldenReports.Cases())
            Assert.Equal(json.GetProperty("report").GetString(), new ClassificationReport(Matrix(json)).ToString(4));
    }

    [Fact]
    public void Scores_of_classes_and_averages_are_those_of_scikit_learn()
    {
        foreach (var json in GoldenReports.Cases())
        {
            var report = new ClassificationReport(Matrix(json));
            var expected = json.GetProperty("report_dict");
            Assert.Equal(expected.GetProperty("accuracy").GetDouble(), report.Accuracy, Tolerance);
            ReportRow[] rows = [.. report.Classes.Select((row, c) => row with { Name = $"{c}" }), report.MacroAverage,
                report.WeightedAverage];
            foreach (var row in rows)
            {
                var scores = expected.GetProperty(row.Name);
                Assert.Equal(scores.GetProperty("precision").GetDouble(), row.Precision, Tolerance);
                Assert.Equal(scores.GetProperty("recall").GetDouble(), row.Recall, Tolerance);
                Assert.Equal(scores.GetProperty("f1-score").GetDouble(), row.F1, Tolerance);
                Assert.Equal(scores.GetProperty("support").GetDouble(), row.Support);
            }
        }
    }

    [Fact]
    public void Confusion_and_agreement_are_those_of_scikit_learn()
    {
        foreach (var json in GoldenReports.Cases())
        {
            var matrix = Matrix(json);
            var counts = json.GetProperty("confusion");
            for (var actual = 0; actual < matrix.Classes.Count; actual++)
                for (var predicted = 0; predicted < matrix.Classes.Count; predicted++)
                    Assert.Equal(counts[actual][predicted].GetInt64(), matrix[actual, predicted]);
            Assert.Equal(json.GetProperty("mcc").GetDouble(), Agreement.MatthewsCorrelation(matrix), Tolerance);
            Assert.Equal(json.GetProperty("kappa").GetDouble(), Agreement.CohenKappa(matrix), Tolerance);
        }
    }

    [Fact]
    public void Scores_of_probabilities_are_those_of_scikit_learn()
    {
        var binary = 0;
        foreach (var json in GoldenReports.Cases())
        {
            var labels = json.Ints("y_true");
            var probabilities = json.Probabilities();
            Assert.Equal(json.GetProperty("log_loss").GetDouble(),
                ProbabilityScores.LogLoss<double>(labels, probabilities), Tolerance);
            if (!json.TryGetProperty("roc_auc", out var auc)) continue;
            binary++;
            var positive = probabilities.Where((_, i) => i % 2 == 1).ToArray();
            Assert.Equal(auc.GetDouble(), Ranking.RocAuc<double>(labels, positive), Tolerance);
            Assert.Equal(json.GetProperty("average_precision").GetDouble(),
                Ranking.AveragePrecision<double>(labels, positive), Tolerance);
            Assert.Equal(json.GetProperty("brier").GetDouble(), ProbabilityScores.Brier<double>(labels, positive),
                Tolerance);
            Assert.Equal(json.GetProperty("brier").GetDouble(), ProbabilityScores.Brier<double>(labels, probabilities),
                Tolerance);
            Assert.Equal(json.GetProperty("log_loss").GetDouble(), ProbabilityScores.LogLoss<double>(labels, positive),
                Tolerance);
            var single = Array.ConvertAll(positive, p => (float)p);
            Assert.Equal(auc.GetDouble(), Ranking.RocAuc<float>(labels, single), 1e-6);
            Assert.Equal(json.GetProperty("log_loss").GetDouble(), ProbabilityScores.LogLoss<float>(labels, single),
                1e-6);
        }
        Assert.True(binary > 0);
    }

    private static ConfusionMatrix Matrix(JsonElement json) =>
        ConfusionMatrix.Of(json.Ints("y_true"), json.Ints("y_pred"),
            [.. json.GetProperty("confusion").EnumerateArray().Select((_, c) => $"class {c}")]);
}
