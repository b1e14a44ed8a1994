namespace Valence.Language.Tests.Scoring;

public class ChrFTests
{
    // By the definition, position by position, with one reference.
    [Fact]
    public void Random_corpora_have_the_score_of_the_definition()
    {
        var random = new Random(4);
        for (var n = 0; n < 500; n++)
        {
            var (text, reference) = (Letters(), Letters());
            var (precisions, recalls) = (new List<double>(), new List<double>());
            for (var order = 1; order <= 3; order++)
            {
                var (own, other) = (Grams(text, order), Grams(reference, order));
                if (own.Count == 0 || other.Count == 0) continue;
                var left = other.ToList();
                var right = own.Count(left.Remove);
                precisions.Add((double)right / own.Count);
                recalls.Add((double)right / other.Count);
            }
            var (p, r) = (precisions.DefaultIfEmpty().Average(), recalls.DefaultIfEmpty().Average());
            var expected = p + r == 0 ? 0 : 100 * 10 * p * r / (9 * p + r);
            Assert.Equal(expected, new ChrF { CharacterOrder = 3, Beta = 3 }.Sentence(text, [reference]).Score, 1e-9);
        }

        string Letters() => string.Concat(Enumerable.Range(0, random.Next(9)).Select(_ => "ab "[random.Next(3)]));
    }

    [Fact]
    public void A_character_of_two_units_is_one() =>
        Assert.Equal(50, new ChrF { CharacterOrder = 1 }.Sentence("👍a", ["👍b"]).Score, 1e-9);

    // The sign behind a word is cut off, or else the one before it, never both.
    [Fact]
    public void Words_of_chrF_plus_plus_are_cut_from_one_sign()
    {
        Assert.Equal(100, Words("bc, !d", "bc , ! d"), 1e-9);
        Assert.True(Words("(hi)", "( hi )") < 99);

        static double Words(string text, string reference) => new ChrF { WordOrder = 2 }
            .Sentence(text, [reference]).Score;
    }

    [Fact]
    public void The_name_says_the_variant()
    {
        Assert.Equal("chrF2++ = 100.00", new ChrF { WordOrder = 2 }.Sentence("a b", ["a b"]).ToString());
        Assert.Equal("chrF3", new ChrF { Beta = 3 }.Sentence("a", ["a"]).Name);
    }

    private static List<string> Grams(string text, int order)
    {
        var joined = text.Replace(" ", "", StringComparison.Ordinal);
        return [.. Enumerable.Range(0, Math.Max(0, joined.Length - order + 1)).Select(i => joined.Substring(i, order))];
    }
}
