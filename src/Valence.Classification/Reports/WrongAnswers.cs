namespace Valence.Classification;

/// <summary>The wrong answers of a threshold.</summary>
/// <param name="Threshold">The probability of the second class above which it is the answer.</param>
/// <param name="First">Texts of the first class that are taken for the second.</param>
/// <param name="Second">Texts of the second class that are taken for the first.</param>
/// <param name="Cost">What these cost.</param>
internal sealed record WrongAnswers(float Threshold, int First, int Second, double Cost);
