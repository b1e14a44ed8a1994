using System.Text.RegularExpressions;

namespace Valence.Language.Tests.Scoring;

public class BleuTests
{
    private static readonly string[] Parts = ["a", "B", "ß", "7", "12", ".", ",", "-", "&amp;", "&quot;", "'", "/",
        "€", "„", "…", "½", "²", " ", "  ", "\t", "\n", "<skipped>", "-\n", "_", "日", "+", "{", "`", "@"];

    // sacreBLEU's own expressions, as its second reading; beyond U+FFFF .NET's would see halves of characters.
    [Fact]
    public void Random_texts_have_the_words_of_sacreBLEUs_expressions()
    {
        var random = new Random(11);
        for (var n = 0; n < 20_000; n++)
        {
            var text = RandomText(random, 12);
            var line = text.Replace("<skipped>", "", StringComparison.Ordinal)
                .Replace("-\n", "", StringComparison.Ordinal).Replace('\n', ' ')
                .Replace("&quot;", "\"", StringComparison.Ordinal).Replace("&amp;", "&", StringComparison.Ordinal);
            line = Regex.Replace($" {line} ", @"([\{-\~\[-\` -\&\(-\+\:-\@\/])", " $1 ");
            line = Regex.Replace(line, @"([^0-9])([\.,])", "$1 $2 ");
            line = Regex.Replace(line, @"([\.,])([^0-9])", " $1 $2");
            line = Regex.Replace(line, @"([0-9])(-)", "$1 $2 ");
            Assert.Equal(Split(line), BleuWords.Of(text, BleuTokenizer.Mteval13a));
            line = Regex.Replace(text, @"(\P{N})(\p{P})", "$1 $2 ");
            line = Regex.Replace(line, @"(\p{P})(\P{N})", " $1 $2");
            line = Regex.Replace(line, @"(\p{S})", " $1 ");
            Assert.Equal(Split(line), BleuWords.Of(text, BleuTokenizer.International));
        }
    }

    [Fact]
    public void A_symbol_beyond_the_first_plane_is_one_word() =>
        Assert.Equal(["so", "👍", "ok"], BleuWords.Of("so👍ok", BleuTokenizer.International));

    // By the definition, n-gram by n-gram, with products instead of logarithms.
    [Fact]
    public void Random_corpora_have_the_score_of_the_definition()
    {
        var random = new Random(2);
        var scored = 0;
        for (var n = 0; n < 500; n++)
        {
            var size = 1 + random.Next(4);
            string[] texts = [.. Enumerable.Range(0, size).Select(_ => Letters())];
            string[][] references = [.. Enumerable.Range(0, 1 + random.Next(3))
                .Select(_ => Enumerable.Range(0, size).Select(_ => Letters()).ToArray())];
            var product = 1.0;
            var (length, nearest) = (0, 0);
            for (var i = 0; i < size; i++)
            {
                var own = Split(texts[i]).Length;
                length += own;
                nearest += references.Select(reference => Split(reference[i]).Length)
                    .OrderBy(count => Math.Abs(count - own)).ThenBy(count => count).First();
            }
            for (var order = 1; order <= 2; order++)
            {
                var (right, all) = (0, 0);
                for (var i = 0; i < size; i++)
                {
                    var own = Grams(texts[i], order);
                    all += own.Count;
                    right += own.Distinct().Sum(gram => Math.Min(own.Count(other => other == gram),
                        references.Max(reference => Grams(reference[i], order).Count(other => other == gram))));
                }
                product *= all == 0 ? 0 : (double)right / all;
            }
            var penalty = length >= nearest ? 1 : Math.Exp(1 - (double)nearest / Math.Max(length, 1e-9));
            var score = new Bleu { MaxOrder = 2, Smoothing = BleuSmoothing.None }.Corpus(texts, references);
            Assert.Equal(100 * penalty * Math.Sqrt(product), score.Score, 1e-9);
            if (score.Score > 0) scored++;
        }
        Assert.True(scored > 200, $"{scored}");

        string Letters() => string.Join(' ', Enumerable.Range(0, random.Next(7)).Select(_ => "abc"[random.Next(3)]));
    }

    [Fact]
    public void The_score_is_printed_as_sacreBLEU_does() => Assert.Equal(
        "BLEU = 70.71 100.0/50.0 (BP = 1.000 ratio = 1.000 hyp_len = 3 ref_len = 3)",
        new Bleu { MaxOrder = 2 }.Corpus(["a b c"], [["b c a"]]).ToString());

    [Fact]
    public void Settings_and_lists_that_do_not_fit_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new Bleu().Corpus([], [[]]));
        Assert.Throws<ArgumentException>(() => new Bleu().Corpus(["a"], []));
        Assert.Throws<ArgumentException>(() => new Bleu().Corpus(["a"], [["a", "b"]]));
        Assert.Throws<ArgumentException>(() => new Bleu { SmoothingValue = 1 }.Corpus(["a"], [["a"]]));
        Assert.Throws<ArgumentException>(() => new Bleu { Smoothing = BleuSmoothing.Floor, SmoothingValue = -1 }
            .Corpus(["a"], [["a"]]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Bleu { MaxOrder = 0 }.Corpus(["a"], [["a"]]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ChrF { Beta = 0 }.Corpus(["a"], [["a"]]));
    }

    private static string RandomText(Random random, int parts) =>
        string.Concat(Enumerable.Range(0, random.Next(parts)).Select(_ => Parts[random.Next(Parts.Length)]));

    private static string[] Split(string text) => text.Split([' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries);

    private static List<string> Grams(string text, int order)
    {
        var words = Split(text);
        return [.. Enumerable.Range(0, Math.Max(0, words.Length - order + 1))
            .Select(i => string.Join(' ', words[i..(i + order)]))];
    }
}
