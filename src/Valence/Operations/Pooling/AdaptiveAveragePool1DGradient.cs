namespace Valence.Operations;

/// <summary>From the gradient of an adaptive average pool's result, and its operand for the shape, to the operand's
/// gradient: each window shares its gradient equally among the positions it saw.</summary>
/// <param name="windows">Where the windows stand.</param>
public sealed class AdaptiveAveragePool1DGradient(AdaptiveWindows windows) : Operation
{
    /// <inheritdoc/>
    public override void Infer(Operands x, Span<TensorSpec> y) => y[0] = new(x[1].Shape);

    /// <inheritdoc/>
    public override void Define(Operands x, ReadOnlySpan<Tensor> y)
    {
        var (length, features) = (y[0].Shape[1], y[0].Shape[2]);
        y[0].Clear();
        for (var row = 0; row < x[0].Shape[0] * windows.Count; row++)
        {
            var (sequence, window) = Math.DivRem(row, windows.Count);
            var (first, end) = windows.Of(window, length);
            var dy = x[0].Floats.Slice(row * features, features);
            for (var position = first; position < end; position++)
            {
                var to = y[0].Overwrite<float>().Slice((sequence * length + position) * features, features);
                for (var c = 0; c < features; c++) to[c] += dy[c] / (end - first);
            }
        }
    }
}
