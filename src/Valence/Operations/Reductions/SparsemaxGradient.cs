namespace Valence.Operations;

/// <summary>From <c>y = sparsemax x</c> and the gradient of y to that of x: <c>dy</c> less its mean over the elements where y is positive; 0 elsewhere.</summary>
public sealed class SparsemaxGradient : Operation
{
    internal static readonly SparsemaxGradient Instance = new();

    /// <inheritdoc/>
    public override void Infer(Operands x, Span<TensorSpec> y) => y[0] = new(x[0].Shape);

    /// <inheritdoc/>
    public override void Define(Operands x, ReadOnlySpan<Tensor> y)
    {
        var width = y[0].Shape[^1];
        for (var start = 0; start < y[0].Count; start += width)
        {
            var value = x[0].Floats.Slice(start, width);
            var dy = x[1].Floats.Slice(start, width);
            var to = y[0].Floats.Slice(start, width);
            var (sum, count) = (0f, 0);
            for (var i = 0; i < width; i++)
                if (value[i] > 0) (sum, count) = (sum + dy[i], count + 1);
            for (var i = 0; i < width; i++) to[i] = value[i] > 0 ? dy[i] - sum / count : 0;
        }
    }
}
