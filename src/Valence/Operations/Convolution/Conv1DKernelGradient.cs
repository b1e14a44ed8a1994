namespace Valence.Operations;

/// <summary>The gradient of the kernel of <see cref="Conv1DOperation"/>: products of what each window saw with the
/// gradient of its result, summed over windows and sequences.</summary>
/// <remarks><c>x [batch, time, channels]</c>, <c>dy [batch, windows, filters]</c> and the kernel for its shape; result
/// <c>[size, channels / groups, filters]</c>.</remarks>
/// <param name="window">Where the kernel stands on the sequence.</param>
/// <param name="groups">The number of groups.</param>
public sealed class Conv1DKernelGradient(SlidingWindow window, int groups = 1) : Operation
{
    /// <summary>Where the kernel stands on the sequence.</summary>
    public SlidingWindow Window { get; } = window;

    /// <summary>The number of groups.</summary>
    public int Groups { get; } = groups;

    /// <inheritdoc/>
    public override void Infer(Operands x, Span<TensorSpec> y) => y[0] = new(x[2].Shape);

    /// <inheritdoc/>
    public override void Define(Operands x, ReadOnlySpan<Tensor> y)
    {
        var (length, channels, filters) = (x[0].Shape[1], x[0].Shape[2], x[1].Shape[2]);
        var (inGroup, outGroup) = (channels / Groups, filters / Groups);
        var from = x[0].Floats;
        var dy = x[1].Floats;
        var to = y[0].Overwrite<float>();
        var (steps, before) = (x[1].Shape[1], Window.Before(length));
        to.Clear();
        for (var row = 0; row < x[1].Shape[0] * steps; row++)
        {
            var (sequence, step) = Math.DivRem(row, steps);
            for (var j = 0; j < Window.Size; j++)
            {
                var position = step * Window.Strides - before + j * Window.Dilation;
                if ((uint)position >= (uint)length) continue;
                for (var c = 0; c < channels; c++)
                {
                    var value = from[(sequence * length + position) * channels + c];
                    var first = c / inGroup * outGroup;
                    var gradients = dy.Slice(row * filters + first, outGroup);
                    var sums = to.Slice((j * inGroup + c % inGroup) * filters + first, outGroup);
                    for (var f = 0; f < outGroup; f++) sums[f] += value * gradients[f];
                }
            }
        }
    }
}
