using Valence.Text;

namespace Valence.Classification.Tests.Adaptation;

/// <summary>Made-up texts of domains that share some words of judgement and have others of their own.</summary>
internal static class Domain
{
    /// <summary>Words of judgement that both domains have.</summary>
    public static readonly string[] Good = Words(1, 40), Bad = Words(2, 40);

    private static readonly string[] Smooth = Words(3, 5), Late = Words(4, 5);

    /// <summary>Long texts about films: any word of judgement, and words of films.</summary>
    public static LabelledText[] Films(int count, int seed = 1) => Texts(count, seed, "film", 0, 3);

    /// <summary>Short texts about flights, which have words of judgement of their own too; of three classes the third
    /// has words of its own.</summary>
    public static LabelledText[] Flights(int count, int seed = 2, int classes = 2) =>
        Texts(count, seed, "flight", classes == 3 ? 3 : 0, 1);

    private static LabelledText[] Texts(int count, int seed, string domain, int neutral, int judgements)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            var isNeutral = neutral > 0 && i % neutral == 0;
            var isGood = random.Next(2) == 0;
            // One word in ten says the opposite.
            var words = Enumerable.Range(0, judgements).Select(_ => isNeutral ? $"question{random.Next(5)}"
                : Word(isGood != (random.Next(10) == 0), judgements == 1 && random.Next(2) == 0))
                .Concat(Enumerable.Range(0, 4).Select(_ => $"{domain}{random.Next(30)}"))
                .OrderBy(_ => random.Next()).ToArray();
            return new LabelledText(string.Join(' ', words), isNeutral ? "neutral" : isGood ? "positive" : "negative",
                i + 1);
        })];

        string Word(bool isGood, bool isOwn) => isOwn ? (isGood ? Smooth : Late)[random.Next(Smooth.Length)]
            : (isGood ? Good : Bad)[random.Next(Good.Length)];
    }

    // Words with nothing in common, not even letters in a row.
    private static string[] Words(int seed, int count)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(i => string.Concat(Enumerable.Range(0, 7).Select(_ =>
            (char)('a' + random.Next(26)))) + i)];
    }
}
