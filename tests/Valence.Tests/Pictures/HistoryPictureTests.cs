using System.Globalization;
using System.Xml.Linq;
using Valence.Pictures;
using Valence.Training;

namespace Valence.Tests.Pictures;

public sealed class HistoryPictureTests
{
    [Fact]
    public void Each_figure_and_its_validation_are_a_chart()
    {
        var history = new History();
        for (var epoch = 0; epoch < 3; epoch++)
            history.Add(epoch, new Dictionary<string, float>
            {
                ["accuracy"] = 0.5f + epoch / 10f,
                ["val_accuracy"] = 0.45f + epoch / 20f,
                ["loss"] = 0.7f - epoch / 10f,
                ["val_loss"] = 0.72f - epoch / 50f,
                ["learning_rate"] = 1e-5f,
                ["val_alone"] = -2,
            });
        var picture = new Picture(history.ToSvg());
        Assert.Equal(["loss", "accuracy", "val_alone", "learning_rate"],
            picture.Of("text", "bold").Select(heading => heading.Value));
        Assert.Equal((4, 2), (picture.Of("path", "line0").Count(path => Points(path) == 3),
            picture.Of("path", "line1").Count(path => Points(path) == 3)));
        Assert.Equal(4, picture.Texts.Count(text => text == "epoch"));
        Assert.Equal(2, picture.Texts.Count(text => text == "loss"));
        Assert.Single(picture.Texts, "val_loss");
        foreach (var epoch in (string[])["1", "2", "3"]) Assert.Contains(epoch, picture.Texts);
        Assert.DoesNotContain("1.5", picture.Texts);
        foreach (var mark in (string[])["0.50", "0.55", "0.75", "1e-5"]) Assert.Contains(mark, picture.Texts);
        Assert.StartsWith("loss: 0.7 at epoch 1 to 0.5 at epoch 3, least 0.5 at epoch 3, most 0.7 at epoch 1. val_loss",
            picture.Description);
    }

