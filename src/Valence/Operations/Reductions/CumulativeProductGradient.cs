namespace Valence.Operations;

/// <summary>From x and the gradient of its cumulative products to that of x: <c>dxᵢ = Σ dyⱼ Π xₖ</c> over j from i on
/// and k up to j but i, so that zeros need no division.</summary>
/// <param name="axis">The axis.</param>
public sealed class CumulativeProductGradient(int axis) : Operation
{
    /// <inheritdoc/>
    public override bool IsDifferentiable => false;

    /// <inheritdoc/>
    internal override bool LacksGradient => true;

    /// <inheritdoc/>
    public override void Infer(Operands x, Span<TensorSpec> y)
    {
        if (axis >= x[0].Shape.Rank || x[0].Shape != x[1].Shape)
            throw Mismatch($"expected two equal shapes of at least {axis + 1} axes, received {x[0].Shape} and "
                + $"{x[1].Shape}");
        y[0] = new(x[0].Shape);
    }

    /// <inheritdoc/>
    public override void Define(Operands x, ReadOnlySpan<Tensor> y)
    {
        ReadOnlySpan<float> from = x[0].Floats, dy = x[1].Floats;
        var to = y[0].Overwrite<float>();
        var shape = x[0].Shape;
        var (length, inner) = (shape[axis], shape[(axis + 1)..].Count);
        for (var o = 0; o < shape[..axis].Count; o++)
            for (var column = 0; column < inner; column++)
            {
                var first = o * length * inner + column;
                var before = 1f;
                for (var i = 0; i < length; i++)
                {
                    var (others, sum) = (before, 0f);
                    for (var j = i; j < length; j++)
                    {
                        if (j > i) others *= from[first + j * inner];
                        sum += dy[first + j * inner] * others;
                    }
                    to[first + i * inner] = sum;
                    before *= from[first + i * inner];
                }
            }
    }
}
