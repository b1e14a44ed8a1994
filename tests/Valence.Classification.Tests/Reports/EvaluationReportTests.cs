using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;
using Valence.Text;
using Valence.Training;
using static Valence.Classification.Tests.Reports.Page;

namespace Valence.Classification.Tests.Reports;

/// <summary>Pages on how a classifier does, for each task.</summary>
public sealed class EvaluationReportTests
{
    private const string Hostile = "</bdi></p><script>alert(1)</script> <img src=\"http://x.example/a.png\"/> & ]]> "
        + "![a](http://x.example/b.png) | `c` \u001b[31m \u202e \ufffe \ud800 great";

    private static readonly TrainingSettings Linear = new() { Recipe = Recipes.Linear, Verbose = Verbosity.Silent };

    private static readonly string[] Titles = ["Figures", "Confusion matrix", "Each class", "Reliability", "Thresholds",
        "Thresholds and costs", "By length", "By unseen words", "The most confident mistakes", "Model and data"];

    // Every ninth label is wrong.
    private static List<LabelledText> Reviews(int rows, int classes, int from = 0)
    {
        string[] words = ["awful boring", "great lovely", "average middling", "long slow"];
        return [.. Enumerable.Range(from, rows).Select(i => new LabelledText(
            $"the film number{i} was {words[i % classes]}{string.Concat(Enumerable.Repeat(" so", i % 7))}",
            $"class {(i % 9 == 0 ? i + 1 : i) % classes}", i + 1))];
    }

    private static EvaluationReport Of(int classes, params LabelledText[] more) => EvaluationReport.Of(
        TextClassifier.Train(Reviews(120, classes), Linear), [.. Reviews(60, classes, 90), .. more],
        cancellation: TestContext.Current.CancellationToken);

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void A_page_has_every_section_and_the_figures_of_the_evaluation(int classes)
    {
        var report = Of(classes);
        var page = Parsed(report.ToHtml());
        var titles = Titles.Where(title => classes == 2 || title != "Thresholds and costs");
        Assert.Equal(titles, Texts(page, "h2"));
        var result = report.Rows.Classes!;
        Assert.Equal(Decimals.Fixed(result.Report.Accuracy, 4), Cells(page, "Figures of all rows")[0]);
        Assert.Contains("the texts of 30 of 60 rows", page.Value);
        Assert.Equal(Decimals.Fixed(result.Unseen!.Report.Accuracy, 4),
            Cells(page, "Figures of rows that the model was not trained with")[0]);
        Assert.Equal(result.Report.Classes.Concat([result.Report.MacroAverage, result.Report.WeightedAverage])
            .SelectMany(row => (string[])[.. ((double[])[row.Precision, row.Recall, row.F1])
                .Select(score => Decimals.Fixed(score, 4)), row.Support.ToString(CultureInfo.InvariantCulture)]),
            Cells(page, "Each class and the averages"));
        Assert.Equal(classes == 2 ? 4 : 1, Texts(page, "svg").Length);
        Assert.Equal(result.Matrix.Total - result.Matrix.Correct, Texts(page, "h3").Length);
        Assert.Contains("+", Texts(page, "b"));
        Assert.Contains(report.Rows.Fingerprint, page.Value);
        // Markdown has the same headings and the same numbers.
        var markdown = report.ToMarkdown();
        Assert.Equal(titles, markdown.Split('\n').Where(line => line.StartsWith("## ")).Select(line => line[3..]));
        foreach (var cell in Texts(page, "td").Where(cell => cell.StartsWith("0.")))
            Assert.Contains($"| {cell} |", markdown);
    }

    [Fact]
    public void Of_two_classes_each_threshold_has_the_rows_that_it_would_get_wrong()
    {
        var report = Of(2);
        var cells = Cells(Parsed(report.ToHtml()), "Figures of class 'class 1', if it is the answer above a threshold")
            .Chunk(5).ToArray();
        for (var tenth = 1; tenth <= 9; tenth++)
        {
            var matrix = EvaluationResult.Of(report.Rows.Classifier.WithThreshold(tenth / 10.0), Reviews(60, 2, 90),
                TestContext.Current.CancellationToken).Matrix;
            Assert.Equal($"{matrix.Total - matrix.Correct}", cells[tenth - 1][3]);
        }
        Assert.Equal("0", cells[^1][4]);
    }

