namespace Valence.Text.Tests;

public sealed class NearNameTests
{
    [Theory]
    [InlineData("traim", "train")]
    [InlineData("tarin", "train")]
    [InlineData("evalute", "evaluate")]
    [InlineData("pred", "predict")]
    [InlineData("TRAIN", "train")]
    [InlineData("--epoch", null)]
    [InlineData("zebra", null)]
    [InlineData("", null)]
    public void The_nearest_name_is_found(string given, string? near) =>
        Assert.Equal(near, NearName.Of(given, ["train", "evaluate", "predict"]));

    [Theory]
    [InlineData("--tresh", "--threshold")]
    [InlineData("--lable", "--label-column")]
    [InlineData("--xyzzy", null)]
    public void A_beginning_may_have_one_slip(string given, string? near) =>
        Assert.Equal(near, NearName.Of(given, ["--threshold", "--label-column", "--seed"]));

    [Fact]
    public void Of_several_near_names_the_nearest_is_taken() =>
        Assert.Equal("review", NearName.Of("reviw", ["reviews", "review", "preview"]));
}
