using System.Globalization;

namespace Valence.Classification.Tests.Evaluation;

public sealed class ClassificationReportTests
{
    [Fact]
    public void Text_has_two_decimals_and_widens_for_long_names()
    {
        var report = new ClassificationReport(
            ConfusionMatrix.Of([0, 0, 1, 1, 1, 1, 1, 1], [0, 1, 1, 1, 1, 1, 0, 0], ["quite disappointing", "é🙂"]));
        Assert.Equal(
            """
                                 precision    recall  f1-score   support

            quite disappointing       0.33      0.50      0.40         2
                             é🙂       0.80      0.67      0.73         6

                       accuracy                           0.62         8
                      macro avg       0.57      0.58      0.56         8
                   weighted avg       0.68      0.62      0.65         8

            """.ReplaceLineEndings("\n"), report.ToString());
    }

    [Fact]
    public void Undefined_scores_are_zero_and_noted()
    {
        var report = new ClassificationReport(ConfusionMatrix.Of([0, 0, 1], [0, 2, 2], ["a", "b", "c", "d"]));
        Assert.Equal(new ReportRow("a", 1, 0.5, 2.0 / 3, 2), report.Classes[0]);
        Assert.Equal(new ReportRow("b", 0, 0, 0, 1), report.Classes[1]);
        Assert.Equal(new ReportRow("c", 0, 0, 0, 0), report.Classes[2]);
        Assert.Equal(1 / 3.0, report.MacroAverage.Precision);
        Assert.Equal(2.0 / 3, report.WeightedAverage.Precision, 1e-15);
        Assert.Equal(
        [
            "No row was taken for class 'b': its precision is undefined and set to 0.",
            "No row is of class 'c': its recall is undefined and set to 0.",
            "No row was taken for class 'd': its precision is undefined and set to 0.",
            "No row is of class 'd': its recall is undefined and set to 0.",
            "Class 'd' does not occur at all: its F1 is undefined and set to 0, and the macro average leaves it out.",
        ], report.Notes);
    }

    [Fact]
    public void Text_does_not_depend_on_the_culture()
    {
        var report = new ClassificationReport(ConfusionMatrix.Of([0, 1, 1], [0, 1, 0]));
        string[] Texts() => [report.ToString(3), report.WithIntervals(0.999, 100).ToString(), report.Matrix.ToString(),
            new ConfidenceInterval(-0.25, 0.5).ToString()];
        var expected = Texts();
        var culture = CultureInfo.CurrentCulture;
        try
        {
            var other = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            other.NumberFormat.NumberDecimalSeparator = ",";
            other.NumberFormat.NegativeSign = "minus";
            CultureInfo.CurrentCulture = other;
            Assert.Equal(expected, Texts());
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
        Assert.Contains("99.9 % interval", expected[1]);
        Assert.Equal("-0.2500 to 0.5000", expected[3]);
    }

    [Fact]
    public void Decimals_outside_0_to_15_are_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(
            "digits", () => new ClassificationReport(ConfusionMatrix.Of([0], [0])).ToString(16));
}
