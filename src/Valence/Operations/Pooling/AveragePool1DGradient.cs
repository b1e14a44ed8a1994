namespace Valence.Operations;

/// <summary>From the gradient of an average pool's result, and its operand for the shape, to the operand's gradient:
/// each window shares its gradient equally among the positions it saw.</summary>
/// <param name="window">Where the windows stand.</param>
public sealed class AveragePool1DGradient(SlidingWindow window) : Operation
{
    /// <summary>Where the windows stand.</summary>
    public SlidingWindow Window { get; } = window;

    /// <inheritdoc/>
    public override void Infer(Operands x, Span<TensorSpec> y) => y[0] = new(x[1].Shape);

    /// <inheritdoc/>
    public override void Define(Operands x, ReadOnlySpan<Tensor> y)
    {
        var (length, features, steps) = (y[0].Shape[1], y[0].Shape[2], x[0].Shape[1]);
        var before = Window.Before(length);
        y[0].Clear();
        for (var row = 0; row < x[0].Shape[0] * steps; row++)
        {
            var (sequence, step) = Math.DivRem(row, steps);
            var dy = x[0].Floats.Slice(row * features, features);
            var first = Math.Max(step * Window.Strides - before, 0);
            var end = Math.Min(step * Window.Strides - before + Window.Size, length);
            for (var position = first; position < end; position++)
            {
                var to = y[0].Overwrite<float>().Slice((sequence * length + position) * features, features);
                for (var c = 0; c < features; c++) to[c] += dy[c] / (end - first);
            }
        }
    }
}
