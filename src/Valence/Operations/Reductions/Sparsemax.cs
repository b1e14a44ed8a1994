namespace Valence.Operations;

/// <summary>The point of the probability simplex nearest to the last axis: <c>max(x − τ, 0)</c>, where τ makes the sum 1 (Martins and Astudillo, 2016).</summary>
public sealed class Sparsemax : Operation
{
    internal static readonly Sparsemax Instance = new();

    /// <inheritdoc/>
    public override void Infer(Operands x, Span<TensorSpec> y) =>
        y[0] = x[0].Shape.Rank > 0 ? new(x[0].Shape) : throw Mismatch($"expected at least one axis, received {x[0]}");

    /// <inheritdoc/>
    public override void Define(Operands x, ReadOnlySpan<Tensor> y)
    {
        var width = x[0].Shape[^1];
        for (var start = 0; start < y[0].Count; start += width)
        {
            var from = x[0].Floats.Slice(start, width);
            var to = y[0].Floats.Slice(start, width);
            from.CopyTo(to);
            to.Sort();
            var threshold = Threshold(to);
            for (var i = 0; i < width; i++) to[i] = MathF.Max(from[i] - threshold, 0);
        }
    }

    /// <inheritdoc/>
    public override void Gradient(GradientScope g) => g.Add(0, g.Call.Run(SparsemaxGradient.Instance, g.Y, g.Dy));

    // From the ascending elements: an element is in the support while it exceeds the threshold that it and all larger ones imply.
    private static float Threshold(ReadOnlySpan<float> ascending)
    {
        var (sum, threshold) = (0f, 0f);
        for (var k = 1; k <= ascending.Length; k++)
        {
            sum += ascending[^k];
            var candidate = (sum - 1) / k;
            if (ascending[^k] <= candidate) break;
            threshold = candidate;
        }
        return threshold;
    }
}
