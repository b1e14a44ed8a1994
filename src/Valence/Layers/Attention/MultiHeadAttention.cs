namespace Valence.Layers;

/// <summary>Each query's mean of the values, weighted by how well the keys fit, for several heads at once (Vaswani et
/// al., 2017).</summary>
/// <remarks>
/// Inputs as in <see cref="ProjectedAttention"/>; output <c>[batch, queries, features of the query]</c>, or of
/// <see cref="OutputShape"/>. Per head: <c>softmax(query · keyᵀ / √keyDim) · value</c>.
/// Weights: <c>query_dense</c>, <c>key_dense</c>, <c>value_dense</c> with <c>kernel [features, heads, width]</c> and
/// <c>bias [heads, width]</c>, and <c>output_dense</c> with <c>kernel [heads, valueDim, output]</c> and <c>bias
/// [output]</c>.
/// </remarks>
/// <param name="numHeads">The number of heads; at least 1.</param>
/// <param name="keyDim">The width of a head of queries and keys; at least 1.</param>
/// <param name="valueDim">The width of a head of values, at least 1; null for <paramref name="keyDim"/>.</param>
/// <param name="dropout">The share of attention weights set to 0 in training, from 0 to 1.</param>
/// <param name="useBias">Whether the projections have biases.</param>
/// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
public sealed class MultiHeadAttention(int numHeads, int keyDim, int? valueDim = null, float dropout = 0,
    bool useBias = true) : ProjectedAttention(dropout, useBias)
{
    /// <summary>The number of heads.</summary>
    public int NumHeads { get; } = Require.AtLeast(1, numHeads);

    /// <summary>The width of a head of queries and keys.</summary>
    public int KeyDim { get; } = Require.AtLeast(1, keyDim);

    /// <summary>The width of a head of values.</summary>
    public int ValueDim { get; } = Require.AtLeast(1, valueDim ?? keyDim, nameof(valueDim));

    /// <summary>The axes of the output after the steps; null for those of the query.</summary>
    public Shape? OutputShape { get; init; }

    /// <inheritdoc/>
    internal override bool TakesMasks => true;

    private protected override HeadSizes Sizes(Shape query, Shape value) =>
        new(NumHeads, NumHeads, KeyDim, ValueDim, OutputShape ?? [query[2]]);
}
