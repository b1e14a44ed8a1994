namespace Valence.Classification.Tests.Evaluation;

public sealed class ClopperPearsonTests
{
    [Fact]
    public void At_the_ends_as_many_or_more_and_as_few_or_fewer_have_half_of_what_is_left()
    {
        var random = new Random(10);
        for (var round = 0; round < 200; round++)
        {
            var trials = 1 + random.Next(60);
            var successes = random.Next(trials + 1);
            var confidence = round % 2 == 0 ? 0.95 : 0.5 + 0.499 * random.NextDouble();
            var (low, high) = ClopperPearson.Interval(successes, trials, confidence);
            var tail = (1 - confidence) / 2;
            if (successes == 0) Assert.Equal(0, low);
            else Assert.Equal(tail, Probability(successes, trials), tail * 1e-9);
            if (successes == trials) Assert.Equal(1, high);
            else Assert.Equal(tail, Enumerable.Range(0, successes + 1).Sum(k => Binomial(k, trials, high)),
                tail * 1e-9);

            double Probability(int from, int n) =>
                Enumerable.Range(from, n - from + 1).Sum(k => Binomial(k, n, low));
        }

        static double Binomial(int k, int n, double p)
        {
            var ways = 1.0;
            for (var i = 0; i < k; i++) ways = ways * (n - i) / (i + 1);
            return ways * Math.Pow(p, k) * Math.Pow(1 - p, n - k);
        }
    }

    [Fact]
    public void Many_trials_give_nearly_Wilsons_interval()
    {
        var exact = ClopperPearson.Interval(612_345_678, 1_000_000_000);
        var wilson = Wilson.Interval(612_345_678, 1_000_000_000);
        Assert.Equal(wilson.Low, exact.Low, 2e-9);
        Assert.Equal(wilson.High, exact.High, 2e-9);
    }

    [Fact]
    public void Logarithms_of_the_gamma_function_are_those_of_factorials()
    {
        var sum = 0.0;
        for (var n = 1; n <= 170; n++)
        {
            Assert.Equal(sum, BetaDistribution.LogGamma(n), 1e-12 * Math.Max(1, sum));
            sum += Math.Log(n);
        }
        Assert.Equal(Math.Log(Math.PI) / 2, BetaDistribution.LogGamma(0.5), 1e-13);
    }

    [Fact]
    public void Tails_of_the_normal_distribution_are_those_of_the_tables()
    {
        foreach (var (z, p) in ((double, double)[])[(0, 1), (1, 0.317310507862914), (1.999999, 0.0455003718783994),
            (2, 0.0455002638963584), (3, 0.00269979606326019), (5, 5.733031437583866e-7), (10, 1.523970604832e-23),
            (30, 9.813427854295816e-198)])
            Assert.Equal(p, StandardNormal.Outside(z), p * 1e-9);
    }

    [Fact]
    public void Numbers_outside_their_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>("trials", () => ClopperPearson.Interval(0, 0));
        Assert.Throws<ArgumentOutOfRangeException>("successes", () => ClopperPearson.Interval(-1, 5));
        Assert.Throws<ArgumentOutOfRangeException>("successes", () => ClopperPearson.Interval(6, 5));
        Assert.Throws<ArgumentOutOfRangeException>("confidence", () => ClopperPearson.Interval(1, 5, 1));
        Assert.Throws<ArgumentOutOfRangeException>("rows", () => McNemar.Of(3, 4, 6));
        Assert.Throws<ArgumentOutOfRangeException>("first", () => McNemar.Of(-1, 4, 6));
    }
}
