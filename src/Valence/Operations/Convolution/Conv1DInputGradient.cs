namespace Valence.Operations;

/// <summary>The transpose of <see cref="Conv1DOperation"/>: each window spreads its result over the positions it
/// sees. It is the gradient of the convolution's input, and the transposed convolution.</summary>
/// <remarks>
/// <c>dy [batch, windows, filters]</c>, <c>kernel [size, channels / groups, filters]</c>; result <c>[batch, time,
/// channels]</c>, of the shape of the optional third operand,
/// otherwise as long as Keras' transposed convolutions are.
/// </remarks>
/// <param name="window">Where the kernel stands on the result.</param>
/// <param name="groups">The number of groups.</param>
/// <param name="outputPadding">Steps added at the result's end where there is no third operand; null for Keras'
/// default.</param>
public sealed class Conv1DInputGradient(SlidingWindow window, int groups = 1, int? outputPadding = null) : Operation
{
    /// <summary>Where the kernel stands on the result.</summary>
    public SlidingWindow Window { get; } = window;

    /// <summary>The number of groups.</summary>
    public int Groups { get; } = groups;

    /// <inheritdoc/>
    public override void Infer(Operands x, Span<TensorSpec> y)
    {
        var (dy, kernel) = (x[0].Shape, x[1].Shape);
        if (dy.Rank != 3 || kernel.Rank != 3 || dy[2] != kernel[2])
            throw Mismatch($"expected [batch, windows, {(kernel.Rank == 3 ? kernel[2] : "filters")}], received {dy}");
        if (dy[1] == 0) throw Mismatch($"expected at least one step, received {dy}");
        Shape result = x.Has(2) ? x[2].Shape
            : [dy[0], Window.TransposedLength(dy[1], outputPadding), kernel[1] * Groups];
        if (Window.Count(result[1]) != dy[1])
            throw Mismatch($"expected {Window.Count(result[1])} windows for {result[1]} steps, received {dy}");
        y[0] = new(result);
    }

    /// <inheritdoc/>
    public override void Define(Operands x, ReadOnlySpan<Tensor> y)
    {
        var (length, channels, filters) = (y[0].Shape[1], y[0].Shape[2], x[1].Shape[2]);
        var (inGroup, outGroup) = (channels / Groups, filters / Groups);
        var dy = x[0].Floats;
        var kernel = x[1].Floats;
        var to = y[0].Overwrite<float>();
        var (steps, before) = (x[0].Shape[1], Window.Before(length));
        to.Clear();
        for (var row = 0; row < x[0].Shape[0] * steps; row++)
        {
            var (sequence, step) = Math.DivRem(row, steps);
            for (var j = 0; j < Window.Size; j++)
            {
                var position = step * Window.Strides - before + j * Window.Dilation;
                if ((uint)position >= (uint)length) continue;
                for (var c = 0; c < channels; c++)
                {
                    var first = c / inGroup * outGroup;
                    var gradients = dy.Slice(row * filters + first, outGroup);
                    var weights = kernel.Slice((j * inGroup + c % inGroup) * filters + first, outGroup);
                    var sum = 0f;
                    for (var f = 0; f < outGroup; f++) sum += gradients[f] * weights[f];
                    to[(sequence * length + position) * channels + c] += sum;
                }
            }
        }
    }

    /// <inheritdoc/>
    public override void Gradient(GradientScope g)
    {
        if (g.Needs(0)) g.Add(0, g.Call.Run(new Conv1DOperation(Window, Groups), g.Dy, g.X[1]));
        if (g.Needs(1)) g.Add(1, g.Call.Run(new Conv1DKernelGradient(Window, Groups), g.Dy, g.X[0], g.X[1]));
    }
}
