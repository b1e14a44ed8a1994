namespace Valence.Layers;

/// <summary>Each query's mean of the values, weighted by how well the keys fit, for several heads at once (Vaswani et
/// al., 2017).</summary>
/// <remarks>
/// Inputs as in <see cref="ProjectedAttention"/>, with one to three axes in the place of time; output <c>[batch,
/// queries, features of the query]</c>, or of <see cref="OutputShape"/>. Per head: <c>softmax(query · keyᵀ / √keyDim) ·
/// value</c>, where the steps are all positions of the axes in <see cref="AttentionAxes"/> and the others go with the
/// batch. Scores then have the axes of the batch, the others, the heads, the queries' steps and the keys' steps.
/// Weights: <c>query_dense</c>, <c>key_dense</c>, <c>value_dense</c> with <c>kernel [features, heads, width]</c> and
/// <c>bias [heads, width]</c>, and <c>output_dense</c> with <c>kernel [heads, valueDim, output]</c> and <c>bias
/// [output]</c>.
/// </remarks>
/// <param name="numHeads">The number of heads; at least 1.</param>
/// <param name="keyDim">The width of a head of queries and keys; at least 1.</param>
/// <param name="valueDim">The width of a head of values, at least 1; null for <paramref name="keyDim"/>.</param>
/// <param name="dropout">The share of attention weights set to 0 in training, from 0 to 1.</param>
/// <param name="useBias">Whether the projections have biases.</param>
/// <param name="name">The layer's name; an automatic one when null.</param>
/// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
public sealed class MultiHeadAttention(int numHeads, int keyDim, int? valueDim = null, double dropout = 0,
    bool useBias = true, string? name = null) : ProjectedAttention(dropout, useBias, name)
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

    /// <summary>The axes that are attended over, negative ones counted from the end; all between batch and features
    /// when null.</summary>
    public IReadOnlyList<int>? AttentionAxes
    {
        get;
        init => field = value is { Count: 0 }
            ? throw new ArgumentException("Expected at least one axis, or null for all.", nameof(AttentionAxes))
            : value;
    }

    /// <summary>The axes as Keras writes them: resolved once the layer is built.</summary>
    internal IReadOnlyList<int>? KnownAxes { get => field ?? AttentionAxes; private set; }

    private protected override int MostAxes => 5;

    // Keras has the penalty on the projections alone, and not on the scores.
    internal override int PenalizedOutputs(int outputs) => 1;

    private protected override AttendedAxes Attended(int rank)
    {
        var axes = new AttendedAxes(rank, AttentionAxes);
        KnownAxes = axes.Axes;
        return axes;
    }

    private protected override bool IsHidden(string projection) => projection == "gate_dense";

    private protected override HeadSizes Sizes(Shape query, Shape value) =>
        new(NumHeads, NumHeads, KeyDim, ValueDim, OutputShape ?? [query[^1]]);
}
