namespace Valence.Language;

/// <summary>How many words have to be added, left out or replaced to make references of texts (Levenshtein 1966), as
/// KerasHub's <c>EditDistance</c> counts them.</summary>
public static class EditDistance
{
    /// <summary>The fewest words that are added, left out or replaced.</summary>
    /// <param name="text">The words of the text.</param>
    /// <param name="reference">Those of the reference.</param>
    public static int Of(IReadOnlyList<string> text, IReadOnlyList<string> reference)
    {
        Require.NotNull(text);
        var distances = Enumerable.Range(0, Require.NotNull(reference).Count + 1).ToArray();
        for (var row = 0; row < text.Count; row++)
        {
            var before = distances[0];
            distances[0] = row + 1;
            for (var i = 0; i < reference.Count; i++)
            {
                var above = distances[i + 1];
                distances[i + 1] = Math.Min(Math.Min(above, distances[i]) + 1,
                    before + (text[row] == reference[i] ? 0 : 1));
                before = above;
            }
        }
        return distances[^1];
    }

    /// <summary>The mean of texts, whose words are those between white space.</summary>
    /// <param name="texts">The texts, at least one.</param>
    /// <param name="references">A reference for each.</param>
    /// <exception cref="ArgumentException">There are no texts, or not as many references.</exception>
    public static double Mean(IReadOnlyList<string> texts, IReadOnlyList<string> references) =>
        Distances(texts, references).Average(pair => pair.Distance);

    /// <summary>The word error rate: all words that are added, left out or replaced for each word of the references;
    /// 0 and above.</summary>
    /// <inheritdoc cref="Mean" path="/param"/>
    /// <exception cref="ArgumentException">There are no texts, not as many references, or no word in these.</exception>
    public static double WordErrorRate(IReadOnlyList<string> texts, IReadOnlyList<string> references)
    {
        var pairs = Distances(texts, references);
        var words = pairs.Sum(pair => (double)pair.Words);
        return words > 0 ? pairs.Sum(pair => (double)pair.Distance) / words
            : throw new ArgumentException("Expected references with words, received none.", nameof(references));
    }

    private static (int Distance, int Words)[] Distances(IReadOnlyList<string> texts, IReadOnlyList<string> references)
    {
        ScoredTexts.Require(texts, [Require.NotNull(references)]);
        return [.. texts.Zip(references, (text, reference) =>
        {
            var words = ScoredTexts.Words(reference);
            return (Of(ScoredTexts.Words(text), words), words.Count);
        })];
    }
}
