namespace Valence.Classification;

/// <summary>One label of a set that is doubted.</summary>
/// <param name="Label">The label.</param>
/// <param name="IsMissing">Whether the set does not have it and probably should; otherwise it has it and probably
/// should not.</param>
/// <param name="Probability">How probable it is that the text has the label, from 0 to 1, by models that did not learn
/// from the text.</param>
public sealed record LabelDoubt(string Label, bool IsMissing, double Probability);
