namespace Valence.Classification.Tests;

public sealed class LabelSetTests
{
    [Fact]
    public void Numbers_are_ordered_by_value() =>
        Assert.Equal(["-1", "0.5", "2", "10"], LabelSet.From(["10", "2", "-1", "0.5", "2"]).Names);

    [Fact]
    public void Words_are_ordered_by_code_points() =>
        Assert.Equal(["10", "Z", "a", "é"], LabelSet.From(["é", "a", "Z", "10"]).Names);

    [Fact]
    public void Numbers_of_one_value_have_one_order_whatever_row_comes_first() =>
        Assert.Equal(LabelSet.From(["1.0", "1", "0"]).Names, LabelSet.From(["0", "1", "1.0"]).Names);

    [Fact]
    public void One_class_is_no_set()
    {
        Assert.Contains("only 'a'", Assert.Throws<DataException>(() => LabelSet.From(["a", "a"])).Message);
        Assert.Contains("none", Assert.Throws<DataException>(() => LabelSet.From([])).Message);
    }

    [Fact]
    public void An_unknown_label_is_told_with_its_row_and_a_few_known_ones()
    {
        var labels = LabelSet.From(Enumerable.Range(0, 500).Select(i => $"{i}"));
        var message = Assert.Throws<DataException>(() => labels.IndexOf(new string('x', 5000), 7)).Message;
        Assert.StartsWith("Row 7 has the label 'xxx", message);
        Assert.Contains("'0', '1'", message);
        Assert.Contains("and 480 more", message);
        Assert.True(message.Length < 400);
    }
}
