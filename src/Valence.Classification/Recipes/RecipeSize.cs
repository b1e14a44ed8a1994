namespace Valence.Classification;

/// <summary>What the data decide about a recipe's network.</summary>
/// <param name="Ids">Ids of the vocabulary, padding included.</param>
/// <param name="Length">Words of a text that the network reads.</param>
public readonly record struct RecipeSize(int Ids, int Length);
