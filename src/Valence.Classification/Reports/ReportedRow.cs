namespace Valence.Classification;

/// <summary>What a report keeps of a row.</summary>
/// <param name="Actual">The position of its class; −1 for other tasks.</param>
/// <param name="Score">The network's first output, of two classes the probability of the second.</param>
/// <param name="Confidence">The probability of the most probable class.</param>
/// <param name="IsMostProbable">Whether that is the row's.</param>
/// <param name="Merit">1 where the answer is right and 0 where it is not; of numbers, how far off it is.</param>
/// <param name="Letters">How long the text is, in UTF-16 units.</param>
/// <param name="UnseenWords">The share of the text's words that the vocabulary does not have; null where it has no
/// words or the encoder cannot say.</param>
/// <param name="Group">The position of its group.</param>
internal readonly record struct ReportedRow(int Actual, float Score, double Confidence, bool IsMostProbable,
    double Merit, int Letters, double? UnseenWords, int Group);
