namespace Valence.Classification.Tests.Evaluation;

public sealed class ConfusionMatrixTests
{
    [Fact]
    public void Names_are_counted_in_ordinal_order()
    {
        var matrix = ConfusionMatrix.Of(["neg", "pos", "pos", "Meh"], ["neg", "neg", "pos", "pos"]);
        Assert.Equal(["Meh", "neg", "pos"], matrix.Classes);
        Assert.Equal((1, 1, 1, 1), (matrix[0, 2], matrix[1, 1], matrix[2, 1], matrix[2, 2]));
        Assert.Equal((4, 2), (matrix.Total, matrix.Correct));
        Assert.Equal((2, 0), (matrix.Support(2), matrix.Predicted(0)));
    }

    [Fact]
    public void Numbers_without_names_are_the_classes_that_occur()
    {
        var matrix = ConfusionMatrix.Of([7, -1, 7], [7, 7, 30]);
        Assert.Equal(["-1", "7", "30"], matrix.Classes);
        Assert.Equal((1, 1, 1), (matrix[0, 1], matrix[1, 1], matrix[1, 2]));
    }

    [Fact]
    public void Named_classes_may_be_absent()
    {
        var matrix = ConfusionMatrix.Of([0, 2], [0, 2], ["a", "b", "c"]);
        Assert.Equal((0, 0), (matrix.Support(1), matrix.Predicted(1)));
    }

    [Fact]
    public void Text_is_a_table_of_actual_by_predicted()
    {
        var matrix = new ConfusionMatrix(["negative", "positive"], new long[,] { { 15, 6 }, { 7, 1234567890 } });
        Assert.Equal("actual \\ predicted  negative    positive\nnegative                  15           6\npositive "
            + "                  7  1234567890\n", matrix.ToString());
    }

    [Fact]
    public void Later_changes_of_the_counts_do_not_reach_the_matrix()
    {
        var counts = new long[,] { { 3 } };
        var matrix = new ConfusionMatrix(["only"], counts);
        counts[0, 0] = 9;
        Assert.Equal(3, matrix[0, 0]);
    }

    [Fact]
    public void Lists_that_do_not_fit_together_are_refused()
    {
        Assert.Contains("each of 2 labels, received 1",
            Assert.Throws<ArgumentException>("predictions", () => ConfusionMatrix.Of([0, 1], [0])).Message);
        Assert.Contains("from 0 to 1, received 2 in row 1",
            Assert.Throws<ArgumentException>("predictions",
                () => ConfusionMatrix.Of([0, 1], [0, 2], ["a", "b"])).Message);
        Assert.Contains("received -1 in row 0",
            Assert.Throws<ArgumentException>("labels", () => ConfusionMatrix.Of([-1], [0], ["a", "b"])).Message);
        Assert.Throws<ArgumentException>("labels", () => ConfusionMatrix.Of(Array.Empty<int>(), Array.Empty<int>()));
        Assert.Throws<ArgumentException>("labels",
            () => ConfusionMatrix.Of(Array.Empty<string>(), Array.Empty<string>()));
        Assert.Throws<ArgumentException>("classes", () => ConfusionMatrix.Of([0, 1], [0, 1], ["a", "a"]));
    }

    [Fact]
    public void Counts_that_are_none_are_refused()
    {
        Assert.Throws<ArgumentException>("counts", () => new ConfusionMatrix(["a", "b"], new long[2, 3]));
        Assert.Throws<ArgumentException>("counts", () => new ConfusionMatrix(["a"], new long[,] { { -1 } }));
        Assert.Throws<ArgumentException>("counts", () => new ConfusionMatrix(["a"], new long[,] { { 0 } }));
        Assert.Throws<ArgumentException>("classes", () => new ConfusionMatrix([], new long[0, 0]));
    }

    [Fact]
    public void Many_classes_cost_what_their_rows_do()
    {
        const int classes = 200_000;
        var names = Enumerable.Range(0, classes).Select(i => $"class {i}").ToArray();
        var labels = Enumerable.Range(0, classes).ToArray();
        var predictions = labels.Select(c => c % 3 == 0 ? (c + 1) % classes : c).ToArray();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var matrix = ConfusionMatrix.Of(labels, predictions, names);
        var report = new ClassificationReport(matrix);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 200_000_000);
        Assert.Equal(classes, matrix.Total);
        Assert.Equal(labels.Count(c => c % 3 != 0), matrix.Correct);
        Assert.Equal(1, matrix[3, 4]);
        Assert.Equal(0, matrix[3, 3]);
        Assert.Equal(0.5, report.Classes[4].Precision);
        Assert.InRange(matrix.ToString().Split('\n').Length, 3, 30);
    }
}
