using System.Xml.Linq;
using Valence.Text;
using Valence.Training;
using static Valence.Classification.Tests.Reports.Page;

namespace Valence.Classification.Tests.Reports;

/// <summary>Pages on how a training went, for each task.</summary>
public sealed class TrainingReportTests
{
    private const string Hostile = "</bdi></p><script>alert(1)</script> <img src=\"http://x.example/a.png\"/> & ]]> "
        + "![a](http://x.example/b.png) | `c` \u001b[31m \u202e \ufffe \ud800 great";

    private static readonly TrainingSettings Linear = new()
    {
        Recipe = Recipes.Linear,
        Verbose = Verbosity.Silent,
        ValidationSplit = 0.25f,
    };

    private static readonly TrainingSettings FastText = Linear with { Recipe = Recipes.FastText, Epochs = 3 };

    // Every ninth label is wrong.
    private static List<LabelledText> Reviews(int rows, int classes, int from = 0)
    {
        string[] words = ["awful boring", "great lovely", "average middling"];
        return [.. Enumerable.Range(from, rows).Select(i => new LabelledText(
            $"the film number{i} was {words[i % classes]}{string.Concat(Enumerable.Repeat(" so", i % 7))}",
            $"class {(i % 9 == 0 ? i + 1 : i) % classes}", i + 1))];
    }

    private static TrainingReport Of(IReadOnlyList<LabelledText> texts, TrainingSettings settings,
        IReadOnlyList<LabelledText>? test = null) =>
        TrainingReport.Of(TextClassifier.Train(texts, settings), texts, settings, test);

    [Fact]
    public void A_network_is_judged_on_held_out_texts_with_its_curves_and_the_kept_epoch()
    {
        var texts = Reviews(240, 2);
        var report = Of(texts, FastText);
        var page = Parsed(report.ToHtml());
        Assert.Equal(["What judges", "Figures", "Learning curves", "Fewer texts", "Confusion matrix", "Each class",
            "Reliability", "Thresholds", "Thresholds and costs", "By length", "By unseen words", "Checks of the texts",
            "The most confident mistakes", "The training", "Model and data"], Texts(page, "h2"));
        Assert.Contains("60 texts that were held out", Texts(page, "p")[0]);
        Assert.Contains("They chose the epoch", Texts(page, "p")[0]);
        // Nothing was learned from them: the model says the same when it is asked.
        var heldOut = HeldOut.Split([.. texts.Select(row => row.Label == "class 0" ? 0 : 1)], 2, 0.25f, 0).Validation;
        var asked = EvaluationResult.Of(report.Rows.Classifier, [.. heldOut.Select(i => texts[i])],
            TestContext.Current.CancellationToken);
        Assert.Equal(asked.Report.Accuracy, report.Rows.Classes!.Report.Accuracy);
        Assert.Equal(heldOut.Select(i => texts[i].Row), Enumerable.Range(0, 60).Select(report.Rows.NumberOf));
        var kept = report.Rows.Classifier.Training.KeptEpoch;
        Assert.Equal(2, Texts(page, "p").Count(text => text.EndsWith($"epoch {kept} is kept.")));
        Assert.Equal(2, page.Descendants().Count(element => element.Name.LocalName == "text"
            && element.Value == "kept"));
        Assert.Equal(["22", "45", "90", "180"], page.Descendants().Where(element =>
            element.Name.LocalName == "th" && int.TryParse(element.Value, out _)).Select(cell => cell.Value).Take(4));
        Assert.Equal(report.Fewer.Select(part => part.Value).Append(asked.Report.Accuracy).Select(value =>
            Decimals.Fixed(value, 4)),
            Cells(page, "Accuracy of the linear model that learned from a part of the texts, on the same held-out "
                + "texts").Where((_, i) => i % 2 == 0));
        using var fingerprint = new DataFingerprint();
        foreach (var row in texts) fingerprint.Add(row);
        Assert.Contains($"{fingerprint}", Cells(page, "Texts, settings and versions"));
        var markdown = report.ToMarkdown();
        foreach (var title in Texts(page, "h2")) Assert.Contains($"\n## {title}\n", markdown);
    }

    [Fact]
    public void A_linear_model_is_judged_by_answers_to_texts_that_it_had_not_learned_from()
    {
        // Labels that nobody can know: a model that has seen them has nearly all right, another half.
        var random = new Random(1);
        LabelledText[] texts = [.. Enumerable.Range(0, 400).Select(i => new LabelledText($"only{i} here{i} once{i}",
            random.Next(2) == 0 ? "good" : "bad", i + 1))];
        var report = Of(texts, Linear);
        Assert.InRange(report.Rows.Classes!.Report.Accuracy, 0.3, 0.7);
        Assert.InRange(EvaluationResult.Of(report.Rows.Classifier, texts, TestContext.Current.CancellationToken).Report
            .Accuracy, 0.9, 1);
        Assert.All(report.Fewer, part => Assert.InRange(part.Value, 0.3, 0.7));
        Assert.Contains("had not learned from them", report.ToMarkdown());
        Assert.DoesNotContain("trained with the texts", report.ToMarkdown());
    }

