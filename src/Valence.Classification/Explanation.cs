namespace Valence.Classification;

/// <summary>Which parts of a text moved the answer, and how far.</summary>
/// <remarks>
/// The score is the logarithm of how much likelier the answer is than the next class; of several labels, than that the
/// text does not have the label; of a number, the number itself. Of the linear recipe it is
/// <see cref="Base"/> and the sum of all contributions, exactly but for rounding; of another network a contribution
/// is how far the score falls
/// without the word (Zeiler, Fergus 2014: occlusion), and they need not add up.
/// </remarks>
/// <param name="Answer">The answer itself.</param>
/// <param name="Next">The class that is next to the answer; null where there is nothing to read, and for other
/// tasks.</param>
/// <param name="Score"><c>log p(answer) − log p(next)</c>, or what else is explained.</param>
/// <param name="Base">The score of a text without known words.</param>
/// <param name="Words">The words that the network read, in their order.</param>
public sealed record Explanation(Prediction Answer, string? Next, double Score, double Base,
    IReadOnlyList<ExplainedWord> Words)
{
    /// <summary>The class or label that is explained; null of a number and where there is nothing to read.</summary>
    public string? Label { get; init; }
}
