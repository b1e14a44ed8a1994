namespace Valence.Text;

/// <summary>Word vectors laid out for an embedding layer.</summary>
/// <param name="Weights"><c>[words, dimension]</c>: row i is the vector of the word with id i; rows without a word or a
/// vector are zero.</param>
/// <param name="Found">How many words of the vocabulary have a vector.</param>
/// <param name="Missing">The words without one, by id.</param>
public sealed record EmbeddingMatrix(Tensor Weights, int Found, IReadOnlyList<string> Missing)
{
    /// <summary>The share of the vocabulary that has a vector, from 0 to 1; 1 for an empty one.</summary>
    public double Coverage => Found + Missing.Count == 0 ? 1 : (double)Found / (Found + Missing.Count);
}
