using Valence.Text;

namespace Valence.Classification.Tests;

public sealed class DataChecksTests
{
    [Fact]
    public void Repeated_contradicting_and_empty_texts_are_found()
    {
        var checks = DataChecks.Of([new("a", "1", 2), new("b", "0", 3), new("a", "1", 4), new("a", "0", 5),
            new(" ", "0", 6), new(" ", "1", 7), new("A", null, 8)]);
        Assert.Equal(7, checks.Rows);
        Assert.Equal([new("0", 3), new("1", 3)], checks.Classes);
        Assert.Equal([4, 5], checks.Repeated);
        Assert.Equal([5], checks.Contradicting);
        Assert.Equal([6, 7], checks.Empty);
    }

    [Fact]
    public void Many_classes_are_not_all_listed()
    {
        var text = DataChecks.Of(
            [.. Enumerable.Range(0, 1000).Select(i => new LabelledText($"text {i}", $"{i}", i + 2))]).ToString();
        Assert.Contains("Classes: 1000 (0 1, 1 1, ", text);
        Assert.Contains(" and 980 more)", text);
        Assert.Equal(2, text.Split('\n').Length);
    }

    [Fact]
    public void Labels_that_stand_for_a_missing_value_are_doubted()
    {
        static string? Said(params string[] labels) => DataChecks.Of([.. labels.Select((label, i) =>
            new LabelledText($"text {i}", label, i + 2))]).Doubts().SingleOrDefault();
        foreach (var label in (string[])["nan", "NaN", "NA", "N/A", "n/a", "#N/A", "<NA>", "None", "null", "NULL"])
            Assert.Equal($"The label '{label}' (2) looks like a missing one and is a class of its own. If these texts "
                + "have no label, fill it in, or remove the rows.", Said("good", label, "good", label));
        Assert.Contains("The labels 'None' (1), 'nan' (2) look like missing ones", Said("good", "nan", "None", "nan"));
        Assert.Null(Said("good", "no", "nano", "not available", "0"));
        Assert.Contains("It looks like a missing one", new LabelSet(["a", "b"]).Unknown("nan", 3, 1).Message);
    }

    [Fact]
    public void No_texts_are_no_error() => Assert.StartsWith("Rows: 0. Classes: 0 ().", DataChecks.Of([]).ToString());

    [Fact]
    public void Classes_of_a_handful_of_texts_are_doubted()
    {
        LabelledText[] Texts(int common, params string[] rare) =>
            [.. Enumerable.Range(0, common)
                .Select(i => new LabelledText($"text {i}", i % 2 == 0 ? "yes" : "no", i + 2)),
                .. rare.Select((label, i) => new LabelledText($"rare {i}", label, common + i + 2))];
        Assert.Equal(
            ["Fewer than 5 texts have the label 'a' (1), 'b' (2), 'c' (1) and 1 more. So few are hardly learned and "
                + "can't be judged: collect more, or join the class to another."],
            DataChecks.Of(Texts(60, "a", "b", "b", "c", "d")).Doubts());
        Assert.Empty(DataChecks.Of(Texts(60, "a", "a", "a", "a", "a")).Doubts());
        Assert.Empty(DataChecks.Of(Texts(20, "a")).Doubts());
    }

    [Fact]
    public void Labels_that_are_grades_are_told()
    {
        Assert.Equal("The labels are 5 numbers, and each is a class of its own, as different from the next as from all."
            + " Where they are grades, such as stars, --task number learns how far apart they are.",
            Assert.Single(DoubtsOf("1", "2", "3", "4", "5")));
        Assert.Empty(DoubtsOf("0", "1"));
        Assert.Empty(DoubtsOf("1", "2", "good"));
    }

    [Theory]
    [InlineData(";")]
    [InlineData("|")]
    [InlineData(",")]
    public void Labels_made_of_others_are_told(string separator)
    {
        Assert.Equal($"Labels such as 'a{separator}b' look like several that stand together, and each is a class of "
            + $"its own. To learn each, give --label-separator \"{separator}\".",
            Assert.Single(DoubtsOf("a", "b", $"a{separator}b", $"b{separator} c", "c")));
        Assert.Empty(DoubtsOf("salt", $"salt{separator} pepper", $"fish{separator} chips", "chips", "fish"));
        Assert.Empty(DoubtsOf("a", "b", "c"));
    }

    private static IEnumerable<string> DoubtsOf(params string[] labels) =>
        DataChecks.Of([.. labels.Select((label, i) => new LabelledText($"text {i}", label, i + 1))]).Doubts();
}
