using System.Text.Json;
using Valence.Classification;

namespace Valence.Language.Tests.Spans;

public class SpanReportTests
{
    private const double Tolerance = 1e-9;

    [Fact]
    public void Scores_are_those_of_seqeval()
    {
        var compared = 0;
        foreach (var own in SpanCases.All())
        {
            var (truth, predicted) = (own.Labels("true"), own.Labels("predicted"));
            foreach (var strict in own.GetProperty("strict").EnumerateObject())
                if (strict.Value.ValueKind != JsonValueKind.Null)
                    Assert.Equal(strict.Value.GetProperty("f1").GetDouble(),
                        new SpanReport(truth, predicted, LabelScheme.Named(strict.Name), true).Overall.F1, Tolerance);
            if (own.GetProperty("default").ValueKind == JsonValueKind.Null) continue;
            var report = new SpanReport(truth, predicted, own.Scheme());
            Same(own.GetProperty("default"), report.Overall, "f1");
            if (own.GetProperty("report").ValueKind == JsonValueKind.Null) continue;
            var types = own.GetProperty("report").EnumerateObject().Select(row => row.Name)
                .Where(name => !name.EndsWith(" avg", StringComparison.Ordinal));
            Assert.Equal(types, report.Types.Select(type => type.Type));
            foreach (var type in report.Types)
            {
                var row = own.GetProperty("report").GetProperty(type.Type);
                Same(row, type, "f1-score");
                Assert.Equal(row.GetProperty("support").GetInt64(), type.Gold);
                compared++;
            }
        }
        Assert.True(compared > 40);
    }

    // The counts are told by hand; what is printed of them is Perl's printf with conlleval's formats.
    [Fact]
    public void The_text_is_that_of_conlleval()
    {
        string[][] truth = [["B-PER", "I-PER", "O", "B-LOC"], ["O", "B-MISC", "I-MISC"], ["B-PER", "B-PER", "I-LOC"]];
        string[][] found = [["B-PER", "I-PER", "O", "O"], ["I-ORG", "B-MISC", "I-MISC"], ["B-PER", "I-PER", "I-LOC"]];
        Assert.Equal(ExpectedText, new SpanReport(truth, found).ToString());
        Assert.Equal("processed 0 tokens with 0 phrases; found: 0 phrases; correct: 0.\n",
            new SpanReport([], []).ToString());
    }

    private const string ExpectedText = """
        processed 10 tokens with 6 phrases; found: 5 phrases; correct: 3.
        accuracy:  70.00%; precision:  60.00%; recall:  50.00%; FB1:  54.55
                      LOC: precision: 100.00%; recall:  50.00%; FB1:  66.67  1
                     MISC: precision: 100.00%; recall: 100.00%; FB1: 100.00  1
                      ORG: precision:   0.00%; recall:   0.00%; FB1:   0.00  1
                      PER: precision:  50.00%; recall:  33.33%; FB1:  40.00  2

        """;

    [Fact]
    public void Intervals_hold_the_scores_and_come_again_with_their_seed()
    {
        var random = new Random(3);
        string[][] truth = [.. Enumerable.Range(0, 200).Select(_ => Sentence())];
        string[][] found = [.. truth.Select(labels => labels.Select(label =>
            random.Next(12) switch { 0 => "O", 1 => "B-x", 2 => "B-y", _ => label })
            .ToArray())];
        var report = new SpanReport(truth, found);
        var estimates = report.Intervals(seed: 7);
        Assert.Equal(1 + 3 * (1 + report.Types.Count), estimates.Count);
        Assert.All(estimates, estimate => Assert.True(estimate.Interval is { } interval
            && interval.Low < estimate.Value && estimate.Value < interval.High
            && interval.High - interval.Low < 0.3, estimate.ToString()));
        Assert.Equal(estimates, report.Intervals(seed: 7));
        Assert.NotEqual(estimates, report.Intervals(seed: 8));
        Assert.Equal(("all types", "f1-score", report.Overall.F1),
            (estimates[3].Subject, estimates[3].Measure, estimates[3].Value));
        Assert.All(new SpanReport(truth, truth).Intervals(), estimate => Assert.Null(estimate.Interval));

        string[] Sentence() => [.. Enumerable.Range(0, 12).Select(_ => random.Next(4) switch
        {
            0 => "B-x",
            1 => "B-y",
            _ => "O",
        })];
    }

    [Fact]
    public void Surface_forms_count_once_by_words_and_type()
    {
        string[][] words = [["New", "York", "and", "Rome"], ["Rome", "fell"], ["Oslo", "won"]];
        Entity[][] truth = [[new("place", 0, 2), new("place", 3, 4)], [new("place", 0, 1)], [new("team", 0, 1)]];
        Entity[][] found = [[new("place", 1, 2), new("place", 3, 4)], [new("place", 0, 1)], [new("place", 0, 1)]];
        var score = SpanReport.SurfaceForms(words, truth, found);
        Assert.Equal(new("", 1, 3, 3), score);
        Assert.Throws<ArgumentException>(() => SpanReport.SurfaceForms(words, truth, found[..2]));
        Assert.Throws<ArgumentException>(() => SpanReport.SurfaceForms(words, truth, [[], [new("x", 1, 3)], []]));
    }

    [Fact]
    public void Sentences_of_unequal_length_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new SpanReport([["O"]], []));
        Assert.Throws<ArgumentException>(() => new SpanReport([["O"]], [["O", "O"]]));
    }

    private static void Same(JsonElement expected, SpanScore actual, string f1)
    {
        Assert.Equal(expected.GetProperty("precision").GetDouble(), actual.Precision, Tolerance);
        Assert.Equal(expected.GetProperty("recall").GetDouble(), actual.Recall, Tolerance);
        Assert.Equal(expected.GetProperty(f1).GetDouble(), actual.F1, Tolerance);
    }
}
