namespace Valence.Operations;

/// <summary>From <c>y = softmax x</c> and the gradient of y to that of x: <c>y (dy − Σ y dy)</c> along the last
/// axis.</summary>
public sealed class SoftmaxGradient : Operation
{
    internal static readonly SoftmaxGradient Instance = new();

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
            var to = y[0].Overwrite<float>().Slice(start, width);
            var sum = 0f;
            for (var i = 0; i < width; i++) sum += value[i] * dy[i];
            for (var i = 0; i < width; i++) to[i] = value[i] * (dy[i] - sum);
        }
    }
}
