namespace Valence.Operations;

/// <summary>The logarithm of the softmax of the last axis: <c>xᵢ − max − ln Σ e^(xⱼ − max)</c>.</summary>
public sealed class LogSoftmax : Operation
{
    internal static readonly LogSoftmax Instance = new();

    /// <inheritdoc/>
    public override void Infer(Operands x, Span<TensorSpec> y) =>
        y[0] = x[0].Shape.Rank > 0 ? new(x[0].Shape) : throw Mismatch($"expected at least one axis, "
            + $"received {x[0].TypeAndShape}");

    /// <inheritdoc/>
    public override void Define(Operands x, ReadOnlySpan<Tensor> y)
    {
        var width = x[0].Shape[^1];
        for (var start = 0; start < y[0].Count; start += width)
        {
            var from = x[0].Floats.Slice(start, width);
            var to = y[0].Overwrite<float>().Slice(start, width);
            var (largest, sum) = (float.NegativeInfinity, 0f);
            foreach (var element in from) largest = MathF.Max(largest, element);
            foreach (var element in from) sum += MathF.Exp(element - largest);
            var shift = largest + MathF.Log(sum);
            for (var i = 0; i < width; i++) to[i] = from[i] - shift;
        }
    }

    /// <inheritdoc/>
    public override void Gradient(GradientScope g)
    {
        var total = g.Call.Sum(g.Dy, keepDims: true, -1);
        g.Add(0, g.Call.Subtract(g.Dy, g.Call.Multiply(g.Call.Exp(g.Y), total)));
    }
}
