namespace Valence.Operations;

/// <summary>The convolution (without mirroring) of sequences with a kernel, plus an optional offset for each
/// filter.</summary>
/// <remarks>
/// <c>x [batch, time, channels]</c>, <c>kernel [size, channels / groups, filters]</c>, optional <c>bias [filters]</c>;
/// result <c>[batch, windows, filters]</c>.
/// With several groups, each share of the filters sees its share of the channels. Each element is the bias and then its
/// products in ascending order of position and channel.
/// </remarks>
/// <param name="window">Where the kernel stands on the sequence; as large as the kernel.</param>
/// <param name="groups">The number of groups.</param>
public sealed class Conv1DOperation(SlidingWindow window, int groups = 1) : Operation
{
    private readonly Conv1DInputGradient _inputGradient = new(window, groups);
    private readonly Conv1DKernelGradient _kernelGradient = new(window, groups);

    /// <summary>Where the kernel stands on the sequence.</summary>
    public SlidingWindow Window { get; } = window;

    /// <summary>The number of groups.</summary>
    public int Groups { get; } = groups;

    /// <inheritdoc/>
    public override void Infer(Operands x, Span<TensorSpec> y)
    {
        var (from, kernel) = (x[0].Shape, x[1].Shape);
        if (from.Rank != 3) throw Mismatch($"expected [batch, time, channels], received {from}");
        if (kernel.Rank != 3 || kernel[0] != Window.Size || kernel[2] % Groups != 0)
            throw Mismatch($"expected a kernel [{Window.Size}, channels, filters] whose filters are a multiple of "
                + $"{Groups}, received {kernel}");
        if (from[2] != kernel[1] * Groups) throw Mismatch($"expected last axis {kernel[1] * Groups}, received {from}");
        if (from[2] == 0) throw Mismatch($"expected at least one channel, received {from}");
        if (x.Has(2) && x[2].Shape != [kernel[2]])
            throw Mismatch($"expected a bias of shape [{kernel[2]}], received {x[2].Shape}");
        var steps = Window.Count(from[1]);
        if (steps == 0) throw Mismatch($"expected at least {Window.Least} steps, received {from}");
        y[0] = new([from[0], steps, kernel[2]]);
    }

    /// <inheritdoc/>
    public override void Define(Operands x, ReadOnlySpan<Tensor> y)
    {
        var (length, channels, filters) = (x[0].Shape[1], x[0].Shape[2], x[1].Shape[2]);
        var (inGroup, outGroup) = (channels / Groups, filters / Groups);
        var from = x[0].Floats;
        var kernel = x[1].Floats;
        var bias = x.FloatsOrEmpty(2);
        var (steps, before) = (y[0].Shape[1], Window.Before(length));
        for (var row = 0; row < y[0].Shape[0] * steps; row++)
        {
            var (sequence, step) = Math.DivRem(row, steps);
            var to = y[0].Overwrite<float>().Slice(row * filters, filters);
            if (bias.IsEmpty) to.Clear();
            else bias.CopyTo(to);
            for (var j = 0; j < Window.Size; j++)
            {
                var position = step * Window.Strides - before + j * Window.Dilation;
                if ((uint)position >= (uint)length) continue;
                for (var c = 0; c < channels; c++)
                {
                    var value = from[(sequence * length + position) * channels + c];
                    var first = c / inGroup * outGroup;
                    var weights = kernel.Slice((j * inGroup + c % inGroup) * filters + first, outGroup);
                    for (var f = 0; f < outGroup; f++) to[first + f] += value * weights[f];
                }
            }
        }
    }

    /// <inheritdoc/>
    public override void Gradient(GradientScope g)
    {
        if (g.Needs(0)) g.Add(0, g.Call.Run(_inputGradient, g.Dy, g.X[1], g.X[0]));
        if (g.Needs(1)) g.Add(1, g.Call.Run(_kernelGradient, g.X[0], g.Dy, g.X[1]));
        if (g.Needs(2)) g.Add(2, g.Call.SumTo(g.Dy, g.X[2]));
    }
}
