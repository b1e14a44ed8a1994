using System.Globalization;
using Valence.Classification;
using Valence.Text;

namespace Valence.Language;

/// <summary>The page about a tagger.</summary>
internal static class TaggingPage
{
    private const int MistakesShown = 20, LettersShown = 1000;

    public static TaskReport Of(TextTagger tagger, IReadOnlyList<TaggedText> texts,
        IReadOnlyList<IReadOnlyList<PredictedSpan>> spans, TaggingResult result, IReadOnlyList<Estimate> estimates) =>
        new("Evaluation of a tagger",
            ("Figures", Figures(tagger, texts, result, estimates)),
            ("Types", [Types(result.Report, estimates)]),
            ("Reliability", ReliabilitySection.Of(texts.Zip(spans).SelectMany(one => one.Second.Select(span =>
                (span.Probability, IsRight(one.First, span)))), "Spans", "span", " A span is right where its words and "
                    + "its type are.")),
            ("The most confident mistakes", Mistakes(texts, spans)),
            ("Model and data", [Card(tagger, texts)]));

    private static IEnumerable<ReportBlock> Figures(TextTagger tagger, IReadOnlyList<TaggedText> texts,
        TaggingResult result, IReadOnlyList<Estimate> estimates)
    {
        var known = tagger.Types.ToHashSet(StringComparer.Ordinal);
        string[] unknown = [.. texts.SelectMany(text => text.Spans).Select(span => span.Label)
            .Where(label => !known.Contains(label)).Distinct().Order(StringComparer.Ordinal)];
        if (unknown.Length > 0)
            yield return new ReportSentence("There is no answer "
                + $"{string.Join(", ", unknown.Select(label => $"'{Printable.Label(label)}'"))}: spans of "
                + "these types are never found.", IsWarning: true);
        var all = result.Report.Overall;
        yield return new ReportSentence(string.Create(CultureInfo.InvariantCulture, $"{texts.Count} texts of "
            + $"{result.Report.Words} words with {all.Gold} spans; {all.Found} were found, {all.Correct} of them with "
            + $"the right words and type. Different spans count once: {result.SurfaceForms.Correct} of "
            + $"{result.SurfaceForms.Gold} are among the {result.SurfaceForms.Found} found, F1 "
            + $"{result.SurfaceForms.F1:F4}."));
        yield return new ReportTable("Figures of all words and spans", ["Measure", "Value", "95 % interval", "How"],
            estimates.Take(SpanReport.EstimatesOfAll).Select(one =>
                (ReportCell[])[new($"{one.Subject}, {one.Measure}"), ReportCell.Score(one.Value),
                    ReportCell.Interval(one.Interval), new(one.Method)]));
    }

    private static ReportTable Types(SpanReport report, IReadOnlyList<Estimate> estimates)
    {
        var scores = estimates.Skip(SpanReport.EstimatesOfAll).Where(one => one.Measure == SpanReport.F1Name);
        return new("Spans of each type", ["Type", "There are", "Found", "Right", "Precision", "Recall", "F1",
            "95 % interval of F1"], report.Types.Zip(scores, (type, f1) => (ReportCell[])[ReportCell.Name(type.Type),
                ReportCell.Count(type.Gold), ReportCell.Count(type.Found), ReportCell.Count(type.Correct),
                ReportCell.Score(type.Precision), ReportCell.Score(type.Recall), ReportCell.Score(type.F1),
                ReportCell.Interval(f1.Interval)]));
    }

    private static IEnumerable<ReportBlock> Mistakes(IReadOnlyList<TaggedText> texts,
        IReadOnlyList<IReadOnlyList<PredictedSpan>> spans)
    {
        var wrong = texts.Index().SelectMany(text => spans[text.Index].Where(span => !IsRight(text.Item, span))
            .Select(span => (text.Index, Span: span))).OrderByDescending(one => one.Span.Probability)
            .ThenBy(one => one.Index).ThenBy(one => one.Span.Start).Take(MistakesShown).ToList();
        if (wrong.Count == 0)
        {
            yield return new ReportSentence("There is none: every span that was found is right.");
            yield break;
        }
        yield return new ReportSentence("Marked with − is a span that was found and is none, or not of this type or "
            + "these words; with + those of the same text that are right. Often the mark in the data is what is wrong: "
            + "look at both.");
        foreach (var (index, span) in wrong)
        {
            var text = texts[index];
            string[] missed = [.. text.Spans.Where(gold => !spans[index].Any(one => IsSame(gold, one)))
                .Select(gold => $"{text.Text[gold.Start..gold.End]} ({Printable.Label(gold.Label)})")];
            yield return new ReportMistake(text.Row > 0 ? ("Line", text.Row) : ("Text", index + 1),
                [("found", ReportCell.Name(span.Label)), ("probability", ReportCell.Score(span.Probability)),
                    ("missed", ReportCell.Name(missed.Length == 0 ? "none" : string.Join(", ", missed)))],
                Parts(text, span, spans[index]), Math.Max(0, text.Text.Length - End(text.Text)));
        }
    }

    private static List<(string, int)> Parts(TaggedText text, PredictedSpan wrong, IReadOnlyList<PredictedSpan> all)
    {
        var (parts, at, end) = (new List<(string, int)>(), 0, End(text.Text));
        foreach (var span in all.Where(span => span.End <= end && (span == wrong || IsRight(text, span))))
        {
            if (span.Start > at) parts.Add((text.Text[at..span.Start], 0));
            parts.Add((text.Text[span.Start..span.End], span == wrong ? -1 : 1));
            at = span.End;
        }
        if (end > at) parts.Add((text.Text[at..end], 0));
        return parts;
    }

    private static int End(string text) => text.Length <= LettersShown ? text.Length
        : char.IsHighSurrogate(text[LettersShown - 1]) ? LettersShown - 1 : LettersShown;

    private static ReportTable Card(TextTagger tagger, IReadOnlyList<TaggedText> texts)
    {
        using var fingerprint = new DataFingerprint();
        foreach (var text in texts)
            fingerprint.Add(new LabelledText(text.Text, null, text.Row)
            {
                Labels = [.. text.Spans.Select(span => string.Create(CultureInfo.InvariantCulture,
                    $"{span.Start} {span.End} {span.Label}"))],
            });
        return ModelSection.Card([("Recipe", tagger.Recipe), ("Types", string.Join(", ", tagger.Types)),
            ("Labels of words", tagger.Scheme.Name), ("F1 on spans that were held out of the training",
                string.Join(", ", tagger.Tried.Select(tried => string.Create(CultureInfo.InvariantCulture,
                    $"{tried.Recipe} {tried.F1:F4} after {tried.Epochs} epochs")))),
            .. ModelSection.OfAll(texts.Count, fingerprint.ToString())]);
    }

    private static bool IsRight(TaggedText text, PredictedSpan span) => text.Spans.Any(gold => IsSame(gold, span));

    private static bool IsSame(TaggedSpan gold, PredictedSpan span) =>
        gold.Start == span.Start && gold.End == span.End && gold.Label == span.Label;
}