    [Fact]
    public void Of_two_classes_costs_say_which_threshold_is_the_cheapest()
    {
        var classifier = TextClassifier.Train(Reviews(120, 2), Linear);
        var texts = Reviews(60, 2, 90);
        EvaluationReport At(params (string, double)[] costs) => EvaluationReport.Of(classifier, texts,
            costs: costs.ToDictionary(cost => cost.Item1, cost => cost.Item2),
            cancellation: TestContext.Current.CancellationToken);
        var page = Parsed(At(("class 1", 20)).ToHtml());
        var cells = Cells(page, "What wrong answers cost, where one to a text of the first class costs 1 and one to a "
            + "text of the second 20").Chunk(3).ToArray();
        // Every threshold of a hundredth, by asking again.
        var costs = Enumerable.Range(0, 101).Select(step => EvaluationResult.Of(classifier.WithThreshold(step / 100.0),
            texts, TestContext.Current.CancellationToken).Matrix).Select(at => at[0, 1] + 20 * at[1, 0]).ToArray();
        Assert.Equal($"{costs.Min()}", cells[1][2]);
        Assert.Equal($"{costs[50]}", cells[0][2]);
        Assert.Contains("class 3", Assert.Throws<DataException>(() => At(("class 3", 1))).Message);
        Assert.Throws<ArgumentException>("costs", () => At(("class 1", -1)));
        Assert.Throws<ArgumentException>("costs", () => At(("class 1", double.NaN)));
        Assert.Throws<ArgumentException>("costs", () => EvaluationReport.Of(
            TextClassifier.Train(Reviews(120, 3), Linear), texts, costs: new Dictionary<string, double>(),
            cancellation: TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Hostile_texts_are_texts()
    {
        var report = EvaluationReport.Of(TextClassifier.Train(Reviews(120, 2), Linear),
            [.. Reviews(9, 2, 91), new(Hostile, "class 0", 500)], row => row.Row == 500 ? Hostile : "a", Hostile,
            cancellation: TestContext.Current.CancellationToken);
        var html = report.ToHtml();
        Assert.DoesNotContain("<script", html);
        Assert.DoesNotContain("<img", html);
        Assert.DoesNotContain('\u001b', html);
        Assert.DoesNotContain('\u202e', html);
        var page = Parsed(report.ToHtml());
        Assert.Contains(Texts(page, "bdi"), text => text.Contains("<script>alert(1)</script>")
            && text.Contains("⟨U+202E⟩") && text.Contains("⟨U+001B⟩"));
        // What a browser asks for stands in these, and none is there.
        Assert.DoesNotContain(page.DescendantsAndSelf().Attributes(), attribute => attribute.Name.LocalName is "src"
            or "href" or "style" or "action" || attribute.Name.LocalName.StartsWith("on"));
        Assert.DoesNotContain("url(", html);
        Assert.Contains("default-src 'none'; style-src 'unsafe-inline'", html);
        var markdown = report.ToMarkdown();
        Assert.DoesNotContain("<", markdown);
        Assert.DoesNotMatch(@"(?<!\\)[\[`]|(?<!\\)\](?!\*)", markdown.Replace("**[", "**", StringComparison.Ordinal));
        Assert.DoesNotContain('\u001b', markdown);
    }

    [Fact]
    public void The_same_rows_give_the_same_bytes_in_any_culture()
    {
        var classifier = TextClassifier.Train(Reviews(120, 3), Linear);
        string Html() => EvaluationReport.Of(classifier, Reviews(60, 3, 90), row => row.Label!).ToHtml();
        var first = Html();
        var culture = CultureInfo.CurrentCulture;
        try
        {
            var other = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            (other.NumberFormat.NumberDecimalSeparator, other.NumberFormat.NegativeSign) = (",", "~");
            CultureInfo.CurrentCulture = other;
            Assert.Equal(first, Html());
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Fact]
    public void Groups_and_quarters_of_length_add_up()
    {
        var report = EvaluationReport.Of(TextClassifier.Train(Reviews(120, 2), Linear), Reviews(60, 2, 90),
            row => row.Row % 3 == 0 ? "third" : "", "place", cancellation: TestContext.Current.CancellationToken);
        var page = Parsed(report.ToHtml());
        string[] rows = [.. Cells(page, "Accuracy by 'place'").Where((_, cell) => cell % 3 == 0)];
        Assert.Equal(["40", "20"], rows);
        Assert.Equal(60, Cells(page, "Accuracy by letters of the text, in quarters of the rows")
            .Where((_, cell) => cell % 3 == 0).Sum(cell => int.Parse(cell, CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void Rows_stand_in_the_line_of_their_share_of_unseen_words()
    {
        var classifier = TextClassifier.Train(Reviews(120, 2), Linear);
        LabelledText[] texts = [.. Reviews(40, 2), .. Enumerable.Range(0, 12).Select(i => new LabelledText(
            $"the film was great{string.Concat(Enumerable.Repeat(" zqx", i))}", i % 2 == 0 ? "class 1" : "class 0",
            100 + i)), new(" ", "class 0", 200)];
        var report = EvaluationReport.Of(classifier, texts, cancellation: TestContext.Current.CancellationToken);
        var page = Parsed(report.ToHtml());
        var lines = Cells(page, "Accuracy by the share of a text's words that the model's vocabulary does not have")
            .Chunk(3).ToArray();
        // By the answers of the model itself.
        (double? Share, bool IsRight)[] rows = [.. classifier.Predict([.. texts.Select(row => row.Text)])
            .Zip(texts).Select(pair => (pair.First.UnseenWords,
                (pair.First.Label ?? classifier.Labels.Names[0]) == pair.Second.Label))];
        (double From, double To)[] groups = [(-1, 0), (0, 0.05), (0.05, 0.1), (0.1, 0.2), (0.2, 0.5), (0.5, 1)];
        var expected = groups.Select(group => rows.Where(row => row.Share > group.From && row.Share <= group.To)
            .ToArray()).Where(some => some.Length > 0).ToArray();
        Assert.True(expected.Length >= 3);
        Assert.Equal(expected.Select(some =>
        {
            var right = some.Count(row => row.IsRight);
            return (string[])[$"{some.Length}", Decimals.Fixed((double)right / some.Length, 4),
                Wilson.Interval(right, some.Length).ToString()];
        }), lines);
        Assert.Contains("Texts without words, which are in no line: 1.", page.Value);
    }

    [Fact]
    public void Curves_have_the_bands_of_their_rows()
    {
        var report = Of(2);
        var html = report.ToHtml();
        Assert.Equal(2, html.Split("class=\"band\"").Length - 1);
        int[] labels = [.. report.Rows.Rows.Select(row => row.Actual)];
        float[] scores = [.. report.Rows.Rows.Select(row => row.Score)];
        foreach (var (caption, band) in ((string, IReadOnlyList<BandPoint>)[])[
            ("true positive rate by false positive rate", Ranking.RocBand<float>(labels, scores)),
            ("precision by recall", Ranking.PrecisionRecallBand<float>(labels, scores))])
            Assert.Equal(((int[])[2, 10, 20, 50, 100, 150, 180]).Select(at =>
                new ConfidenceInterval(band[at].Low, band[at].High).ToString()),
                Cells(Parsed(html), $"The band of the curve: {caption}"));
    }

    [Fact]
    public void The_page_for_programs_says_what_the_others_say_unrounded()
    {
        var report = Of(2);
        using var json = JsonDocument.Parse(report.ToJson());
        var sections = json.RootElement.GetProperty("sections").EnumerateArray().ToArray();
        var page = Parsed(report.ToHtml());
        Assert.Equal(Texts(page, "h2"), sections.Select(section => section.GetProperty("title").GetString()));
        var parts = sections.SelectMany(section => section.GetProperty("parts").EnumerateArray()).ToArray();
        JsonElement Table(string caption) => parts.Single(part => part.TryGetProperty("table", out var name)
            && name.GetString() == caption).GetProperty("rows");
        Assert.Equal(report.Rows.Classes!.Report.Accuracy, Table("Figures of all rows")[0][1].GetDouble());
        Assert.Equal(Texts(page, "caption"), parts.Where(part => part.TryGetProperty("table", out _))
            .Select(part => part.GetProperty("table").GetString()));
        int[] labels = [.. report.Rows.Rows.Select(row => row.Actual)];
        float[] scores = [.. report.Rows.Rows.Select(row => row.Score)];
        var picture = parts.Single(part => part.TryGetProperty("picture", out var name)
            && name.GetString() == "ROC curve");
        Assert.Equal(Ranking.RocBand<float>(labels, scores), picture.GetProperty("band").EnumerateArray()
            .Select(at => new BandPoint(at[0].GetDouble(), at[1].GetDouble(), at[2].GetDouble())));
        Assert.Equal(Ranking.RocCurve<float>(labels, scores).Select(at => (at.FalsePositiveRate, at.TruePositiveRate)),
            picture.GetProperty("curves")[0].GetProperty("points").EnumerateArray()
                .Select(at => (at[0].GetDouble(), at[1].GetDouble())));
        Assert.Equal(Texts(page, "h3").Length, parts.Count(part => part.TryGetProperty("mistake", out _)));
        Assert.DoesNotContain("</script", EvaluationReport.Of(report.Rows.Classifier, [.. Reviews(9, 2, 91),
            new(Hostile, "class 0", 500)], cancellation: TestContext.Current.CancellationToken).ToJson());
    }

    [Fact]
    public void Many_classes_show_the_most_confused_pairs()
    {
        var texts = Enumerable.Range(0, 300).Select(i => new LabelledText($"word{i % 25} and more",
            $"{(i % 10 == 0 ? i + 1 : i) % 25}", i + 1)).ToArray();
        var page = Parsed(EvaluationReport.Of(TextClassifier.Train(texts, Linear), texts,
            cancellation: TestContext.Current.CancellationToken).ToHtml());
        Assert.Contains(Texts(page, "caption"), caption => caption.StartsWith("The most confused of 25 classes"));
    }

    [Fact]
    public void Several_labels_and_numbers_say_what_does_not_apply()
    {
        LabelledText[] sets = [.. Enumerable.Range(0, 120).Select(i => new LabelledText(
            $"night {(i % 2 == 0 ? "funny" : "")} {(i % 3 == 0 ? "chase" : "")}", null, i + 1)
        {
            Labels = [.. (i % 2 == 0) ^ (i % 11 == 0) ? ["comedy"] : (string[])[],
                .. i % 3 == 0 ? ["action"] : (string[])[]],
        })];
        var labels = EvaluationReport.Of(TextClassifier.Train(sets, Linear), sets,
            cancellation: TestContext.Current.CancellationToken);
        var page = Parsed(labels.ToHtml());
        var titles = Titles.Where(title => title != "Thresholds and costs");
        Assert.Equal(titles, Texts(page, "h2"));
        Assert.Equal(3, Texts(page, "p").Count(text => text.StartsWith("Left out: ")));
        Assert.Contains(Decimals.Fixed(((SeveralLabelsReport)labels.Rows.Other!.Evaluation).Labels[0].F1, 4),
            Cells(page, "Each label and the averages"));
        Assert.NotEmpty(Texts(page, "h3"));
        Assert.NotEmpty(Texts(page, "mark"));
        LabelledText[] stars = [.. Enumerable.Range(0, 90).Select(i => new LabelledText(
            $"{(i % 2 == 0 ? "great" : "awful")} film {i % 5}", $"{1 + i % 2 * 3}", i + 1))];
        page = Parsed(EvaluationReport.Of(TextClassifier.Train(stars, Linear with { Task = OneNumber.Fit }), stars,
            cancellation: TestContext.Current.CancellationToken).ToHtml());
        Assert.Equal(titles, Texts(page, "h2"));
        Assert.Contains("Mean absolute error", Texts(page, "th"));
        Assert.Equal(20, Texts(page, "h3").Length);
    }

    [Fact]
    public void A_network_marks_no_words_and_one_class_alone_has_no_curves()
    {
        var classifier = TextClassifier.Train(Reviews(60, 2), new()
        {
            Recipe = Recipes.FastText,
            Epochs = 1,
            Verbose = Verbosity.Silent,
        });
        var page = Parsed(EvaluationReport.Of(classifier, [.. Reviews(40, 2).Where(row => row.Label == "class 0")],
            cancellation: TestContext.Current.CancellationToken).ToHtml());
        Assert.Empty(Texts(page, "mark"));
        Assert.Contains("Curves are left out", page.Value);
    }

    [Fact]
    public void Reports_can_be_cancelled_and_need_rows()
    {
        var classifier = TextClassifier.Train(Reviews(60, 2), Linear);
        Assert.Throws<OperationCanceledException>(() => EvaluationReport.Of(classifier, Reviews(60, 2),
            cancellation: new(canceled: true)));
        Assert.Throws<DataException>(() => EvaluationReport.Of(classifier, [],
            cancellation: TestContext.Current.CancellationToken));
    }
}
