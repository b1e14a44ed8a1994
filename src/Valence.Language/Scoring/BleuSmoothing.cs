namespace Valence.Language;

/// <summary>What <see cref="Bleu"/> puts in the place of a precision of 0.</summary>
/// <remarks>B. Chen and C. Cherry, "A systematic comparison of smoothing techniques for sentence-level BLEU" (2014).
/// Where no n-gram of any length is right the score is 0 all the same.</remarks>
public enum BleuSmoothing
{
    /// <summary>Half of one right n-gram, then a quarter for the next such length, and so on.</summary>
    Exponential,

    /// <summary><see cref="Bleu.SmoothingValue"/> right n-grams, 0.1 unless said otherwise.</summary>
    Floor,

    /// <summary><see cref="Bleu.SmoothingValue"/> is added to the right n-grams and to all of two words and more, 1
    /// unless said otherwise.</summary>
    AddK,

    /// <summary>Nothing: the score is 0.</summary>
    None,
}
