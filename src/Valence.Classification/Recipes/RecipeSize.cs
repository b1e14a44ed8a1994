namespace Valence.Classification;

/// <summary>What the data decide about a recipe's network.</summary>
/// <param name="Ids">Ids of the encoder, padding included.</param>
/// <param name="Length">Ids of a text that the network reads; −1 for any number.</param>
/// <param name="Outputs">Numbers that the network answers with: 1 for two classes, else one for each.</param>
public readonly record struct RecipeSize(int Ids, int Length, int Outputs = 1);
