using Valence.Initializers;
using Valence.Operations;

namespace Valence.Layers;

/// <summary>A trained vector for each distance between two steps, normalized (He et al., 2020): the second input of
/// <see cref="TransformerBlock"/>s, which share it.</summary>
/// <remarks>
/// Input <c>[batch, time, features]</c>, for its shape; output <c>[batch, 2 · span, features]</c>, the same vectors in
/// each row. Weights: <c>embeddings [2 · span, features]</c>, <c>norm/gamma</c> and <c>norm/beta [features]</c>.
/// </remarks>
/// <param name="span">Half of the table's rows, as the blocks have it; at least 1.</param>
/// <param name="layerNormEpsilon">Added to the variance in the normalization.</param>
/// <param name="name">The layer's name; an automatic one when null.</param>
/// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
public sealed class RelativeEmbedding(int span, double layerNormEpsilon = 1e-7, string? name = null) : Layer(name)
{
    /// <summary>Half of the table's rows.</summary>
    public int Span { get; } = Require.AtLeast(1, span);

    /// <summary>Added to the variance in the normalization.</summary>
    public double LayerNormEpsilon
    {
        get;
        init => field = Require.Between(0, float.MaxValue, value, nameof(LayerNormEpsilon));
    } = Require.Between(0, float.MaxValue, layerNormEpsilon);

    /// <summary>What the table holds at first.</summary>
    public Initializer EmbeddingsInitializer { get; init; } = Initializer.Uniform;

    /// <inheritdoc/>
    public override bool KeepsRowsApart(ReadOnlySpan<Shape> inputs) => true;

    /// <inheritdoc/>
    public override Forward Build(Shape input, WeightFactory weights)
    {
        if (input.Rank != 3)
            throw new ShapeException(Place, $"expected [batch, time, features], received {input}");
        Shape rows = [2 * Span, input[2]];
        var table = weights.Add("embeddings", rows, EmbeddingsInitializer);
        var norm = weights.Child("norm", new LayerNormalization(LayerNormEpsilon), rows);
        return (x, call) =>
        {
            var vectors = norm(new Value(table.Value), call).Tensor;
            return call.Add(call.Reshape(vectors, [1, rows[0], rows[1]]), call.Filled([x.Shape[0], 1, 1], 0));
        };
    }
}
