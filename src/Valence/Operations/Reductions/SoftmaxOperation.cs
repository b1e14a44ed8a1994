namespace Valence.Operations;

/// <summary>Exponentials of the last axis divided by their sum: <c>e^(xᵢ − max) / Σ e^(xⱼ − max)</c>.</summary>
public sealed class SoftmaxOperation : Operation
{
    internal static readonly SoftmaxOperation Instance = new();

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
            for (var i = 0; i < width; i++) sum += to[i] = MathF.Exp(from[i] - largest);
            for (var i = 0; i < width; i++) to[i] /= sum;
        }
    }

    /// <inheritdoc/>
    public override void Gradient(GradientScope g) => g.Add(0, g.Call.Run(SoftmaxGradient.Instance, g.Y, g.Dy));
}
