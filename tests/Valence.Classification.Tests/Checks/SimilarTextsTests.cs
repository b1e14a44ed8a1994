using Valence.Randomness;
using Valence.Text;

namespace Valence.Classification.Tests.Checks;

/// <summary>Nearly equal texts, against a comparison of all with all.</summary>
public sealed class SimilarTextsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Pairs_are_those_of_a_comparison_of_all_with_all(ulong seed)
    {
        var random = new CounterRandom(seed, CounterRandom.Purpose("similar"));
        var next = 0UL;
        int Below(int bound) => random.Below(next++, bound);
        var words = Enumerable.Range(0, 300).Select(_ => string.Concat(Enumerable.Range(0, 2 + Below(7))
            .Select(_ => (char)('a' + Below(26))))).ToArray();
        var texts = Enumerable.Range(0, 150).Select(_ => Enumerable.Range(0, 8 + Below(40))
            .Select(_ => words[Below(words.Length)]).ToArray()).ToList();
        for (var i = 0; i < 150; i++)
        {
            var copy = texts[Below(texts.Count)].ToArray();
            for (var change = Below(1 + copy.Length / 3); change > 0; change--)
                copy[Below(copy.Length)] = words[Below(words.Length)];
            texts.Add(copy);
        }
        LabelledText[] rows = [.. texts.Select((text, i) => new LabelledText(string.Join(' ', text), "a", i + 1))];
        HashSet<string>[] stretches = [.. rows.Select(row => Enumerable.Range(0, Math.Max(0, row.Text.Length - 4))
            .Select(i => row.Text.Substring(i, 5)).ToHashSet())];

        var found = SimilarTexts.In(new CheckedTexts(rows, new())).ToDictionary(pair => pair.Later,
            pair => pair.Earlier);

        var (expected, missed) = (0, 0);
        for (var i = 0; i < rows.Length; i++)
        {
            var alike = Enumerable.Range(0, i).Where(j => rows[i].Text != rows[j].Text && rows[i].Text.Length >= 24
                && rows[j].Text.Length >= 24 && Share(i, j) >= 0.6).ToArray();
            if (alike.Length > 0) expected++;
            if (!found.TryGetValue(i, out var earlier)) missed += alike.Length > 0 ? 1 : 0;
            else Assert.Contains(earlier, alike);
        }
        Assert.InRange(expected, 50, 150);
        Assert.InRange(missed, 0, 3);

        double Share(int i, int j)
        {
            var shared = stretches[i].Count(stretches[j].Contains);
            return (double)shared / (stretches[i].Count + stretches[j].Count - shared);
        }
    }

    [Theory]
    [InlineData("cafÃ©", "café")]
    [InlineData("â€œgoodâ€\u009d", "“good”")]
    [InlineData("Ã¢â‚¬â„¢", "’")]
    [InlineData("a \u0096 b", "a – b")]
    [InlineData("Ð¿Ñ€Ð¸Ð²ÐµÑ‚", "привет")]
    [InlineData("café “good” привет 你好 😀", null)]
    [InlineData("plain", null)]
    [InlineData("Ã", null)]
    public void Wrong_encodings_are_put_right(string text, string? mended) =>
        Assert.Equal(mended, Mojibake.Mended(text));
}
