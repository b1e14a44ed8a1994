using System.Text.Json;
using Valence.Tests.Pretrained;

namespace Valence.Language.Tests.Scoring;

public class SacreBleuTests
{
    private const double Tolerance = 1e-9;

    [Fact]
    public void Scores_counts_and_signatures_are_those_of_sacreBLEU()
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(ReferenceFolder.Path("tasks", "bleu.json")));
        var cases = document.RootElement.GetProperty("cases");
        var (bleus, chrFs) = (0, 0);
        foreach (var own in cases.EnumerateArray())
        {
            var texts = Texts(own.GetProperty("hypotheses"));
            string[][] references = [.. own.GetProperty("references").EnumerateArray().Select(Texts)];
            foreach (var result in own.GetProperty("results").EnumerateObject())
            {
                var at = result.Name.IndexOf(' ', StringComparison.Ordinal);
                using var settings = JsonDocument.Parse(result.Name[at..]);
                if (result.Name[..at] == "bleu")
                {
                    Same(result.Value, BleuOf(settings.RootElement).Corpus(texts, references));
                    bleus++;
                    continue;
                }
                var score = ChrFOf(settings.RootElement).Corpus(texts, references);
                Assert.Equal(result.Value.GetProperty("score").GetDouble(), score.Score, Tolerance);
                Assert.Equal(result.Value.GetProperty("signature").GetString(), score.Signature);
                chrFs++;
            }
            var (sentenceBleu, sentenceChrF) = (own.GetProperty("sentence_bleu"), own.GetProperty("sentence_chrf"));
            for (var i = 0; i < sentenceBleu.GetArrayLength(); i++)
            {
                string[] its = [.. references.Select(reference => reference[i])];
                Assert.Equal(sentenceBleu[i].GetDouble(), new Bleu().Sentence(texts[i], its).Score, Tolerance);
                Assert.Equal(sentenceChrF[i].GetDouble(), new ChrF().Sentence(texts[i], its).Score, Tolerance);
            }
        }
        Assert.Equal((270, 150), (bleus, chrFs));
    }

    private static void Same(JsonElement expected, BleuScore actual)
    {
        Assert.Equal(expected.GetProperty("score").GetDouble(), actual.Score, Tolerance);
        Assert.Equal(expected.GetProperty("bp").GetDouble(), actual.BrevityPenalty, Tolerance);
        Assert.Equal(expected.GetProperty("sys_len").GetInt64(), actual.Length);
        Assert.Equal(expected.GetProperty("ref_len").GetInt64(), actual.ReferenceLength);
        Assert.Equal(expected.GetProperty("signature").GetString(), actual.Signature);
        Near("precisions", actual.Precisions);
        Near("counts", actual.Counts);
        Near("totals", actual.Totals);

        void Near(string key, IReadOnlyList<double> values)
        {
            Assert.Equal(expected.GetProperty(key).GetArrayLength(), values.Count);
            for (var n = 0; n < values.Count; n++)
                Assert.Equal(expected.GetProperty(key)[n].GetDouble(), values[n], Tolerance);
        }
    }

    private static string[] Texts(JsonElement texts) => [.. texts.EnumerateArray().Select(text => text.GetString()!)];

    private static Bleu BleuOf(JsonElement settings)
    {
        var bleu = new Bleu();
        foreach (var setting in settings.EnumerateObject())
            bleu = (setting.Name, setting.Value.ToString()) switch
            {
                ("lowercase", "True") => bleu with { Lowercase = true },
                ("tokenize", "intl") => bleu with { Tokenizer = BleuTokenizer.International },
                ("tokenize", "char") => bleu with { Tokenizer = BleuTokenizer.Characters },
                ("tokenize", "none") => bleu with { Tokenizer = BleuTokenizer.None },
                ("smooth_method", "none") => bleu with { Smoothing = BleuSmoothing.None },
                ("smooth_method", "floor") => bleu with { Smoothing = BleuSmoothing.Floor },
                ("smooth_method", "add-k") => bleu with { Smoothing = BleuSmoothing.AddK },
                ("max_ngram_order", _) => bleu with { MaxOrder = setting.Value.GetInt32() },
                var (name, value) => throw new InvalidOperationException($"{name} {value}"),
            };
        return bleu;
    }

    private static ChrF ChrFOf(JsonElement settings)
    {
        var chrF = new ChrF();
        foreach (var setting in settings.EnumerateObject())
            chrF = setting.Name switch
            {
                "lowercase" => chrF with { Lowercase = true },
                "whitespace" => chrF with { Whitespace = true },
                "eps_smoothing" => chrF with { EpsilonSmoothing = true },
                "word_order" => chrF with { WordOrder = setting.Value.GetInt32() },
                var name => throw new InvalidOperationException(name),
            };
        return chrF;
    }
}
