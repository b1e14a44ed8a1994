namespace Valence.Text;

/// <summary>Initial weights of an Embedding layer, taken from word vectors.</summary>
/// <param name="Weights">Float32 <c>[numWords, dimension]</c>; row 0 and the rows of words without a vector are zeros.</param>
/// <param name="Found">How many of the words have a vector.</param>
/// <param name="Words">How many words have a row.</param>
public sealed record EmbeddingMatrix(Tensor Weights, int Found, int Words)
{
    /// <summary>The share of the words that have a vector, 0 to 1; 0 when there are no words.</summary>
    public double Coverage => Words == 0 ? 0 : (double)Found / Words;
}
