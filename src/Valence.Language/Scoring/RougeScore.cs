namespace Valence.Language;

/// <summary>How alike texts and their references are, by <see cref="Rouge"/>; each figure is the mean over the
/// texts.</summary>
/// <param name="Precision">The share of the text that the reference has, from 0 to 1.</param>
/// <param name="Recall">The share of the reference that the text has, from 0 to 1.</param>
/// <param name="F1">The harmonic mean of a text's precision and recall, from 0 to 1.</param>
public sealed record RougeScore(double Precision, double Recall, double F1);
