namespace Valence.Operations;

/// <summary>The gradient of the operand of <see cref="LayerNorm"/>: with <c>g = dy · scale</c> and the normalized row
/// n, <c>(g − mean g − n · mean(g n)) / √(variance + epsilon)</c>.</summary>
/// <remarks>Operands: <c>x […, n]</c>, optional <c>scale [n]</c>, <c>dy […, n]</c>.</remarks>
/// <param name="epsilon">Added to the variance.</param>
public sealed class LayerNormInputGradient(float epsilon) : Operation
{
    /// <summary>Added to the variance.</summary>
    public float Epsilon { get; } = epsilon;

    /// <inheritdoc/>
    public override void Infer(Operands x, Span<TensorSpec> y) => y[0] = new(x[0].Shape);

    /// <inheritdoc/>
    public override void Define(Operands x, ReadOnlySpan<Tensor> y)
    {
        var width = x[0].Shape[^1];
        var scale = x.FloatsOrEmpty(1);
        for (var start = 0; start < y[0].Count; start += width)
        {
            var from = x[0].Floats.Slice(start, width);
            var dy = x[2].Floats.Slice(start, width);
            var to = y[0].Overwrite<float>().Slice(start, width);
            var (mean, inverse) = LayerNorm.Moments(from, Epsilon);
            var (sum, product) = (0.0, 0.0);
            for (var i = 0; i < width; i++)
            {
                var g = dy[i] * (double)(scale.IsEmpty ? 1 : scale[i]);
                sum += g;
                product += g * (from[i] - mean) * inverse;
            }
            for (var i = 0; i < width; i++)
            {
                var g = dy[i] * (double)(scale.IsEmpty ? 1 : scale[i]);
                to[i] = (float)((g - sum / width - (from[i] - mean) * inverse * product / width) * inverse);
            }
        }
    }
}
