namespace Valence.Classification.Tests.Evaluation;

public sealed class ProbabilityScoresTests
{
    [Fact]
    public void Log_loss_is_the_mean_surprise()
    {
        double[] probabilities = [0.1, 0.9, 0.9, 0.1, 0.8, 0.2, 0.35, 0.65];
        var expected = -(Math.Log(0.9) + Math.Log(0.9) + Math.Log(0.8) + Math.Log(0.65)) / 4;
        Assert.Equal(expected, ProbabilityScores.LogLoss([1, 0, 0, 1], probabilities), 1e-15);
        Assert.Equal(expected, ProbabilityScores.LogLoss([1, 0, 0, 1], [0.9, 0.1, 0.2, 0.65]), 1e-15);
    }

    [Fact]
    public void Log_loss_of_the_impossible_is_limited_by_the_types_precision()
    {
        Assert.Equal(52 * Math.Log(2), ProbabilityScores.LogLoss([0], [0.0, 1.0]), 1e-12);
        Assert.Equal(23 * Math.Log(2), ProbabilityScores.LogLoss([0], [0f, 1f]), 1e-12);
        Assert.Equal(10 * Math.Log(2), ProbabilityScores.LogLoss([0], [(Half)0, (Half)1]), 1e-12);
    }

    [Fact]
    public void Briers_score_counts_one_probability_of_two_classes_and_all_of_more()
    {
        Assert.Equal((0.01 + 0.01 + 0.04 + 0.09) / 4, ProbabilityScores.Brier([0, 1, 1, 0], [0.1, 0.9, 0.8, 0.3]),
            1e-15);
        Assert.Equal((0.01 + 0.09) / 2, ProbabilityScores.Brier([0, 1], [0.9, 0.1, 0.3, 0.7]), 1e-15);
        Assert.Equal(0.25 + 0.0625 + 0.0625, ProbabilityScores.Brier([0], [0.5, 0.25, 0.25]), 1e-15);
    }

    [Fact]
    public void Values_that_are_no_probabilities_are_refused()
    {
        Assert.Contains("received 1.5 in row 1",
            Assert.Throws<ArgumentException>("probabilities",
                () => ProbabilityScores.LogLoss([0, 1], [0.5, 1.5])).Message);
        Assert.Contains("received NaN in row 0",
            Assert.Throws<ArgumentException>("probabilities",
                () => ProbabilityScores.Brier([0], [double.NaN, 0.5])).Message);
        Assert.Contains("sum to 1, received 1.5 in row 0",
            Assert.Throws<ArgumentException>("probabilities",
                () => ProbabilityScores.Brier([0], [0.75, 0.75])).Message);
        Assert.Contains("each of 2 labels",
            Assert.Throws<ArgumentException>("probabilities",
                () => ProbabilityScores.Brier([0, 1], [0.5, 0.5, 0.5])).Message);
        Assert.Contains("from 0 to 1, received 2",
            Assert.Throws<ArgumentException>("labels", () => ProbabilityScores.Brier([2], [0.5, 0.5])).Message);
        Assert.Throws<ArgumentException>("probabilities", () => ProbabilityScores.LogLoss([], Array.Empty<double>()));
    }
}
