namespace Valence.Classification.Tests;

public sealed class HeldOutTests
{
    private static int[] Classes(params int[] sizes) =>
        [.. sizes.SelectMany((size, index) => Enumerable.Repeat(index, size))];

    [Theory]
    [InlineData(0f)]
    [InlineData(0.1f)]
    [InlineData(0.34f)]
    [InlineData(0.99f)]
    public void Every_text_is_in_one_part_and_every_class_is_trained_on(float part)
    {
        foreach (var classes in new[] { Classes(1, 1), Classes(50, 3, 1), Classes(10, 10), Classes(2, 2, 2, 2) })
        {
            var (training, validation) = HeldOut.Split(classes, classes.Max() + 1, part, seed: 3);
            Assert.Equal(Enumerable.Range(0, classes.Length), training.Concat(validation).Order());
            Assert.Equal(classes.Distinct(), training.Select(i => classes[i]).Distinct().Order());
        }
    }

    [Fact]
    public void Each_class_has_its_part_among_the_texts_held_out()
    {
        var classes = Classes(200, 100, 10);
        var (_, validation) = HeldOut.Split(classes, 3, 0.1f, seed: 1);
        Assert.Equal([20, 10, 1], validation.CountBy(i => classes[i]).OrderBy(entry => entry.Key)
            .Select(entry => entry.Value));
    }

    [Fact]
    public void As_many_texts_are_held_out_as_asked_though_no_class_has_a_whole_part()
    {
        var (training, validation) = HeldOut.Split(Classes(5, 5, 5, 5), 4, 0.1f, seed: 1);
        Assert.Equal(2, validation.Length);
        Assert.Equal(18, training.Length);
    }

    [Fact]
    public void The_seed_alone_decides_which_texts()
    {
        var classes = Classes(50, 50);
        Assert.Equal(HeldOut.Split(classes, 2, 0.2f, 5).Validation, HeldOut.Split(classes, 2, 0.2f, 5).Validation);
        Assert.NotEqual(HeldOut.Split(classes, 2, 0.2f, 5).Validation, HeldOut.Split(classes, 2, 0.2f, 6).Validation);
    }
}
