using Valence.Randomness;

namespace Valence.Classification.Tests.Evaluation;

/// <summary>Bands around curves, judged by rows of which the true curves are known and by rows drawn again.</summary>
public sealed class CurveBandTests
{
    private const double Shift = 1.2, Share = 0.4;

    private static readonly double[] Places = [0.05, 0.1, 0.2, 0.35, 0.5, 0.7, 0.9];

    [Theory]
    [InlineData(60)]
    [InlineData(400)]
    public void At_every_place_the_true_curves_lie_in_at_least_95_of_100_bands(int rows)
    {
        const int samples = 1000;
        var (roc, precision) = (new int[Places.Length], new int[Places.Length]);
        for (var sample = 0; sample < samples; sample++)
        {
            var (labels, scores) = Rows(rows, (ulong)sample);
            var (first, second) = (Ranking.RocBand<double>(labels, scores),
                Ranking.PrecisionRecallBand<double>(labels, scores));
            for (var place = 0; place < Places.Length; place++)
            {
                // Scores of class 0 are normal around 0, those of class 1 around the shift.
                var x = Places[place];
                if (Covers(first, x, Above(Threshold(x) - Shift))) roc[place]++;
                var taken = Share * x + (1 - Share) * Above(Threshold(x) + Shift);
                if (Covers(second, x, Share * x / taken)) precision[place]++;
            }
        }
        // Below this, 95 of 100 fall once in a thousand times.
        const int least = 928;
        Assert.All(roc, count => Assert.InRange(count, least, samples));
        Assert.All(precision, count => Assert.InRange(count, least, samples));
        // A band that covers everything always would be no band.
        Assert.Contains(roc, count => count < samples);
        Assert.Contains(precision, count => count < samples);
    }

    [Fact]
    public void Rows_drawn_again_give_intervals_within_the_band_and_no_less_than_half_as_wide()
    {
        var (labels, scores) = Rows(600, 7);
        var (roc, precision) = (new List<double[]>(), new List<double[]>());
        var random = new CounterRandom(3, CounterRandom.Purpose("rows drawn again"));
        for (var draw = 0; draw < 1000; draw++)
        {
            int[] rows = [.. Enumerable.Range(0, labels.Length)
                .Select(i => random.Below((ulong)(draw * labels.Length + i), labels.Length))];
            (double Score, int Label)[] drawn = [.. rows.Select(row => (scores[row], labels[row]))
                .OrderByDescending(row => row.Item1)];
            roc.Add([.. Places.Select(x => Rate(drawn, x))]);
            precision.Add([.. Places.Select(x => Precision(drawn, x))]);
        }
        Compare(Ranking.RocBand<double>(labels, scores), roc);
        Compare(Ranking.PrecisionRecallBand<double>(labels, scores), precision);

        static void Compare(IReadOnlyList<BandPoint> band, List<double[]> draws)
        {
            for (var place = 1; place < Places.Length - 1; place++)
            {
                double[] sorted = [.. draws.Select(draw => draw[place]).Order()];
                var (low, high) = (sorted[25], sorted[974]);
                var at = At(band, Places[place]);
                Assert.InRange(low, at.Low - 0.01, 1);
                Assert.InRange(high, 0, at.High + 0.01);
                Assert.InRange(at.High - at.Low, high - low - 0.02, 2 * (high - low));
            }
        }
    }

    [Fact]
    public void Rows_without_a_mistake_leave_room_for_some()
    {
        int[] labels = [.. Enumerable.Repeat(1, 20), .. Enumerable.Repeat(0, 20)];
        double[] scores = [.. labels.Select((label, i) => label + i / 100.0)];
        var (roc, precision) = (Ranking.RocBand<double>(labels, scores),
            Ranking.PrecisionRecallBand<double>(labels, scores));
        Assert.All(roc.Concat(precision), point => Assert.Equal(1, point.High));
        // Of 20 without a mistake: Wilson's interval.
        var least = Wilson.Interval(20, 20).Low;
        Assert.Equal(0, roc[0].Low);
        Assert.Equal(least, At(roc, 0.5).Low, 1e-12);
        Assert.Equal(Wilson.Interval(20, 40).Low, precision[^1].Low, 1e-12);
    }

