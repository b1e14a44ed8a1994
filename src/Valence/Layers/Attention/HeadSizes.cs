namespace Valence.Layers;

/// <summary>The sizes of an attention with heads.</summary>
/// <param name="Heads">The number of heads of the queries.</param>
/// <param name="KeyValueHeads">The number of heads of keys and values, of which the former is a multiple.</param>
/// <param name="KeyDim">The width of a head of queries and keys.</param>
/// <param name="ValueDim">The width of a head of values.</param>
/// <param name="Output">The axes after the steps of the result.</param>
internal readonly record struct HeadSizes(int Heads, int KeyValueHeads, int KeyDim, int ValueDim, Shape Output);