    [Fact]
    public void A_test_judges_where_there_is_one()
    {
        var (texts, test) = (Reviews(240, 3), Reviews(90, 3, 240));
        foreach (var settings in (TrainingSettings[])[Linear, FastText])
        {
            var report = Of(texts, settings, test);
            var asked = EvaluationResult.Of(report.Rows.Classifier, test, TestContext.Current.CancellationToken);
            Assert.Equal(asked.Matrix.Correct, report.Rows.Classes!.Matrix.Correct);
            Assert.Contains("90 texts of a test", Texts(Parsed(report.ToHtml()), "p")[0]);
            Assert.DoesNotContain("Warning", report.ToMarkdown());
        }
    }

    [Fact]
    public void The_best_of_several_says_what_was_tried()
    {
        var texts = Reviews(600, 2);
        var settings = new TrainingSettings { Minutes = 0.001, Verbose = Verbosity.Silent };
        var page = Parsed(Of(texts, settings).ToHtml());
        Assert.Contains("What was tried", Texts(page, "h2"));
        Assert.Contains("the recipe, the", Texts(page, "p")[0]);
        Assert.Contains("majority", Texts(page, "th"));
    }

    [Fact]
    public void Several_labels_and_numbers_have_pages_too()
    {
        LabelledText[] sets = [.. Enumerable.Range(0, 200).Select(i => new LabelledText(
            $"night {(i % 2 == 0 ? "funny" : "")} {(i % 3 == 0 ? "chase" : "")}", null, i + 1)
        {
            Labels = [.. (i % 2 == 0) ^ (i % 11 == 0) ? ["comedy"] : (string[])[],
                .. i % 3 == 0 ? ["action"] : (string[])[]],
        })];
        var page = Parsed(Of(sets, Linear).ToHtml());
        Assert.Contains("Fewer texts", Texts(page, "h2"));
        Assert.DoesNotContain("Thresholds and costs", Texts(page, "h2"));
        LabelledText[] stars = [.. Enumerable.Range(0, 200).Select(i => new LabelledText(
            $"{(i % 2 == 0 ? "great" : "awful")} film {i % 5}", $"{1 + i % 2 * 3}", i + 1))];
        var numbers = Of(stars, Linear with { Task = OneNumber.Fit });
        Assert.All(numbers.Fewer, part => Assert.InRange(part.Value, 0, 1));
        Assert.Contains("they compare labels", numbers.ToMarkdown());
        Assert.NotEmpty(Texts(Parsed(numbers.ToHtml()), "h3"));
    }

    [Fact]
    public void Hostile_texts_and_classes_are_texts()
    {
        LabelledText[] texts = [.. Reviews(240, 2).Select((row, i) => i % 4 == 0 ? row with { Text = $"{Hostile} {i}" }
            : row).Select(row => row with { Label = row.Label == "class 0" ? Hostile[..90] : "other" })];
        var report = Of(texts, FastText);
        var html = report.ToHtml();
        foreach (var part in (string[])["<script", "<img", "\u001b", "\u202e", "url("])
            Assert.DoesNotContain(part, html);
        var page = Parsed(html);
        Assert.Contains(Texts(page, "bdi"), text => text.Contains("<script>alert(1)</script>"));
        Assert.DoesNotContain(page.DescendantsAndSelf().Attributes(), attribute => attribute.Name.LocalName is "src"
            or "href" or "style" or "action" || attribute.Name.LocalName.StartsWith("on"));
        var markdown = report.ToMarkdown();
        Assert.DoesNotContain("<", markdown);
        Assert.DoesNotContain('\u001b', markdown);
    }

    [Fact]
    public void The_same_training_gives_the_same_bytes()
    {
        var texts = Reviews(240, 2);
        Assert.Equal(Of(texts, FastText).ToHtml(), Of(texts, FastText).ToHtml());
    }

    [Fact]
    public void What_remembers_no_training_is_refused()
    {
        var texts = Reviews(240, 2);
        var classifier = TextClassifier.Train(texts, Linear);
        using var stream = new MemoryStream();
        classifier.Save(stream);
        stream.Position = 0;
        Assert.Throws<InvalidOperationException>(() => TrainingReport.Of(TextClassifier.Load(stream), texts, Linear));
        Assert.Throws<InvalidOperationException>(() => TrainingReport.Of(classifier.WithThreshold(0.4), texts, Linear));
        Assert.Throws<ArgumentException>("texts", () => TrainingReport.Of(classifier, Reviews(239, 2), Linear));
        Assert.Throws<OperationCanceledException>(() => TrainingReport.Of(classifier, texts,
            Linear with { CancellationToken = new(canceled: true) }));
        var all = Linear with { ValidationSplit = 0 };
        var unjudged = TextClassifier.Train(texts, all);
        Assert.Contains("No texts judge",
            Assert.Throws<DataException>(() => TrainingReport.Of(unjudged, texts, all)).Message);
        Assert.NotEmpty(TrainingReport.Of(unjudged, texts, all, Reviews(60, 2, 240)).Rows.Rows);
        var given = Linear with { ValidationSplit = 0.1f, ValidationData = Reviews(60, 2, 240) };
        Assert.Equal(60, Of(texts, given).Rows.Rows.Count);
    }
}
