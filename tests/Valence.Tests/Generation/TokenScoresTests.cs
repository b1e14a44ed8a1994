using System.Text.Json;
using Valence.Generation;
using Valence.Tests.Pretrained;

namespace Valence.Tests.Generation;

/// <summary>Rules on scores, held against Transformers' by recorded cases.</summary>
public sealed class TokenScoresTests
{
    private const double Rounding = 1e-6;

    public static TheoryData<string> Rules =>
        ["temperature", "top_k", "top_p", "min_p", "repetition_penalty", "no_repeat_ngram"];

    [Theory, MemberData(nameof(Rules))]
    public void A_rule_changes_scores_as_in_Transformers(string rule)
    {
        using var cases = JsonDocument.Parse(File.ReadAllBytes(ReferenceFolder.Path("tasks", "sampling.json")));
        foreach (var (one, number) in cases.RootElement.EnumerateArray().Select((one, i) => (one, i)))
        {
            double[] scores = [.. one.GetProperty("logits").EnumerateArray().Select(logit => logit.GetDouble())];
            int[] before = [.. one.GetProperty("before").EnumerateArray().Select(id => id.GetInt32())];
            Apply(rule, scores, before, one.GetProperty("settings").GetProperty(rule).GetDouble());
            double[] expected = [.. one.GetProperty("after").GetProperty(rule).EnumerateArray().Select(score =>
                score.ValueKind == JsonValueKind.Null ? double.NegativeInfinity : score.GetDouble())];
            for (var i = 0; i < expected.Length; i++)
                if (!(expected[i].Equals(scores[i])
                        || Math.Abs(expected[i] - scores[i]) <= Rounding * Math.Max(1, Math.Abs(expected[i]))))
                    Assert.Fail($"case {number}, id {i}: expected {expected[i]}, received {scores[i]}");
        }
    }

    [Fact]
    public void Draws_have_the_frequencies_of_the_softmax()
    {
        double[] scores = [1, double.NegativeInfinity, 0, -1];
        var probabilities = TokenScores.Probabilities(scores);
        var counts = new int[scores.Length];
        const int draws = 100_000;
        for (var i = 0; i < draws; i++) counts[TokenScores.Drawn(scores, (i + 0.5) / draws)]++;
        for (var i = 0; i < scores.Length; i++) Assert.Equal(probabilities[i] * draws, counts[i], 1.0);
        Assert.Equal(3, TokenScores.Drawn(scores, 1 - 1e-17));
        Assert.Equal(0, TokenScores.Drawn(scores, 0));
    }

    [Fact]
    public void Of_equal_scores_the_first_is_the_likeliest() => Assert.Equal(1, TokenScores.Likeliest([0, 2, 2, 1]));

    [Theory, InlineData(double.NegativeInfinity), InlineData(double.NaN)]
    public void Scores_that_leave_nothing_are_told(double score)
    {
        Assert.Throws<InvalidOperationException>(() => TokenScores.Likeliest([score, score]));
        Assert.Throws<InvalidOperationException>(() => TokenScores.Drawn([score, score], 0.5));
    }

    private static void Apply(string rule, double[] scores, int[] before, double setting)
    {
        switch (rule)
        {
            case "temperature": TokenScores.Temper(scores, setting); break;
            case "top_k": TokenScores.TopK(scores, (int)setting); break;
            case "top_p": TokenScores.TopP(scores, setting); break;
            case "min_p": TokenScores.MinP(scores, setting); break;
            case "repetition_penalty": TokenScores.PenalizeRepetitions(scores, before, setting); break;
            default: TokenScores.BanRepeatedNgrams(scores, before, (int)setting); break;
        }
    }
}
