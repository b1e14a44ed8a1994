namespace Valence.Operations;

/// <summary>From x, <c>y = max pool x</c> and the gradient of y to that of x: each window's gradient goes to the first
/// of its largest elements.</summary>
/// <param name="window">Where the windows stand.</param>
public sealed class MaxPool1DGradient(SlidingWindow window) : Operation
{
    /// <summary>Where the windows stand.</summary>
    public SlidingWindow Window { get; } = window;

    /// <inheritdoc/>
    public override void Infer(Operands x, Span<TensorSpec> y) => y[0] = new(x[0].Shape);

    /// <inheritdoc/>
    public override void Define(Operands x, ReadOnlySpan<Tensor> y)
    {
        var (length, features, steps) = (x[0].Shape[1], x[0].Shape[2], x[1].Shape[1]);
        var from = x[0].Floats;
        var largest = x[1].Floats;
        var dy = x[2].Floats;
        var to = y[0].Overwrite<float>();
        var before = Window.Before(length);
        to.Clear();
        for (var i = 0; i < largest.Length; i++)
        {
            var (row, feature) = Math.DivRem(i, features);
            var (sequence, step) = Math.DivRem(row, steps);
            for (var j = 0; j < Window.Size; j++)
            {
                var position = step * Window.Strides - before + j;
                if ((uint)position >= (uint)length) continue;
                var element = (sequence * length + position) * features + feature;
                if (from[element] != largest[i]) continue;
                to[element] += dy[i];
                break;
            }
        }
    }
}
