namespace Valence.Classification.Tests.Evaluation;

public sealed class KolmogorovSmirnovTests
{
    [Fact]
    public void The_statistic_is_the_largest_distance_of_shares()
    {
        var random = new Random(7);
        for (var round = 0; round < 200; round++)
        {
            double[] first = Sample(1 + random.Next(12)), second = Sample(1 + random.Next(12));
            var largest = first.Concat(second).Max(at =>
                Math.Abs(Share(first, at) - Share(second, at)));
            Assert.Equal(largest, KolmogorovSmirnov.Of(first, second).Statistic, 1e-12);
        }

        double[] Sample(int count) => [.. Enumerable.Range(0, count).Select(_ => (double)random.Next(10))];
        static double Share(double[] sample, double at) => (double)sample.Count(x => x <= at) / sample.Length;
    }

    [Fact]
    public void The_probability_is_the_share_of_all_orders_that_come_as_far_apart()
    {
        var random = new Random(8);
        for (var round = 0; round < 60; round++)
        {
            var (n, m) = (1 + random.Next(7), 1 + random.Next(7));
            double[] all = [.. Enumerable.Range(0, n + m).Select(_ => random.NextDouble())];
            var tested = KolmogorovSmirnov.Of(all[..n], all[n..]);
            var (orders, apart) = (0, 0);
            for (var chosen = 0; chosen < 1 << (n + m); chosen++)
            {
                if (int.PopCount(chosen) != n) continue;
                orders++;
                var (i, j, distance) = (0, 0, 0);
                for (var k = 0; k < n + m; k++)
                {
                    if ((chosen >> k & 1) == 1) i++;
                    else j++;
                    distance = Math.Max(distance, Math.Abs(i * m - j * n));
                }
                if ((double)distance / (n * m) >= tested.Statistic) apart++;
            }
            Assert.Equal((double)apart / orders, tested.P, 1e-12);
        }
    }

    [Theory]
    [InlineData(0.3, 0.9999906941986655)]
    [InlineData(0.7, 0.7112351950296893)]
    [InlineData(0.99, 0.2808738392255489)]
    [InlineData(1, 0.26999967167735456)]
    [InlineData(1.5, 0.022217962616525127)]
    [InlineData(3, 3.045995948942526e-08)]
    [InlineData(6, 1.0760372320042276e-31)]
    public void The_limit_is_Kolmogorovs_function(double z, double p) =>
        Assert.Equal(p, KolmogorovSmirnov.Limit(z), p * 1e-9);

    [Fact]
    public void Large_samples_come_near_the_limit()
    {
        foreach (var z in (double[])[0.5, 0.8, 1.2, 1.8])
        {
            const int n = 4000, m = 1000;
            var distance = (long)Math.Ceiling(z / Math.Sqrt((double)n * m / (n + m)) * n * m);
            Assert.Equal(KolmogorovSmirnov.Limit(z), KolmogorovSmirnov.Exact(n, m, distance), 0.02);
        }
        // More than are counted exactly.
        double[] first = [.. Enumerable.Range(0, 20_000)];
        double[] second = [.. Enumerable.Range(0, 6_000).Select(i => i * 10 / 3.0 + 150)];
        var test = KolmogorovSmirnov.Of(first, second);
        Assert.InRange(test.Statistic, 0.007, 0.008);
        Assert.Equal(KolmogorovSmirnov.Limit(Math.Sqrt(12e7 / 26_000) * test.Statistic), test.P, 1e-9);
    }

    [Fact]
    public void What_has_no_distance_is_refused()
    {
        Assert.Throws<ArgumentException>("first", () => KolmogorovSmirnov.Of([], [1]));
        Assert.Throws<ArgumentException>("second", () => KolmogorovSmirnov.Of([1], []));
        Assert.Throws<ArgumentException>("second", () => KolmogorovSmirnov.Of([1], [2, double.NaN]));
    }
}
