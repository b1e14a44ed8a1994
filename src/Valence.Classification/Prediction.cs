namespace Valence.Classification;

/// <summary>The answer for one text.</summary>
/// <param name="Label">The class, or null where the text holds nothing to read (no word of the vocabulary).</param>
/// <param name="Probability">The probability of that class, from 0 to 1; NaN where there is none.</param>
/// <param name="Probabilities">Every class's probability in the classifier's order; empty where there is none.</param>
public sealed record Prediction(string? Label, float Probability, IReadOnlyList<float> Probabilities)
{
    /// <summary>The answer to a text without a known word.</summary>
    public static Prediction NothingToRead { get; } = new(null, float.NaN, []);
}
