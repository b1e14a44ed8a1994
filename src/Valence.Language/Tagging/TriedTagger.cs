namespace Valence.Language;

/// <summary>A network that was tried for a <see cref="TextTagger"/>.</summary>
/// <param name="Recipe">Its name.</param>
/// <param name="F1">The F1 of the spans of held-out texts, from 0 to 1; of single words' labels the share of right
/// ones.</param>
/// <param name="Epochs">How many epochs its best weights have learned.</param>
public readonly record struct TriedTagger(string Recipe, double F1, int Epochs);
