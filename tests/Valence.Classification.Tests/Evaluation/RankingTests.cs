using Valence.Randomness;

namespace Valence.Classification.Tests.Evaluation;

public sealed class RankingTests
{
    [Fact]
    public void Four_rows_have_the_textbook_scores()
    {
        int[] labels = [0, 0, 1, 1];
        double[] scores = [0.1, 0.4, 0.35, 0.8];
        Assert.Equal(0.75, Ranking.RocAuc(labels, scores));
        Assert.Equal(5.0 / 6, Ranking.AveragePrecision(labels, scores), 1e-15);
    }

    [Fact]
    public void Area_is_the_share_of_pairs_in_order_with_ties_as_halves()
    {
        var (labels, scores) = Rows(200, distinct: 9);
        double inOrder = 0, pairs = 0;
        for (var i = 0; i < labels.Length; i++)
            for (var j = 0; j < labels.Length; j++)
            {
                if (labels[i] != 1 || labels[j] != 0) continue;
                pairs++;
                inOrder += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
            }
        Assert.Equal(inOrder / pairs, Ranking.RocAuc(labels, scores), 1e-15);
    }

    [Fact]
    public void Average_precision_sums_precision_over_the_recall_of_every_threshold()
    {
        var (labels, scores) = Rows(200, distinct: 9);
        double expected = 0, positives = labels.Sum(), before = 0;
        foreach (var threshold in scores.Distinct().OrderDescending())
        {
            var taken = Enumerable.Range(0, labels.Length).Where(i => scores[i] >= threshold).ToArray();
            double right = taken.Sum(i => labels[i]);
            expected += (right - before) / positives * (right / taken.Length);
            before = right;
        }
        Assert.Equal(expected, Ranking.AveragePrecision(labels, scores), 1e-14);
    }

    [Fact]
    public void Scores_that_are_all_equal_rank_like_chance()
    {
        float[] scores = [0.5f, 0.5f, 0.5f, 0.5f];
        Assert.Equal(0.5, Ranking.RocAuc([0, 1, 0, 0], scores));
        Assert.Equal(0.25, Ranking.AveragePrecision([0, 1, 0, 0], scores));
    }

    [Fact]
    public void Logits_may_be_infinite() =>
        Assert.Equal(1, Ranking.RocAuc([1, 0, 1], [double.PositiveInfinity, double.NegativeInfinity, 0]));

    [Fact]
    public void Each_class_against_the_others_is_averaged_by_class_or_by_row()
    {
        int[] labels = [0, 1, 2, 0];
        double[] probabilities = [0.5, 0.25, 0.25, 0.25, 0.5, 0.25, 0.5, 0.25, 0.25, 0.125, 0.375, 0.5];
        double first = 1.5 / 4, second = 1, third = 1.0 / 3;
        Assert.Equal((first + second + third) / 3, Ranking.RocAucOneVsRest(labels, probabilities), 1e-15);
        Assert.Equal((2 * first + second + third) / 4,
            Ranking.RocAucOneVsRest(labels, probabilities, ClassAverage.Weighted), 1e-15);
    }

    [Fact]
    public void Rows_that_cannot_be_ranked_are_refused()
    {
        Assert.Contains("received only class 1",
            Assert.Throws<ArgumentException>("labels", () => Ranking.RocAuc([1, 1], [0.5, 0.6])).Message);
        Assert.Contains("NaN in row 1",
            Assert.Throws<ArgumentException>("scores", () => Ranking.RocAuc([1, 0], [0.5, double.NaN])).Message);
        Assert.Contains("received 3",
            Assert.Throws<ArgumentException>("scores",
                () => Ranking.AveragePrecision([1, 0], [0.5, 0.5, 0.5])).Message);
        Assert.Contains("from 0 to 1, received 2",
            Assert.Throws<ArgumentException>("labels", () => Ranking.AveragePrecision([2, 0], [0.5, 0.5])).Message);
        Assert.Contains("none of class 1",
            Assert.Throws<ArgumentException>("labels",
                () => Ranking.RocAucOneVsRest([0, 2], [0.5, 0, 0.5, 0.5, 0, 0.5])).Message);
    }

    private static (int[] Labels, double[] Scores) Rows(int n, int distinct)
    {
        var random = new CounterRandom(3, 0);
        var labels = Enumerable.Range(0, n).Select(i => random.Below((ulong)i, 2)).ToArray();
        return (labels, [.. labels.Select((label, i) => (double)random.Below((ulong)(n + i), distinct) + label)]);
    }
}
