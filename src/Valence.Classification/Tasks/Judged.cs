namespace Valence.Classification;

/// <summary>How a recipe did on held-out texts.</summary>
/// <param name="Result">What is told of it.</param>
/// <param name="Score">What decides, the larger the better.</param>
/// <param name="IsRight">Whether each text was right; empty where answers are nearer or farther.</param>
internal sealed record Judged(TriedRecipe Result, double Score, bool[] IsRight);
