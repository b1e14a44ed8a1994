namespace Valence.Operations;

/// <summary>From x, <c>y = adaptive max pool x</c> and the gradient of y to that of x: each window's gradient goes to
/// the first of its largest elements.</summary>
/// <param name="windows">Where the windows stand.</param>
public sealed class AdaptiveMaxPool1DGradient(AdaptiveWindows windows) : Operation
{
    /// <inheritdoc/>
    public override void Infer(Operands x, Span<TensorSpec> y) => y[0] = new(x[0].Shape);

    /// <inheritdoc/>
    public override void Define(Operands x, ReadOnlySpan<Tensor> y)
    {
        var (length, features) = (x[0].Shape[1], x[0].Shape[2]);
        var from = x[0].Floats;
        var largest = x[1].Floats;
        var dy = x[2].Floats;
        var to = y[0].Overwrite<float>();
        to.Clear();
        for (var i = 0; i < largest.Length; i++)
        {
            var (row, feature) = Math.DivRem(i, features);
            var (sequence, window) = Math.DivRem(row, windows.Count);
            var (first, end) = windows.Of(window, length);
            for (var position = first; position < end; position++)
            {
                var element = (sequence * length + position) * features + feature;
                if (from[element] != largest[i]) continue;
                to[element] += dy[i];
                break;
            }
        }
    }
}
