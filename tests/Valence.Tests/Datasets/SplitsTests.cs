using Valence.Datasets;

namespace Valence.Tests.Datasets;

public sealed class SplitsTests
{
    private static readonly int[] ThreeClasses =
        [.. Enumerable.Range(0, 97).Select(i => i % 7 == 0 ? 9 : i % 3 == 0 ? -4 : 0)];

    [Fact]
    public void Every_row_is_in_exactly_one_part()
    {
        foreach (var stratify in new[] { null, ThreeClasses })
        {
            var (train, test) = Splits.TrainTestSplit(97, 0.25, seed: 5, stratify);
            Assert.Equal(25, test.Length);
            Assert.Equal(Enumerable.Range(0, 97), train.Concat(test).Order());
        }
    }

    [Fact]
    public void Stratified_parts_have_every_class_in_proportion()
    {
        var (_, test) = Splits.TrainTestSplit(97, 0.25, seed: 5, ThreeClasses);
        foreach (var of in ThreeClasses.GroupBy(label => label))
            Assert.InRange(test.Count(row => ThreeClasses[row] == of.Key), of.Count() * 0.25 - 1,
                of.Count() * 0.25 + 1);
    }

    [Fact]
    public void Classes_with_equal_remainders_get_the_spare_rows_by_lot()
    {
        var labels = Enumerable.Range(0, 40).Select(i => i % 4).ToArray();
        var winners = Enumerable.Range(0, 20)
            .Select(
                seed => string.Join(',', Splits.TrainTestSplit(40, 0.15, seed, labels).Test.Select(row => labels[row])
                    .CountBy(label => label).Where(c => c.Value == 2).Select(c => c.Key).Order())).ToHashSet();
        Assert.True(winners.Count > 3, string.Join(" ", winners));
    }

    [Fact]
    public void Folds_without_shuffling_take_the_rows_in_order()
    {
        var folds = Splits.StratifiedKFold([1, 1, 0, 0, 1, 0], 3);
        Assert.Equal([0, 2], folds[0].Test);
        Assert.Equal([1, 3], folds[1].Test);
        Assert.Equal([4, 5], folds[2].Test);
        Assert.Equal([0, 1, 2, 3], folds[2].Train);
    }

    [Fact]
    public void Sizes_that_leave_a_part_empty_are_refused()
    {
        foreach (var size in new[] { 0, 1, -0.5, 2, double.NaN })
            Assert.Throws<ArgumentOutOfRangeException>("testSize", () => Splits.TrainTestSplit(10, size, 0));
        Assert.Contains("10 rows",
            Assert.Throws<ArgumentOutOfRangeException>("testSize", () => Splits.TrainTestSplit(10, 0.95, 0)).Message);
        Assert.Throws<ArgumentOutOfRangeException>("n", () => Splits.TrainTestSplit(1, 0.5, 0));
        Assert.Throws<ArgumentOutOfRangeException>("seed", () => Splits.TrainTestSplit(10, 0.5, -1));
    }

    [Fact]
    public void Labels_that_cannot_be_stratified_are_refused()
    {
        Assert.Contains("class 7 has one",
            Assert.Throws<ArgumentException>("stratify", () => Splits.TrainTestSplit(4, 0.5, 0, [0, 0, 0, 7])).Message);
        Assert.Contains("received 3",
            Assert.Throws<ArgumentException>("stratify", () => Splits.TrainTestSplit(4, 0.5, 0, [0, 0, 1])).Message);
        Assert.Contains("3 and 1 rows for 2 classes",
            Assert.Throws<ArgumentException>("stratify", () => Splits.TrainTestSplit(4, 0.2, 0, [0, 0, 1, 1])).Message);
    }

    [Fact]
    public void Folds_outside_two_to_the_largest_class_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>("folds", () => Splits.StratifiedKFold([0, 0, 1, 1], 1));
        Assert.Contains("which is 3",
            Assert.Throws<ArgumentOutOfRangeException>("folds", () => Splits.StratifiedKFold([0, 0, 0, 1], 4)).Message);
        Assert.Throws<ArgumentOutOfRangeException>("folds", () => Splits.StratifiedKFold([], 2));
    }
}