    [Fact]
    public void One_score_for_all_draws_a_line_with_a_band()
    {
        int[] labels = [.. Enumerable.Range(0, 1000).Select(i => i % 4 == 0 ? 1 : 0)];
        var scores = new double[1000];
        var roc = Ranking.RocBand<double>(labels, scores);
        Assert.All(roc.Skip(10).SkipLast(10), point => Assert.InRange(point.X, point.Low, point.High));
        Assert.All(Ranking.PrecisionRecallBand<double>(labels, scores), point =>
        {
            Assert.Equal(Wilson.Interval(250, 1000).Low, point.Low, 1e-12);
            Assert.Equal(Wilson.Interval(250, 1000).High, point.High, 1e-12);
        });
    }

    [Fact]
    public void A_wider_band_covers_more_often_and_wrong_numbers_are_refused()
    {
        var (labels, scores) = Rows(200, 1);
        foreach (var (narrow, wide) in Ranking.RocBand<double>(labels, scores, 0.8)
            .Zip(Ranking.RocBand<double>(labels, scores, 0.99)))
        {
            Assert.InRange(narrow.Low, wide.Low, 1);
            Assert.InRange(narrow.High, 0, wide.High);
        }
        Assert.Throws<ArgumentOutOfRangeException>("confidence", () => Ranking.RocBand<double>(labels, scores, 1));
        Assert.Throws<ArgumentOutOfRangeException>("confidence", () =>
            Ranking.PrecisionRecallBand<double>(labels, scores, double.NaN));
        Assert.Throws<ArgumentException>("labels", () => Ranking.RocBand<double>([1, 1], [0, 1]));
        Assert.Throws<ArgumentException>("scores", () => Ranking.PrecisionRecallBand([1, 0], [0, double.NaN]));
    }

    private static bool Covers(IReadOnlyList<BandPoint> band, double x, double y) =>
        At(band, x) is var at && at.Low <= y && y <= at.High;

    private static BandPoint At(IReadOnlyList<BandPoint> band, double x)
    {
        var point = band[(int)Math.Round(x * (band.Count - 1))];
        Assert.Equal(x, point.X, 1e-12);
        return point;
    }

    private static (int[] Labels, double[] Scores) Rows(int count, ulong seed)
    {
        var random = new CounterRandom(seed, CounterRandom.Purpose("rows of two classes"));
        const int resolution = 1 << 30;
        double Even(int i) => (random.Below((ulong)i, resolution) + 0.5) / resolution;
        int[] labels = [.. Enumerable.Range(0, count).Select(i => Even(2 * i) < Share ? 1 : 0)];
        return (labels, [.. labels.Select((label, i) => Threshold(1 - Even(2 * i + 1)) + label * Shift)]);
    }

    // How often a normal number is above z.
    private static double Above(double z) => z < 0 ? 1 - Above(-z) : StandardNormal.Outside(z) / 2;

    // The z above which a normal number is so often, halved until it is known.
    private static double Threshold(double share)
    {
        var (low, high) = (-9.0, 9.0);
        for (var step = 0; step < 60; step++)
        {
            var middle = (low + high) / 2;
            if (Above(middle) > share) low = middle;
            else high = middle;
        }
        return low;
    }

    private static double Rate((double Score, int Label)[] ranked, double falseRate)
    {
        var (negatives, positives) = (ranked.Count(row => row.Label == 0), ranked.Count(row => row.Label == 1));
        var (wrong, right) = (0, 0);
        foreach (var (_, label) in ranked)
        {
            if (label == 1) right++;
            else if (++wrong > falseRate * negatives) break;
        }
        return (double)right / positives;
    }

    private static double Precision((double Score, int Label)[] ranked, double recall)
    {
        var positives = ranked.Count(row => row.Label == 1);
        var (taken, right) = (0, 0);
        foreach (var (_, label) in ranked)
        {
            taken++;
            right += label;
            if (right >= recall * positives) break;
        }
        return (double)right / taken;
    }
}
