using System.Globalization;
using Valence.Classification;
using Valence.Text;

namespace Valence.Language;

/// <summary>The page about a generator.</summary>
internal static class GeneratorPage
{
    private const int Samples = 3, TokensOfPrompt = 32;

    public static TaskReport Of(TextGenerator generator, IReadOnlyList<string> texts, GeneratorFigures figures,
        CancellationToken cancellation) => new("Evaluation of a generator of texts",
            ("Figures", Figures(generator, figures)),
            ("Samples", Continued(generator, texts, cancellation)),
            ("Model and data", [Card(generator, texts)]));

    private static IEnumerable<ReportBlock> Figures(TextGenerator generator, GeneratorFigures figures)
    {
        if (figures.Unknown > 0)
            yield return new ReportSentence(string.Create(CultureInfo.InvariantCulture, $"{figures.Unknown} of "
                + $"{figures.Tokens} tokens are none of the vocabulary and count as one kind: figures with fewer ")
                + "kinds look better.", IsWarning: true);
        yield return new ReportSentence(string.Create(CultureInfo.InvariantCulture, $"{figures.Tokens} tokens of "
            + $"{figures.Characters} characters, in windows of {generator.Context} side by side; ")
            + "in each a token is foretold from those before it.");
        yield return new ReportTable("How well they are foretold", ["Measure", "These texts", "Held out in training"],
        [
            Row("nats of a token (mean of -ln p)", one => one.Nats),
            Row("perplexity (its exponential)", one => one.Perplexity),
            Row("bits of a character", one => one.BitsPerCharacter),
        ]);

        ReportCell[] Row(string name, Func<GeneratorFigures, double> of) => [new(name), ReportCell.Score(of(figures)),
            generator.HeldOut is { } held ? ReportCell.Score(of(held)) : new("none")];
    }

    private static IEnumerable<ReportBlock> Continued(TextGenerator generator, IReadOnlyList<string> texts,
        CancellationToken cancellation)
    {
        var prompt = generator.Vocabulary.Decode(generator.Vocabulary.Encode(texts[0]).Take(TokensOfPrompt));
        if (prompt.Length == 0) yield break;
        yield return new ReportSentence("Continued from the beginning of the first text, drawn at a temperature of 0.8. "
            + "What is made up here nobody has said.");
        for (var seed = 0UL; seed < Samples; seed++)
            yield return new ReportMistake(("Seed", (int)seed), [("after", ReportCell.Name(prompt))],
                [(generator.Generate(prompt, GeneratorTraining.Drawn with { Seed = seed }, cancellation).Text, 0)], 0);
    }

    private static ReportTable Card(TextGenerator generator, IReadOnlyList<string> texts)
    {
        using var fingerprint = new DataFingerprint();
        foreach (var text in texts) fingerprint.Add(new LabelledText(text, null, 0));
        return ModelSection.Card([("Network", generator.Network.ToString()), ("Tokens", generator.Tokens.ToString()),
            ("Kinds of tokens", generator.VocabularySize.ToString(CultureInfo.InvariantCulture)),
            ("Tokens of a window", generator.Context.ToString(CultureInfo.InvariantCulture)),
            .. ModelSection.OfAll(texts.Count, fingerprint.ToString())]);
    }
}
