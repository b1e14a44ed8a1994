using System.Text.Json;
using Valence.Tests.Pretrained;

namespace Valence.Language.Tests.Scoring;

public class RougeTests
{
    private static readonly string[] Letters = ["a", "b", "c", "d"];

    [Fact]
    public void Figures_are_KerasHubs()
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(ReferenceFolder.Path("golden", "hub", "metrics.json")));
        var (texts, references) = (Texts("hypotheses"), Texts("references"));
        var values = json.RootElement.GetProperty("values");
        var bleu = new Bleu { Tokenizer = BleuTokenizer.None, Smoothing = BleuSmoothing.None };
        Assert.Equal(values.GetProperty("bleu").GetDouble(), bleu.Corpus(texts, [references]).Score / 100, 1e-6);
        Assert.Equal(values.GetProperty("edit").GetDouble(), EditDistance.Mean(texts, references), 1e-6);
        Equal("rouge_l", new Rouge());
        Equal("rouge_2", new Rouge { Order = 2 });

        string[] Texts(string name) =>
            [.. json.RootElement.GetProperty(name).EnumerateArray().Select(text => text.GetString()!)];

        void Equal(string name, Rouge rouge)
        {
            var (score, value) = (rouge.Corpus(texts, references), values.GetProperty(name));
            Assert.Equal(value.GetProperty("precision").GetDouble(), score.Precision, 1e-6);
            Assert.Equal(value.GetProperty("recall").GetDouble(), score.Recall, 1e-6);
            Assert.Equal(value.GetProperty("f1_score").GetDouble(), score.F1, 1e-6);
        }
    }

    // Subsequences by trying all, n-grams by crossing out, distances by their recursive definition.
    [Fact]
    public void Figures_of_random_texts_are_those_of_brute_force()
    {
        var random = new Random(5);
        for (var n = 0; n < 2_000; n++)
        {
            var (own, other) = (Draw(8), Draw(8));
            var (text, reference) = (string.Join(", ", own).ToUpperInvariant(), string.Join(' ', other));
            var common = Enumerable.Range(0, 1 << own.Length).Select(mask => own.Where((_, i) =>
                (mask >> i & 1) == 1).ToArray()).Where(some => IsIn(some, other)).Max(some => some.Length);
            var score = new Rouge().Sentence(text, reference);
            Assert.Equal(own.Length == 0 || common == 0 ? 0 : (double)common / own.Length, score.Precision, 12);
            Assert.Equal(other.Length == 0 || common == 0 ? 0 : (double)common / other.Length, score.Recall, 12);
            var order = random.Next(1, 4);
            var (found, left) = (Ngrams(own, order), Ngrams(other, order));
            var (all, known, right) = (found.Count, left.Count, found.Count(left.Remove));
            score = new Rouge { Order = order }.Sentence(text, reference);
            Assert.Equal(right == 0 ? 0 : (double)right / all, score.Precision, 12);
            Assert.Equal(right == 0 ? 0 : (double)right / known, score.Recall, 12);
            Assert.Equal(right == 0 ? 0 : 2.0 * right / (all + known), score.F1, 12);
            var (first, second) = (Draw(5), Draw(5));
            Assert.Equal(Distance(first, second), EditDistance.Of(first, second));
        }

        string[] Draw(int most) =>
            [.. Enumerable.Range(0, random.Next(most + 1)).Select(_ => Letters[random.Next(Letters.Length)])];
    }

    [Fact]
    public void Error_rates_are_of_all_words()
    {
        Assert.Equal(3.0 / 5, EditDistance.WordErrorRate(["a b", "x"], ["a c", "x y z"]), 12);
        Assert.Throws<ArgumentException>(() => EditDistance.WordErrorRate(["a"], [" "]));
        Assert.Throws<ArgumentException>(() => new Rouge().Corpus(["a"], []));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Rouge { Order = 0 });
    }

    private static bool IsIn(string[] some, string[] all)
    {
        var at = 0;
        foreach (var word in all)
            if (at < some.Length && some[at] == word) at++;
        return at == some.Length;
    }

    private static List<string> Ngrams(string[] words, int order) =>
        [.. Enumerable.Range(0, Math.Max(0, words.Length - order + 1)).Select(i =>
            string.Join(' ', words[i..(i + order)]))];

    private static int Distance(string[] first, string[] second) => (first, second) switch
    {
        ([], _) => second.Length,
        (_, []) => first.Length,
        ([var a, .. var rest], [var b, .. var others]) => Math.Min(
            Math.Min(Distance(rest, second), Distance(first, others)) + 1, Distance(rest, others) + (a == b ? 0 : 1)),
    };
}
