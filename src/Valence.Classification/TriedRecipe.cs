namespace Valence.Classification;

/// <summary>How a recipe did on the held-out texts.</summary>
/// <param name="Recipe">Its name; <c>majority</c> for the largest class.</param>
/// <param name="Epochs">Whole passes over the texts; 0 where there are none.</param>
/// <param name="Right">How many of the held-out texts it had right.</param>
/// <param name="Rows">How many there were.</param>
/// <param name="Loss">The mean of −log p(class) on them, calibrated.</param>
public sealed record TriedRecipe(string Recipe, int Epochs, int Right, int Rows, double Loss);
