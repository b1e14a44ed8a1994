using Valence.Randomness;

namespace Valence.Classification.Tests.Drift;

/// <summary>Pearson's test against numbers of SciPy and against shuffled labels.</summary>
public sealed class ChiSquaredTests
{
    // scipy.stats.chi2_contingency([first, second], correction=False)
    [Theory]
    [InlineData(new long[] { 10, 20, 30 }, new long[] { 20, 20, 20 }, 5.333333333333333, 2, 0.0694834512228015)]
    [InlineData(new long[] { 500, 500 }, new long[] { 450, 550 }, 5.012531328320802, 1, 0.025164485700318553)]
    [InlineData(new long[] { 990, 10 }, new long[] { 900, 100 }, 77.92207792207792, 1, 1.071866131126281e-18)]
    [InlineData(new long[] { 7, 9, 11, 13, 15, 17 }, new long[] { 17, 15, 13, 11, 9, 7 }, 11.666666666666666, 5,
        0.03965197599603151)]
    public void Counts_have_the_statistic_and_probability_of_SciPy(long[] first, long[] second, double statistic,
        int freedom, double p)
    {
        var test = ChiSquared.Of(first, second);
        Assert.Equal(statistic, test.Statistic, 1e-10);
        Assert.Equal(freedom, test.DegreesOfFreedom);
        Assert.InRange(test.P, p * (1 - 1e-9), p * (1 + 1e-9));
    }

    [Fact]
    public void What_is_rare_counts_together_and_nothing_is_no_difference()
    {
        Assert.Equal(ChiSquared.Of([100, 100, 3], [100, 100, 12]), ChiSquared.Of([100, 100, 1, 1, 1, 0],
            [100, 100, 3, 3, 3, 3]));
        Assert.Equal(1, ChiSquared.Of([], []).P);
        Assert.Equal(1, ChiSquared.Of([10, 0], [0, 0]).P);
        Assert.Equal(1, ChiSquared.Of([10], [20]).P);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_probability_is_about_that_of_shuffled_samples(ulong seed)
    {
        var random = new CounterRandom(seed, CounterRandom.Purpose("test"));
        int[] kinds = [.. Enumerable.Range(0, 300).Select(i => random.Below((ulong)i, 4) / (i < 120 ? 1 : 2))];
        var test = Of(kinds);
        var larger = 0;
        const int tries = 4_000;
        for (var i = 1; i <= tries; i++)
        {
            int[] shuffled = [.. kinds];
            new CounterRandom(seed, CounterRandom.Purpose("shuffled"), (ulong)i).Shuffle(shuffled.AsSpan());
            if (Of(shuffled).Statistic >= test.Statistic - 1e-9) larger++;
        }
        Assert.Equal((double)larger / tries, test.P, 0.03);

        static ChiSquared Of(int[] kinds)
        {
            return ChiSquared.Of(Counts(kinds[..120]), Counts(kinds[120..]));

            static long[] Counts(int[] some) =>
                [.. Enumerable.Range(0, 4).Select(kind => some.LongCount(k => k == kind))];
        }
    }
}
