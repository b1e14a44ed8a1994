namespace Valence.Layers;

/// <summary>Attention in which several heads of queries share one head of keys and values (Ainslie et al.,
/// 2023).</summary>
/// <remarks>
/// Inputs as in <see cref="ProjectedAttention"/>, value as wide as the query; output <c>[batch, queries, features]</c>.
/// Weights: <c>query_dense</c>, <c>key_dense</c>, <c>value_dense</c> with <c>kernel [features, heads, headDim]</c> and
/// <c>bias [heads, headDim]</c>, and <c>output_dense</c> with <c>kernel [numQueryHeads, headDim, features]</c> and
/// <c>bias [features]</c>.
/// </remarks>
/// <param name="headDim">The width of a head; at least 1.</param>
/// <param name="numQueryHeads">The number of heads of the queries, a multiple of
/// <paramref name="numKeyValueHeads"/>.</param>
/// <param name="numKeyValueHeads">The number of heads of keys and values; at least 1.</param>
/// <param name="dropout">The share of attention weights set to 0 in training, from 0 to 1.</param>
/// <param name="useBias">Whether the projections have biases.</param>
/// <param name="name">The layer's name; an automatic one when null.</param>
/// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
public sealed class GroupedQueryAttention(int headDim, int numQueryHeads, int numKeyValueHeads, double dropout = 0,
    bool useBias = true, string? name = null) : ProjectedAttention(dropout, useBias, name)
{
    /// <summary>The width of a head.</summary>
    public int HeadDim { get; } = Require.AtLeast(1, headDim);

    /// <summary>The number of heads of keys and values.</summary>
    public int NumKeyValueHeads { get; } = Require.AtLeast(1, numKeyValueHeads);

    /// <summary>The number of heads of the queries.</summary>
    public int NumQueryHeads { get; } = Require.AtLeast(1, numQueryHeads) % numKeyValueHeads == 0
        ? numQueryHeads
        : throw new ArgumentOutOfRangeException(nameof(numQueryHeads), numQueryHeads,
            $"Expected numQueryHeads to be a multiple of numKeyValueHeads ({numKeyValueHeads}), received "
                + $"{numQueryHeads}.");

    internal override bool PenalizesProjection => true;

    private protected override bool IsHidden(string projection) => true;

    private protected override HeadSizes Sizes(Shape query, Shape value) => query[2] == value[2]
        ? new(NumQueryHeads, NumKeyValueHeads, HeadDim, HeadDim, [query[2]])
        : throw new ShapeException(Place, $"expected query and value of equal width, received {query} and {value}");
}
