namespace Valence.Classification;

/// <summary>Which parts of a text moved the answer, and how far.</summary>
/// <remarks>
/// The score is the logarithm of how much likelier the answer is than the next class; of several labels, than that the
/// text does not have the label; of a number, the number itself; all before isotonic
/// calibration, where the classifier has it. It is <see cref="Base"/> and the sum of all
/// contributions (<see cref="Left"/> says how exactly). Those of the linear recipe are its weights. Of another network
/// the six strongest words bring what the score loses where they are taken out of the text one after the other, the
/// strongest first; each other word brings how far the scores of the windows that have it fall where padding stands in
/// its place (Zeiler, Fergus 2014: occlusion), and an equal part of what no single word brings (the egalitarian
/// non-separable contribution: Driessen, Funaki 1991), as far as that makes it no stronger than those six. Of more than
/// 1,000 words some in a row are padded together and share their fall; of texts of more than 28 windows or 138,000
/// letters fewer words are tried as the strongest.
/// </remarks>
/// <param name="Answer">The answer itself.</param>
/// <param name="Next">The class that is next to the answer; null where there is nothing to read, and for other
/// tasks.</param>
/// <param name="Score"><c>log p(answer) − log p(next)</c>, or what else is explained.</param>
/// <param name="Base">The score of a text without known words.</param>
/// <param name="Words">The words that the network read, of all windows, in their order.</param>
public sealed record Explanation(Prediction Answer, string? Next, double Score, double Base,
    IReadOnlyList<ExplainedWord> Words)
{
    /// <summary>What is left of the score beside <see cref="Base"/> and all contributions: rounding, less than 1e-6 of
    /// the numbers that are added; more only where the encoder found something at no place of the text, and no word
    /// stands beside the six strongest.</summary>
    public double Left => Score - Base - Words.Sum(word => word.Contribution);

    /// <summary>The class or label that is explained; null of a number and where there is nothing to read.</summary>
    public string? Label { get; init; }
}
