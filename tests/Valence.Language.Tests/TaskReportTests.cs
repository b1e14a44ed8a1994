using System.Xml.Linq;
using Valence.Classification;
using Valence.Text;
using Valence.Training;

namespace Valence.Language.Tests;

/// <summary>Pages about taggers, generators and chatbots.</summary>
public sealed class TaskReportTests
{
    private const string Hostile = "<script>alert(1)</script>";

    [Fact]
    public void A_tagger_is_told_of_with_its_mistakes()
    {
        TaggedText[] texts = [.. Enumerable.Range(0, 30).Select(i => TaggedText.OfWords(["Anna", "came", Hostile],
            ["B-person", "O", i % 10 == 0 ? "B-place" : "O"]))];
        var tagger = TextTagger.Train(texts, new() { Recipe = TaggingRecipe.Linear, Verbose = Verbosity.Silent });
        TaggedText[] asked = [TaggedText.OfWords(["Anna", "came", Hostile], ["O", "B-place", "O"]), .. texts];
        var report = tagger.Report(asked);
        var html = Parsed(report);
        Assert.Contains("\"mistake\"", report.ToJson());
        Assert.Contains("The most confident mistakes", html);
        Assert.Contains("came (place)", html);
        Assert.Equal(report.ToHtml(), tagger.Report(asked).ToHtml());
        // What is counted is what Evaluate counts.
        var (figures, _) = tagger.Evaluate(asked);
        Assert.Contains(FormattableString.Invariant(
            $"{figures.Overall.Found} were found, {figures.Overall.Correct} of "), html);
    }

    [Fact]
    public void A_chatbot_is_told_of_by_intent_and_threshold()
    {
        var bot = Chatbot.Train(new([new("hello", ["hello", "good morning", "good evening"], ["Hi!"]),
            new("rent", ["rent a bike", "hire bikes", "a bike please"], ["For when?"])]));
        LabelledText[] asked = [new("hello", "hello", 1), new($"good {Hostile} bike", "hello", 2),
            new("what is love", bot.Intents.Fallback.Tag, 3)];
        var html = Parsed(bot.Report(asked));
        Assert.Contains("(the chatbot's)", html);
        Assert.Contains("Questions by what they mean", html);
        Assert.DoesNotContain("how often the chatbot answers what it cannot", html);
        Assert.Contains("how often the chatbot answers what it cannot", Parsed(bot.Report(asked[..2])));
        Assert.Throws<DataException>(() => bot.Report([new("a", "nowhere", 1)]));
    }

    [Fact]
    public void A_generator_is_told_of_with_samples()
    {
        var generator = TextGenerator.Train(string.Concat(Enumerable.Repeat("to be or not to be ", 20)), new()
        {
            Context = 8,
            Layers = 1,
            Width = 8,
            Steps = 2,
            Verbose = Verbosity.Silent,
        });
        var report = generator.Report([$"to be {Hostile}"]);
        var html = Parsed(report);
        Assert.Contains("are none of the vocabulary", html);
        Assert.Contains("Seed 2", html);
        Assert.Equal(report.ToMarkdown(), generator.Report([$"to be {Hostile}"]).ToMarkdown());
    }

    // HTML that is XML too, in which texts of the data are texts.
    private static string Parsed(ReportPage report)
    {
        var html = report.ToHtml();
        var page = XDocument.Parse(html.Replace("<!DOCTYPE html>", "", StringComparison.Ordinal));
        Assert.DoesNotContain(page.Descendants(), element => element.Name.LocalName == "script");
        return string.Join('\n', page.Root!.Value);
    }
}
