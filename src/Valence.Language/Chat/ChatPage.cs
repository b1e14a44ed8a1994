using System.Globalization;
using Valence.Classification;
using Valence.Text;

namespace Valence.Language;

/// <summary>The page about a chatbot.</summary>
internal static class ChatPage
{
    private const int MistakesShown = 20, Thresholds = 10;

    public static TaskReport Of(Chatbot bot, List<ChatThreshold.Asked> asked, List<ChatThreshold.Asked> none) =>
        new("Evaluation of a chatbot",
            ("Figures", Figures(bot, asked, none)),
            ("Thresholds", [Choices(bot, asked, none)]),
            ("Intents", [OfIntents(bot, asked)]),
            ("Reliability", ReliabilitySection.Of(asked.Concat(none).Select(one => ((double)one.Probability,
                one.IsRight)), "Questions", "nearest intent", " It is the most probable intent, whatever the threshold; "
                    + "of questions that mean none it is never right.")),
            ("The most confident mistakes", Mistakes(bot, asked, none)),
            ("Model and data", [Card(bot, asked, none)]));

    private static IEnumerable<ReportBlock> Figures(Chatbot bot, List<ChatThreshold.Asked> asked,
        List<ChatThreshold.Asked> none)
    {
        var figures = ChatThreshold.Figures(asked, none, bot.Threshold);
        if (none.Count == 0)
            yield return new ReportSentence("No question means none of the intents: how often the chatbot answers what "
                + "it cannot is not known. Add such questions, with the tag "
                + $"'{Printable.Label(bot.Intents.Fallback.Tag)}'.", IsWarning: true);
        (string, int, int)[] shares =
        [
            ("questions of an intent that are answered", figures.Answered, figures.Questions),
            ("questions of an intent that are answered rightly", figures.Right, figures.Questions),
            ("questions of an intent whose nearest one is right", figures.Best, figures.Questions),
            ("questions of no intent that are left to the fallback", figures.NoneLeft, figures.None),
            ("answers that are false", figures.Answered - figures.Right + figures.None - figures.NoneLeft,
                figures.Answered + figures.None - figures.NoneLeft),
        ];
        yield return new ReportTable("Figures at the chatbot's threshold", ["Part", "Value", "95 % interval", "How"],
            shares.Select(share => (ReportCell[])[new(share.Item1),
                ReportCell.Score(share.Item3 == 0 ? double.NaN : (double)share.Item2 / share.Item3),
                ReportCell.Interval(share.Item3 == 0 ? null : Wilson.Interval(share.Item2, share.Item3)),
                new(string.Create(CultureInfo.InvariantCulture, $"{share.Item2} of {share.Item3}"))]));
    }

    private static ReportTable Choices(Chatbot bot, List<ChatThreshold.Asked> asked, List<ChatThreshold.Asked> none) =>
        new("What other thresholds would come to", ["Threshold", "Answered", "Answered rightly",
            "No intent, left to the fallback", "False answers"],
            Enumerable.Range(0, Thresholds).Select(i => (float)i / Thresholds).Append(bot.Threshold).Distinct().Order()
                .Select(threshold => (threshold, Figures: ChatThreshold.Figures(asked, none, threshold)))
                .Select(one => (ReportCell[])[new(Decimals.Fixed(one.threshold, 3)
                    + (one.threshold == bot.Threshold ? " (the chatbot's)" : "")),
                    ReportCell.Score(one.Figures.ShareAnswered), ReportCell.Score(one.Figures.ShareRight),
                    ReportCell.Score(one.Figures.NoneRecall), ReportCell.Score(one.Figures.FalseAnswers)]));

    private static ReportTable OfIntents(Chatbot bot, List<ChatThreshold.Asked> asked) =>
        new("Questions by what they mean", ["Intent", "Questions", "Answered rightly", "Answered by another",
            "Left to the fallback", "Most often taken for"],
            asked.GroupBy(one => one.Row.Label!).OrderBy(group => (double)group.Count(one => IsAnswered(bot, one)
                && one.IsRight) / group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => (ReportCell[])[ReportCell.Name(group.Key), ReportCell.Count(group.Count()),
                    ReportCell.Count(group.Count(one => IsAnswered(bot, one) && one.IsRight)),
                    ReportCell.Count(group.Count(one => IsAnswered(bot, one) && !one.IsRight)),
                    ReportCell.Count(group.Count(one => !IsAnswered(bot, one))),
                    ReportCell.Name(group.Where(one => !one.IsRight).CountBy(one => one.Nearest)
                        .OrderByDescending(other => other.Value).ThenBy(other => other.Key, StringComparer.Ordinal)
                        .Select(other => other.Key).FirstOrDefault() ?? "")]));

    private static IEnumerable<ReportBlock> Mistakes(Chatbot bot, List<ChatThreshold.Asked> asked,
        List<ChatThreshold.Asked> none)
    {
        var wrong = asked.Concat(none).Where(one => IsAnswered(bot, one) && !one.IsRight)
            .OrderByDescending(one => one.Probability).ThenBy(one => one.Row.Row).Take(MistakesShown).ToList();
        if (wrong.Count == 0) yield return new ReportSentence("There is none: no answer is false.");
        foreach (var one in wrong)
            yield return new ReportMistake(("Row", one.Row.Row), [("means", ReportCell.Name(one.Row.Label!)),
                ("answered as", ReportCell.Name(one.Nearest)), ("probability", ReportCell.Score(one.Probability))],
                [(one.Row.Text, 0)], 0);
    }

    private static ReportTable Card(Chatbot bot, List<ChatThreshold.Asked> asked, List<ChatThreshold.Asked> none)
    {
        using var fingerprint = new DataFingerprint();
        foreach (var one in asked.Concat(none).OrderBy(one => one.Row.Row)) fingerprint.Add(one.Row);
        return ModelSection.Card([("Intents", bot.Intents.Answered.Count.ToString(CultureInfo.InvariantCulture)),
            ("Recipe", bot.Classifier.Recipe), ("Threshold", Decimals.Fixed(bot.Threshold, 4)),
            ("Held out in training", bot.HeldOut?.ToString().Replace('\n', ';') ?? "none"),
            .. ModelSection.OfAll(asked.Count + none.Count, fingerprint.ToString())]);
    }

    private static bool IsAnswered(Chatbot bot, ChatThreshold.Asked one) => one.Probability >= bot.Threshold;
}
