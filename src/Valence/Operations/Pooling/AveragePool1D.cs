namespace Valence.Operations;

/// <summary>The mean of each window on a sequence, feature by feature; positions beyond the ends do not
/// count.</summary>
/// <remarks><c>x [batch, time, features]</c>; result <c>[batch, windows, features]</c>.</remarks>
/// <param name="window">Where the windows stand.</param>
public sealed class AveragePool1D(SlidingWindow window) : Operation
{
    private readonly AveragePool1DGradient _gradient = new(window);

    /// <summary>Where the windows stand.</summary>
    public SlidingWindow Window { get; } = window;

    /// <inheritdoc/>
    public override void Infer(Operands x, Span<TensorSpec> y)
    {
        if (x[0].Shape.Rank != 3 || Window.Count(x[0].Shape[1]) == 0)
            throw Mismatch($"expected [batch, time, features] with at least {Window.Least} steps, received "
                + $"{x[0].Shape}");
        y[0] = new(x[0].Shape.With(1, Window.Count(x[0].Shape[1])));
    }

    /// <inheritdoc/>
    public override void Define(Operands x, ReadOnlySpan<Tensor> y)
    {
        var (length, features, steps) = (x[0].Shape[1], x[0].Shape[2], y[0].Shape[1]);
        var before = Window.Before(length);
        for (var row = 0; row < y[0].Shape[0] * steps; row++)
        {
            var (sequence, step) = Math.DivRem(row, steps);
            var to = y[0].Overwrite<float>().Slice(row * features, features);
            var first = Math.Max(step * Window.Strides - before, 0);
            var end = Math.Min(step * Window.Strides - before + Window.Size, length);
            to.Clear();
            for (var position = first; position < end; position++)
            {
                var from = x[0].Floats.Slice((sequence * length + position) * features, features);
                for (var c = 0; c < features; c++) to[c] += from[c];
            }
            for (var c = 0; c < features; c++) to[c] /= end - first;
        }
    }

    /// <inheritdoc/>
    public override void Gradient(GradientScope g) => g.Add(0, g.Call.Run(_gradient, g.Dy, g.X[0]));
}
