namespace Valence.Operations;

/// <summary>The gradient of the scale of <see cref="LayerNorm"/>: the products of dy with the normalized rows, summed
/// over the rows.</summary>
/// <remarks>Operands: <c>x […, n]</c>, <c>scale [n]</c> for its shape, <c>dy […, n]</c>; result <c>[n]</c>.</remarks>
/// <param name="epsilon">Added to the variance.</param>
public sealed class LayerNormScaleGradient(float epsilon) : Operation
{
    /// <summary>Added to the variance.</summary>
    public float Epsilon { get; } = epsilon;

    /// <inheritdoc/>
    public override void Infer(Operands x, Span<TensorSpec> y) => y[0] = new(x[1].Shape);

    /// <inheritdoc/>
    public override void Define(Operands x, ReadOnlySpan<Tensor> y)
    {
        var width = x[0].Shape[^1];
        var to = y[0].Overwrite<float>();
        to.Clear();
        for (var start = 0; start < x[0].Count; start += width)
        {
            var from = x[0].Floats.Slice(start, width);
            var dy = x[2].Floats.Slice(start, width);
            var (mean, inverse) = LayerNorm.Moments(from, Epsilon);
            for (var i = 0; i < width; i++) to[i] += (float)(dy[i] * (from[i] - mean) * inverse);
        }
    }
}
