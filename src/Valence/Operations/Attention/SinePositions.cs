namespace Valence.Operations;

/// <summary>Sines and cosines of positions (Vaswani et al., 2017): feature <c>2 i</c> of step <c>t</c> is <c>sin(t ·
/// w)</c> and feature <c>2 i + 1</c> is <c>cos(t · w)</c>, with <c>w = maxWavelength^(−2 i / features)</c>.</summary>
/// <remarks>Operand: <c>[…, time, features]</c>, for its shape; result of that shape.</remarks>
/// <param name="maxWavelength">What the wavelengths grow to, divided by 2 π; above 0.</param>
public sealed class SinePositions(double maxWavelength) : Operation
{
    /// <inheritdoc/>
    public override bool IsDifferentiable => false;

    /// <inheritdoc/>
    public override ReadOnlySpan<ElementType> OperandTypes(int index) => [ElementType.Float32, ElementType.Int32];

    /// <inheritdoc/>
    public override void Infer(Operands x, Span<TensorSpec> y)
    {
        if (x[0].Shape.Rank < 2) throw Mismatch($"expected [time, features] as last axes, received {x[0].Shape}");
        y[0] = new(x[0].Shape);
    }

    // Frequencies and angles are float32, as in Keras: far positions would stand at other angles in double precision.
    /// <inheritdoc/>
    public override void Define(Operands x, ReadOnlySpan<Tensor> y)
    {
        var (time, features) = (y[0].Shape[^2], y[0].Shape[^1]);
        var to = y[0].Overwrite<float>();
        var table = time * features;
        if (to.Length == 0) return;
        for (var i = 0; i < features; i++)
        {
            var frequency = (float)Math.Pow((float)(1 / maxWavelength), (float)(i / 2 * 2) / features);
            for (var t = 0; t < time; t++)
                to[t * features + i] = (float)(i % 2 == 0 ? Math.Sin(t * frequency) : Math.Cos(t * frequency));
        }
        for (var start = table; start < to.Length; start += table) to[..table].CopyTo(to[start..]);
    }
}
