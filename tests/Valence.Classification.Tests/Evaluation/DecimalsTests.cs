namespace Valence.Classification.Tests.Evaluation;

public sealed class DecimalsTests
{
    [Theory]
    [InlineData(0.125, 2, "0.12")]
    [InlineData(0.375, 2, "0.38")]
    [InlineData(0.625, 2, "0.62")]
    [InlineData(0.875, 2, "0.88")]
    [InlineData(0.5, 0, "0")]
    [InlineData(0.0625, 3, "0.062")]
    [InlineData(0.285, 2, "0.28")]
    [InlineData(0.145, 2, "0.14")]
    [InlineData(2.675, 2, "2.67")]
    [InlineData(0.6666666666666666, 4, "0.6667")]
    [InlineData(1, 2, "1.00")]
    [InlineData(-0.3472, 2, "-0.35")]
    [InlineData(0.1, 15, "0.100000000000000")]
    public void Numbers_are_rounded_as_Python_rounds_them(double value, int digits, string text) =>
        Assert.Equal(text, Decimals.Fixed(value, digits));

    [Fact]
    public void Decimals_outside_0_to_15_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>("digits", () => Decimals.Fixed(0.5, -1));
        Assert.Throws<ArgumentOutOfRangeException>("digits", () => Decimals.Fixed(0.5, 16));
    }
}
