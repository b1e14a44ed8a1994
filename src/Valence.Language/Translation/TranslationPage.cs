using System.Globalization;
using Valence.Classification;
using Valence.Text;

namespace Valence.Language;

/// <summary>The page about a translator.</summary>
internal static class TranslationPage
{
    private const int MistakesShown = 20, LettersShown = 1000;

    public static TaskReport Of(TextTranslator translator, IReadOnlyList<TextPair> pairs, TranslationReport report) =>
        new("Evaluation of a translator",
            ("Figures", Figures(translator, pairs, report)),
            ("The translations that are least alike", Mistakes(translator, pairs, report)),
            ("Model and data", [Card(translator, pairs)]));

    private static IEnumerable<ReportBlock> Figures(TextTranslator translator, IReadOnlyList<TextPair> pairs,
        TranslationReport report)
    {
        var cut = report.Translations.Count(translation => !translation.IsWhole);
        if (cut > 0)
            yield return new ReportSentence(string.Create(CultureInfo.InvariantCulture, $"{cut} of {pairs.Count} ")
                + "translations became too long and are cut off.", IsWarning: true);
        yield return new ReportSentence("Each text is held against one translation; others may be as good. Figures can "
            + "be compared where texts and signatures are the same.");
        yield return new ReportTable("How alike translations are", ["Measure", "0 to 100", "Signature"],
        [
            [new("BLEU"), ReportCell.Score(report.Bleu.Score), new(report.Bleu.Signature)],
            [new(report.ChrF.Name), ReportCell.Score(report.ChrF.Score), new(report.ChrF.Signature)],
        ]);
        yield return new ReportSentence($"{report.Bleu}.");
        if (translator.HeldOut is { } held)
            yield return new ReportSentence(string.Create(CultureInfo.InvariantCulture, $"In training {held.Pairs} "
                + $"pairs of {held.Tokens} tokens were held out: {held.Nats:F4} nats a token, perplexity "
                + $"{held.Perplexity:F2}."));
    }

    private static IEnumerable<ReportBlock> Mistakes(TextTranslator translator, IReadOnlyList<TextPair> pairs,
        TranslationReport report)
    {
        var measure = new ChrF { Lowercase = translator.Lowercase };
        yield return new ReportSentence("By chrF of each one. Often the pair is what is wrong: look at both.");
        foreach (var (i, score) in pairs.Select((pair, i) => (i, measure.Sentence(report.Translations[i].Text,
            [pair.Target]).Score)).OrderBy(one => one.Score).ThenBy(one => one.i).Take(MistakesShown))
        {
            var (pair, text) = (pairs[i], report.Translations[i].Text);
            var end = text.Length <= LettersShown ? text.Length
                : char.IsHighSurrogate(text[LettersShown - 1]) ? LettersShown - 1 : LettersShown;
            yield return new ReportMistake(pair.Row > 0 ? ("Line", pair.Row) : ("Text", i + 1),
                [(report.ChrF.Name, ReportCell.Score(score)), ("text", ReportCell.Name(pair.Source)),
                    ("translation that is there", ReportCell.Name(pair.Target))], [(text[..end], 0)],
                text.Length - end);
        }
    }

    private static ReportTable Card(TextTranslator translator, IReadOnlyList<TextPair> pairs)
    {
        using var fingerprint = new DataFingerprint();
        foreach (var pair in pairs) fingerprint.Add(new LabelledText(pair.Source, pair.Target, pair.Row));
        return ModelSection.Card([("Network", translator.Network.ToString()), ("Tokens", translator.Tokens.ToString()),
            ("Kinds of tokens", translator.VocabularySize.ToString(CultureInfo.InvariantCulture)),
            ("Most tokens of a text", translator.MaxLength.ToString(CultureInfo.InvariantCulture)),
            .. ModelSection.OfAll(pairs.Count, fingerprint.ToString())]);
    }
}
