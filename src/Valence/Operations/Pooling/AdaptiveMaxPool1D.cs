namespace Valence.Operations;

/// <summary>The largest element of each of a number of windows that together see all of a sequence, feature by
/// feature.</summary>
/// <remarks><c>x [batch, time, features]</c> with at least one step; result
/// <c>[batch, windows, features]</c>.</remarks>
/// <param name="windows">Where the windows stand.</param>
public sealed class AdaptiveMaxPool1D(AdaptiveWindows windows) : Operation
{
    private readonly AdaptiveMaxPool1DGradient _gradient = new(windows);

    /// <inheritdoc/>
    public override void Infer(Operands x, Span<TensorSpec> y)
    {
        if (x[0].Shape.Rank != 3 || x[0].Shape[1] == 0)
            throw Mismatch($"expected [batch, time, features] with at least one step, received {x[0].Shape}");
        y[0] = new(x[0].Shape.With(1, windows.Count));
    }

    /// <inheritdoc/>
    public override void Define(Operands x, ReadOnlySpan<Tensor> y)
    {
        var (length, features) = (x[0].Shape[1], x[0].Shape[2]);
        for (var row = 0; row < y[0].Shape[0] * windows.Count; row++)
        {
            var (sequence, window) = Math.DivRem(row, windows.Count);
            var (first, end) = windows.Of(window, length);
            var to = y[0].Overwrite<float>().Slice(row * features, features);
            to.Fill(float.NegativeInfinity);
            for (var position = first; position < end; position++)
            {
                var from = x[0].Floats.Slice((sequence * length + position) * features, features);
                for (var c = 0; c < features; c++) to[c] = MathF.Max(to[c], from[c]);
            }
        }
    }

    /// <inheritdoc/>
    public override void Gradient(GradientScope g) => g.Add(0, g.Call.Run(_gradient, g.X[0], g.Y, g.Dy));
}
