namespace Valence.Language;

/// <summary>What is wrong with a sequence of labels.</summary>
/// <param name="Position">The number of the label, the first being 0.</param>
/// <param name="Reason">What was expected and what was found, as a sentence.</param>
public sealed record LabelMistake(int Position, string Reason);
