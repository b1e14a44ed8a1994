namespace Valence.Classification.Tests.Evaluation;

public sealed class CalibrationTests
{
    [Fact]
    public void Rows_fall_into_the_bin_of_their_confidence()
    {
        var bins = Calibration.Bins([0, 1, 1, 0], [0.75, 0.25, 0.25, 0.75, 1, 0, 0.5, 0.5], bins: 4);
        Assert.Equal(
        [
            new(0, 0.25, 0, 0, 0),
            new(0.25, 0.5, 1, 0.5, 1),
            new(0.5, 0.75, 2, 0.75, 1),
            new(0.75, 1, 1, 1, 0),
        ], bins);
        Assert.Equal((0.5 + 2 * 0.25 + 1) / 4,
            Calibration.ExpectedError([0, 1, 1, 0], [0.75, 0.25, 0.25, 0.75, 1, 0, 0.5, 0.5], bins: 4));
    }

    [Fact]
    public void A_model_that_is_right_as_often_as_it_says_has_no_error()
    {
        int[] labels = [1, 1, 1, 0, 0, 0, 0, 1];
        float[] probabilities = [0.75f, 0.75f, 0.75f, 0.75f, 0.25f, 0.25f, 0.25f, 0.25f];
        Assert.Equal(0, Calibration.ExpectedError(labels, probabilities));
        Assert.Equal(8, Calibration.Bins(labels, probabilities).Sum(bin => bin.Count));
    }

    [Fact]
    public void Counts_of_bins_outside_their_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>("bins", () => Calibration.ExpectedError([0], [0.5], bins: 0));
        Assert.Throws<ArgumentOutOfRangeException>("bins", () => Calibration.Bins([0], [0.5], bins: 1001));
    }
}
