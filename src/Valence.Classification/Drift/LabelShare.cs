namespace Valence.Classification;

/// <summary>How often a label is the answer.</summary>
/// <param name="Label">The label, or <c>nothing to read</c> or <c>no label</c>.</param>
/// <param name="Before">The share of the answers to the held-out texts of the training, from 0 to 1.</param>
/// <param name="Now">The share of the answers to other texts.</param>
public sealed record LabelShare(string Label, double Before, double Now);
