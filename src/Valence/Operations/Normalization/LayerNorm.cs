namespace Valence.Operations;

/// <summary>Rows with mean 0 and variance 1: <c>y = (x − mean) / √(variance + epsilon) · scale + offset</c> along the
/// last axis, with the biased variance.</summary>
/// <remarks>Operands: <c>x […, n]</c>, optional <c>scale [n]</c>, optional <c>offset [n]</c>. A row's result depends on
/// that row alone.</remarks>
/// <param name="epsilon">Added to the variance.</param>
public sealed class LayerNorm(float epsilon) : Operation
{
    private readonly LayerNormInputGradient _inputGradient = new(epsilon);
    private readonly LayerNormScaleGradient _scaleGradient = new(epsilon);

    /// <summary>Added to the variance.</summary>
    public float Epsilon { get; } = epsilon;

    /// <inheritdoc/>
    public override void Infer(Operands x, Span<TensorSpec> y)
    {
        var shape = x[0].Shape;
        if (shape.Rank == 0) throw Mismatch($"expected at least one axis, received {shape}");
        for (var i = 1; i <= 2; i++)
            if (x.Has(i) && x[i].Shape != [shape[^1]])
                throw Mismatch($"expected a scale and an offset of shape [{shape[^1]}], received {x[i].Shape}");
        y[0] = new(shape);
    }

    /// <inheritdoc/>
    public override void Define(Operands x, ReadOnlySpan<Tensor> y)
    {
        var width = x[0].Shape[^1];
        var scale = x.FloatsOrEmpty(1);
        var offset = x.FloatsOrEmpty(2);
        for (var start = 0; start < y[0].Count; start += width)
        {
            var from = x[0].Floats.Slice(start, width);
            var to = y[0].Overwrite<float>().Slice(start, width);
            var (mean, inverse) = Moments(from, Epsilon);
            for (var i = 0; i < width; i++)
            {
                var normal = (float)((from[i] - mean) * inverse);
                to[i] = normal * (scale.IsEmpty ? 1 : scale[i]) + (offset.IsEmpty ? 0 : offset[i]);
            }
        }
    }

    /// <inheritdoc/>
    public override void Gradient(GradientScope g)
    {
        if (g.Needs(0)) g.Add(0, g.Call.Run(_inputGradient, g.X[0], g.X.Optional(1), g.Dy));
        if (g.Needs(1)) g.Add(1, g.Call.Run(_scaleGradient, g.X[0], g.X[1], g.Dy));
        if (g.Needs(2)) g.Add(2, g.Call.SumTo(g.Dy, g.X[2]));
    }

    /// <summary>A row's mean and <c>1 / √(variance + epsilon)</c>.</summary>
    internal static (double Mean, double Inverse) Moments(ReadOnlySpan<float> row, float epsilon)
    {
        var (sum, squares) = (0.0, 0.0);
        foreach (var element in row) sum += element;
        var mean = sum / row.Length;
        foreach (var element in row) squares += (element - mean) * (element - mean);
        return (mean, 1 / Math.Sqrt(squares / row.Length + epsilon));
    }
}
