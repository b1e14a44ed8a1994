namespace Valence.Classification.Tests.Evaluation;

public sealed class WilsonTests
{
    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0, 0.1611)]
    [InlineData(1, 29, 0.0061, 0.1718)]
    public void Intervals_are_those_of_Newcombes_table(int successes, int trials, double low, double high)
    {
        var interval = Wilson.Interval(successes, trials);
        Assert.Equal(low, interval.Low, 5e-5);
        Assert.Equal(high, interval.High, 5e-5);
    }

    [Fact]
    public void Intervals_of_failures_mirror_those_of_successes()
    {
        for (var successes = 0; successes <= 12; successes++)
        {
            var (low, high) = Wilson.Interval(successes, 12, 0.9);
            var mirrored = Wilson.Interval(12 - successes, 12, 0.9);
            Assert.Equal(low, 1 - mirrored.High, 1e-15);
            Assert.Equal(high, 1 - mirrored.Low, 1e-15);
            Assert.InRange(successes / 12.0, low, high);
        }
        Assert.Equal(0, Wilson.Interval(0, 3).Low);
        Assert.Equal(1, Wilson.Interval(3, 3).High);
    }

    [Theory]
    [InlineData(0.5, 0.6744897501960817)]
    [InlineData(0.9, 1.6448536269514722)]
    [InlineData(0.95, 1.959963984540054)]
    [InlineData(0.99, 2.5758293035489004)]
    [InlineData(0.999, 3.2905267314918945)]
    public void Normal_limits_are_those_of_the_tables(double confidence, double z) =>
        Assert.Equal(z, StandardNormal.TwoSided(confidence), 1e-13);

    [Fact]
    public void Normal_limits_exist_up_to_the_greatest_confidence() =>
        Assert.Equal(4.891638475699, StandardNormal.TwoSided(0.999999), 1e-9);

    [Fact]
    public void Numbers_outside_their_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>("trials", () => Wilson.Interval(0, 0));
        Assert.Throws<ArgumentOutOfRangeException>("successes", () => Wilson.Interval(-1, 5));
        Assert.Throws<ArgumentOutOfRangeException>("successes", () => Wilson.Interval(6, 5));
        foreach (var confidence in new[] { 0, 1, double.NaN, -0.5, 95 })
            Assert.Throws<ArgumentOutOfRangeException>("confidence", () => Wilson.Interval(1, 5, confidence));
    }
}
