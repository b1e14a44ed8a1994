namespace Valence.Operations;

/// <summary>The largest element of each window on a sequence, feature by feature; positions beyond the ends do not
/// count.</summary>
/// <remarks><c>x [batch, time, features]</c>; result <c>[batch, windows, features]</c>.</remarks>
/// <param name="window">Where the windows stand.</param>
public sealed class MaxPool1D(SlidingWindow window) : Operation
{
    private readonly MaxPool1DGradient _gradient = new(window);

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
            to.Fill(float.NegativeInfinity);
            for (var j = 0; j < Window.Size; j++)
            {
                var position = step * Window.Strides - before + j;
                if ((uint)position >= (uint)length) continue;
                var from = x[0].Floats.Slice((sequence * length + position) * features, features);
                for (var c = 0; c < features; c++) to[c] = MathF.Max(to[c], from[c]);
            }
        }
    }

    /// <inheritdoc/>
    public override void Gradient(GradientScope g) => g.Add(0, g.Call.Run(_gradient, g.X[0], g.Y, g.Dy));
}