    [Fact]
    public void Equal_histories_have_equal_bytes_in_every_culture()
    {
        var expected = Losses(0.1f, 1234567, -3.5f).ToSvg();
        var before = CultureInfo.CurrentCulture;
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (culture.NumberFormat.NumberDecimalSeparator, culture.NumberFormat.NegativeSign) = (",", "−");
        CultureInfo.CurrentCulture = culture;
        try
        {
            Assert.Equal(expected, Losses(0.1f, 1234567, -3.5f).ToSvg());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
        Assert.DoesNotContain('\r', expected);
    }

    [Fact]
    public void A_lone_epoch_is_a_dot()
    {
        var picture = new Picture(Losses(0.25f).ToSvg());
        // One is of the legend.
        Assert.Equal(2, picture.Of("circle").Count());
        Assert.Contains("1", picture.Texts);
        Assert.Equal("loss: 0.25 at epoch 1.", picture.Description);
    }

    [Fact]
    public void What_is_not_finite_leaves_gaps_and_is_told()
    {
        var picture = new Picture(Losses(1, float.NaN, 2, 3, float.PositiveInfinity, float.NaN, 4).ToSvg());
        var curve = Assert.Single(picture.Of("path", "line0"), path => Points(path) == 4);
        Assert.Equal(3, ((string)curve.Attribute("d")!).Count(command => command == 'M'));
        Assert.Equal(1 + 4, picture.Of("circle").Count());
        Assert.Contains("loss is NaN or infinite at epoch 2, 5–6", picture.Texts);
        Assert.EndsWith("loss is NaN or infinite at epoch 2, 5–6.", picture.Description);

        var nothing = new Picture(Losses(float.NaN, float.NaN).ToSvg());
        Assert.Contains("loss is NaN at epoch 1–2", nothing.Texts);
        Assert.StartsWith("loss has no finite value.", nothing.Description);
        Assert.Contains("loss is NaN at epoch 1, 3, 5, 7 and 3 more", new Picture(Losses([.. Enumerable.Range(0, 14)
            .Select(i => i % 2 == 0 ? float.NaN : 1)]).ToSvg()).Texts);
    }

    [Fact]
    public void A_figure_stands_at_the_epochs_that_have_it()
    {
        var history = new History();
        for (var epoch = 4; epoch < 10; epoch++)
            history.Add(epoch, epoch % 2 == 0 ? new Dictionary<string, float> { ["loss"] = 1, ["val_loss"] = epoch }
                : new Dictionary<string, float> { ["loss"] = 1 });
        Assert.Contains("val_loss: 4 at epoch 5 to 8 at epoch 9", new Picture(history.ToSvg()).Description);
        Assert.Equal(["epoch 5: loss: 1.0000 - val_loss: 4.0000", "epoch 6: loss: 1.0000"],
            history.ToString().Split('\n')[..2]);
    }

    [Fact]
    public void Names_of_figures_are_text_and_nothing_else()
    {
        const string name = "<script>alert(\"1\")</script>&amp;\u001b[31m\u202e\ufffe\ud800";
        var history = new History();
        history.Add(0, new Dictionary<string, float> { [name] = 1 });
        history.Add(1, new Dictionary<string, float> { [name] = 2, [new('長', 300)] = 1 });
        var picture = new Picture(history.ToSvg());
        Assert.Contains("<script>alert(\"1\")</script>&amp;⟨U+001B⟩[31m⟨U+202E⟩⟨U+FFFE⟩\ufffd", picture.Description);
        Assert.Contains(picture.Texts, text => text.StartsWith("<script>", StringComparison.Ordinal));
        Assert.Contains(picture.Texts, text => text.Length < 40 && text.EndsWith("長…", StringComparison.Ordinal));
    }

    [Fact]
    public void Many_epochs_have_no_dots()
    {
        var picture = new Picture(Losses([.. Enumerable.Range(0, 5_000).Select(i => 1f / (i + 1))]).ToSvg());
        Assert.Single(picture.Of("circle"));
        Assert.Contains(picture.Of("path", "line0"), path => Points(path) == 5_000);
        Assert.Contains("5000", picture.Texts);
    }

    [Fact]
    public void Without_an_epoch_there_is_nothing_to_draw() => Assert.Equal(
        "The history has no epoch to draw. Train for at least one.",
        Assert.Throws<InvalidOperationException>(() => new History().ToSvg()).Message);

    [Theory]
    [InlineData(0, 1, "0.0 0.2 0.4 0.6 0.8 1.0")]
    [InlineData(0.70, 0.76, "0.70 0.72 0.74 0.76")]
    [InlineData(-4, 4, "-4 -2 0 2 4")]
    [InlineData(0.5, 0.5, "0.2 0.3 0.4 0.5 0.6 0.7 0.8")]
    [InlineData(0, 0, "-1.0 -0.5 0.0 0.5 1.0")]
    [InlineData(1e-8, 9e-8, "0 2e-8 4e-8 6e-8 8e-8 1e-7")]
    [InlineData(0, 3.4e38, "0 1e+38 2e+38 3e+38 4e+38")]
    [InlineData(1, 1.000002, "1.0000000 1.0000005 1.0000010 1.0000015 1.0000020")]
    [InlineData(-1.4e-45, 1.4e-45, "-2e-45 -1e-45 0 1e-45 2e-45")]
    public void Marks_are_round(double least, double most, string marks)
    {
        var axis = new Axis(least, most);
        Assert.Equal(marks, string.Join(' ', axis.Marks.Select(axis.Label)));
        Assert.InRange(axis.At(least), -1e-6, 1);
        Assert.InRange(axis.At(most), 0, 1 + 1e-6);
    }

    [Theory]
    [InlineData(1, 1, "1")]
    [InlineData(1, 2, "1 2")]
    [InlineData(1, 9, "1 2 3 4 5 6 7 8 9")]
    [InlineData(6, 30, "10 15 20 25 30")]
    [InlineData(1, 1000, "200 400 600 800 1000")]
    public void Epochs_are_whole(int first, int last, string marks)
    {
        var axis = new Axis(first, last, whole: true);
        Assert.Equal(marks, string.Join(' ', axis.Marks.Select(axis.Label)));
    }

    private static History Losses(params ReadOnlySpan<float> losses)
    {
        var history = new History();
        for (var i = 0; i < losses.Length; i++)
            history.Add(i, new Dictionary<string, float> { ["loss"] = losses[i] });
        return history;
    }

    // The lines of legends have two.
    private static int Points(XElement path) => ((string)path.Attribute("d")!).Count(command => command is 'M' or 'L');
}
