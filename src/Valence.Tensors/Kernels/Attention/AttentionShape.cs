namespace Valence.Kernels;

/// <summary>Sizes of attention whose heads lie side by side: queries <c>[batch, queries, heads · width]</c>, keys
/// <c>[batch, keys, keyHeads · width]</c>, values <c>[batch, keys, keyHeads · valueWidth]</c>.</summary>
/// <param name="Batch">The number of rows.</param>
/// <param name="Queries">Steps of the queries.</param>
/// <param name="Keys">Steps of the keys and values.</param>
/// <param name="Heads">Heads of the queries: a multiple of <paramref name="KeyHeads"/>, of which each serves as many in
/// a row.</param>
/// <param name="KeyHeads">Heads of the keys and values.</param>
/// <param name="Width">The width of a head of queries and keys.</param>
/// <param name="ValueWidth">The width of a head of values.</param>
internal readonly record struct AttentionShape(int Batch, int Queries, int Keys, int Heads, int KeyHeads, int Width,
    int ValueWidth)
{
    /// <summary>How many heads of queries a head of keys serves.</summary>
    public int Repeats => Heads / KeyHeads;
}
