namespace Valence.Language;

/// <summary>ROUGE: what a text has in common with a reference, n-grams or their longest common subsequence, with the
/// figures of <c>rouge-score</c> and of KerasHub's <c>RougeN</c> and <c>RougeL</c>.</summary>
/// <remarks>C.-Y. Lin, "ROUGE: a package for automatic evaluation of summaries" (2004). Words are runs of the letters a
/// to z, capital or small, and digits; other letters part words, so that the figures say little of other scripts. No
/// word is brought to its stem.</remarks>
public sealed record Rouge
{
    /// <summary>The length of the n-grams, at least 1; null for the longest common subsequence (ROUGE-L).</summary>
    public int? Order
    {
        get;
        init => field = value is { } order ? Require.AtLeast(1, order, nameof(Order)) : null;
    }

    /// <summary>The score of a text and its reference; 0 where they have nothing in common.</summary>
    public RougeScore Sentence(string text, string reference)
    {
        var (own, other) = (Words(Require.NotNull(text)), Words(Require.NotNull(reference)));
        var (common, found, known) = Order is not { } order
            ? (LongestCommon(own, other), own.Count, other.Count)
            : (Common(own, other, order), own.Count - order + 1, other.Count - order + 1);
        if (common == 0) return new(0, 0, 0);
        var (precision, recall) = ((double)common / found, (double)common / known);
        return new(precision, recall, 2 * precision * recall / (precision + recall));
    }

    /// <summary>The mean score of texts.</summary>
    /// <param name="texts">The texts, at least one.</param>
    /// <param name="references">A reference for each.</param>
    /// <exception cref="ArgumentException">There are no texts, or not as many references.</exception>
    public RougeScore Corpus(IReadOnlyList<string> texts, IReadOnlyList<string> references)
    {
        ScoredTexts.Require(texts, [Require.NotNull(references)]);
        var scores = texts.Zip(references, Sentence).ToArray();
        return new(scores.Average(score => score.Precision), scores.Average(score => score.Recall),
            scores.Average(score => score.F1));
    }

    private static int Common(List<string> own, List<string> other, int order)
    {
        var known = ScoredTexts.Ngrams(other, order, " ");
        return ScoredTexts.Ngrams(own, order, " ").Sum(ngram => Math.Min(ngram.Value,
            known.GetValueOrDefault(ngram.Key)));
    }

    private static int LongestCommon(List<string> own, List<string> other)
    {
        var lengths = new int[other.Count + 1];
        foreach (var word in own)
        {
            var before = 0;
            for (var i = 0; i < other.Count; i++)
            {
                var above = lengths[i + 1];
                lengths[i + 1] = word == other[i] ? before + 1 : Math.Max(above, lengths[i]);
                before = above;
            }
        }
        return lengths[^1];
    }

    private static List<string> Words(string text)
    {
        var words = new List<string>();
        for (int at = 0, start = 0; at <= text.Length; at++)
        {
            if (at < text.Length && char.IsAsciiLetterOrDigit(text[at])) continue;
            if (at > start) words.Add(text[start..at].ToLowerInvariant());
            start = at + 1;
        }
        return words;
    }
}
